using CentralSystem.Web.Connections;

namespace CentralSystem.Web.ChargePoints;

/// <summary>What a connection of a Charge Point has to show. Replaced as a whole, since handshakes read it at any moment.</summary>
internal sealed record ChargePointSecurity
{
    /// <summary>That of the many that show nothing: one object for all of them.</summary>
    public static ChargePointSecurity Open { get; } = new();

    /// <summary>Lowest security profile that is let in; see <see cref="SecurityProfiles"/>.</summary>
    public int Profile { get; init; }

    /// <summary>The profile it was told to change to; it becomes the lowest with the first connection that has it.</summary>
    public int? NextProfile { get; init; }

    /// <summary>Stored verifier of its password; null admits without one.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Verifiers of passwords it was sent and has not used yet; see <see cref="PasswordsUnderWay"/>.</summary>
    public string? NextPasswordHashes { get; init; }

    /// <summary>How long the present password still counts beside the next; null while it is not known that the Charge Point took one over.</summary>
    public DateTimeOffset? OldPasswordUntil { get; init; }

    public static ChargePointSecurity Of(ChargePoint row)
    {
        var security = new ChargePointSecurity
        {
            Profile = row.SecurityProfile,
            NextProfile = row.NextSecurityProfile,
            PasswordHash = row.PasswordHash,
            NextPasswordHashes = row.NextPasswordHashes,
            OldPasswordUntil = row.OldPasswordUntil,
        };
        return security == Open ? Open : security;
    }
}
