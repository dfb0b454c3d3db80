using Ocpp.Payloads;

namespace Ocpp.Rpc;

/// <summary>A CALL that was read and waits for its turn.</summary>
internal abstract class IncomingCall<TPeer>
{
    public required string Action { get; init; }

    public required MessageId Id { get; init; }

    public DateTimeOffset ReceivedAt { get; set; }

    public IReadOnlyList<ProtocolNote> Notes { get; set; } = [];

    /// <summary>Its answer is on the way.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>Tells a repeated frame from another one under the same id.</summary>
    public int FrameHash { get; set; }

    public abstract ValueTask<IOcppResponse> HandleAsync(CallContext<TPeer> context, CancellationToken cancellationToken);
}

/// <summary>A CALL that no handler is to see; it waits for its turn like any other.</summary>
internal sealed class RefusedCall<TPeer>(OcppErrorCode code, string description) : IncomingCall<TPeer>
{
    public override ValueTask<IOcppResponse> HandleAsync(CallContext<TPeer> context, CancellationToken cancellationToken) =>
        throw new OcppCallException(code, description);
}
