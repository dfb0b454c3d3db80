namespace CentralSystem.Web.Access;

/// <summary>On whose behalf the present code runs.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Name of the user or of the API key.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Address">Where the request came from; null for the system itself.</param>
internal sealed record Caller(CallerKind Kind, string Name, Role Role, string? Address)
{
    /// <summary>The central system, acting by its own rules.</summary>
    public static Caller System { get; } = new(CallerKind.System, "system", Role.Admin, null);

    private static readonly AsyncLocal<Caller?> Ambient = new();

    /// <summary>The caller of this flow of control; <see cref="System"/> where nobody asked.</summary>
    public static Caller Current
    {
        get => Ambient.Value ?? System;
        set => Ambient.Value = value;
    }
}

/// <summary>What kind of caller it is.</summary>
internal enum CallerKind
{
    System,
    User,
    ApiKey,

    /// <summary>Nobody the system knows, such as whoever fails to log in.</summary>
    Anonymous,
}
