using CentralSystem.Web.Access;

namespace CentralSystem.Web.Commands;

/// <summary>How a command is carried out; nothing said sends it now or not at all.</summary>
internal sealed record CommandOptions
{
    /// <summary>Until when the command may wait for a connection. It is sent at most once: lost after it left, it is not repeated.</summary>
    public DateTimeOffset? QueueUntil { get; init; }

    /// <summary>Longest wait for the answer, in whole seconds up to an hour, counted from the moment it is sent; null takes the settings.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>On whose behalf; null takes <see cref="Access.Caller.Current"/>.</summary>
    public Caller? Caller { get; init; }

    /// <summary>The campaign or batch it is part of.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>Takes part in the commit that registers the command, with its id; may run twice, as any change.</summary>
    public Action<CommandChange, Guid>? Registering { get; init; }
}
