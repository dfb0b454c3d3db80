using System.Security.Cryptography.X509Certificates;
using ChargePointEmulator.Settings;

namespace ChargePointEmulator.Check.Data;

/// <summary>An identity and, with Basic authentication, its password.</summary>
internal sealed record ChargePointLogin(string Identity, byte[]? Password = null)
{
    /// <summary>Nobody used the identity before.</summary>
    public bool IsFresh { get; init; }

    /// <summary>32 to 40 hex digits are an AuthorizationKey and stand for its bytes (OCPP-J §6.2.2); anything else is the text itself.</summary>
    public static byte[] PasswordBytes(string password) => EmulatorSettings.PasswordBytes(password);
}

/// <summary>What the central system knows and the cases use; docs/check.md describes each member.</summary>
internal sealed record TestData
{
    /// <summary>Identities that the central system knows; empty makes fresh ones from <see cref="IdPrefix"/>.</summary>
    public IReadOnlyList<ChargePointLogin> ChargePoints { get; init; } = [];

    public string IdPrefix { get; init; } = "CHECK";

    /// <summary>Password of every charge point that has none of its own.</summary>
    public string? Password { get; init; }

    /// <summary>idTags that are accepted. Cases that run side by side take different ones, so that none is in two transactions.</summary>
    public IReadOnlyList<string> IdTags { get; init; } = [];

    /// <summary>Two idTags with the same parentIdTag.</summary>
    public (string First, string Second, string Parent)? SameParent { get; init; }

    public string InvalidIdTag { get; init; } = "NO-SUCH-IDTAG";

    public string? ExpiredIdTag { get; init; }

    public string? BlockedIdTag { get; init; }

    /// <summary>A charge point with a password of 16 to 20 bytes.</summary>
    public ChargePointLogin? PasswordChargePoint { get; init; }

    /// <summary>A charge point whose BootNotification is answered Rejected.</summary>
    public ChargePointLogin? RejectedChargePoint { get; init; }

    /// <summary>A charge point whose password a case changes, and changes back.</summary>
    public ChargePointLogin? ChangingPasswordChargePoint { get; init; }

    /// <summary>A charge point that has to use TLS (security profile 2).</summary>
    public ChargePointLogin? TlsOnlyChargePoint { get; init; }

    /// <summary>A charge point on security profile 1 that a case upgrades to 2, for good.</summary>
    public ChargePointLogin? UpgradableChargePoint { get; init; }

    /// <summary>An identity that the central system does not know.</summary>
    public string? UnknownChargePoint { get; init; }

    public string Vendor { get; init; } = "Checker";

    public string Model { get; init; } = "Conformance";

    /// <summary>Serial number of every charge point; null gives each its identity.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>The operator, as it stands in certificates of charge points (configuration key CpoName).</summary>
    public string CpoName { get; init; } = "Check";

    public string FirmwareUrl { get; init; } = "https://files.example.org/firmware.bin";

    public string UploadUrl { get; init; } = "https://files.example.org/uploads/";

    /// <summary>Endpoint with TLS (profile 2).</summary>
    public Uri? TlsUrl { get; init; }

    /// <summary>Endpoint with client certificates (profile 3).</summary>
    public Uri? ClientCertificateUrl { get; init; }

    /// <summary>Authorities that may sign the certificate of the central system; empty trusts any certificate.</summary>
    public X509Certificate2Collection CentralSystemRoots { get; init; } = [];

    /// <summary>Certificate of a charge point with its key, and its identity.</summary>
    public (X509Certificate2 Certificate, string Identity)? ClientCertificate { get; init; }
}
