using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Files;
using CentralSystem.Web.IdTags.External;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Certificates.Authority;

/// <summary>Section <c>Certificates</c>: who signs the certificates of Charge Points and of firmware, and by which rules.</summary>
internal sealed class CertificateOptions
{
    public const string Section = "Certificates";

    /// <summary>Whose signing requests are signed without an operator.</summary>
    public AutomaticSigning Sign { get; set; } = AutomaticSigning.Authenticated;

    /// <summary>O of the certificates (whitepaper A02.FR.13, configuration key CpoName); unset checks none, and names none.</summary>
    public string? CpoName { get; set; }

    /// <summary>What becomes of the subject a Charge Point asks for.</summary>
    public SubjectRule Subject { get; set; } = SubjectRule.Check;

    /// <summary>Days a Charge Point's certificate is valid.</summary>
    [Range(1, 3_650)]
    public int ValidityDays { get; set; } = 365;

    /// <summary>Days before its end at which a certificate is renewed; 0 leaves renewal to Charge Points (whitepaper A03).</summary>
    [Range(1, 365), OrZero]
    public int RenewBeforeDays { get; set; } = 30;

    /// <summary>Hours until a Charge Point that brought no new certificate is asked again.</summary>
    [Range(1, 720)]
    public int RenewRetryHours { get; set; } = 24;

    /// <summary>Most Charge Points asked for a renewal in a minute.</summary>
    [Range(1, 1_000)]
    public int RenewalsPerMinute { get; set; } = 10;

    /// <summary>How often a certificate is signed and sent before that is given up.</summary>
    [Range(1, 20)]
    public int Attempts { get; set; } = 5;

    /// <summary>Minutes between the attempts.</summary>
    [Range(1, 1_440)]
    public int RetryMinutes { get; set; } = 5;

    /// <summary>Address under which <c>/pki</c> is reached; stands in the certificates. Unset names none.</summary>
    [HttpAddress]
    public string? PublicUrl { get; set; }

    /// <summary>Key of the authority made here.</summary>
    public AuthorityKeyAlgorithm KeyAlgorithm { get; set; } = AuthorityKeyAlgorithm.EcdsaP256;

    /// <summary>How an authority with an RSA key signs.</summary>
    public RsaPadding RsaPadding { get; set; } = RsaPadding.Pkcs1;

    /// <summary>Encrypts the private keys in the database; empty leaves that to the keys of the sessions, which are in the database, too.</summary>
    [Secret]
    public string KeyPassphrase { get; set; } = "";

    /// <summary>PEM of an authority that is brought: the signing certificate first, then up to its root.</summary>
    public string? AuthorityChainFile { get; set; }

    /// <summary>PEM of its private key.</summary>
    public string? AuthorityKeyFile { get; set; }

    /// <summary>Opens that key; empty for a key that is not encrypted.</summary>
    [Secret]
    public string AuthorityKeyPassphrase { get; set; } = "";

    /// <summary>Where signing requests are posted instead; <see cref="AuthorityChainFile"/> then tells its root.</summary>
    [HttpUrl]
    public string? ExternalUrl { get; set; }

    /// <summary>Longest wait for its answer in milliseconds, all included.</summary>
    [Range(100, 120_000)]
    public int ExternalTimeoutMs { get; set; } = 10_000;

    /// <summary>Name of the header that carries the secret.</summary>
    [HeaderName]
    public string ExternalSecretHeader { get; set; } = "X-Secret";

    /// <summary>Shows the external authority who asks; empty sends none.</summary>
    [Secret]
    public string ExternalSecret { get; set; } = "";

    /// <summary>How firmware is signed here (whitepaper L01.FR.04).</summary>
    public FirmwareSignatureAlgorithm FirmwareSignature { get; set; } = FirmwareSignatureAlgorithm.RsaPss;

    /// <remarks>Errors: <see cref="SettingsException"/> for settings that do not fit together.</remarks>
    public void Check()
    {
        if (CpoName is { } name && (name.Length > 64 || name.Any(char.IsControl)))
        {
            throw new SettingsException($"{Section}:{nameof(CpoName)}", name, "1 to 64 printable characters");
        }

        if (ExternalSecret.Any(c => c is < ' ' or > '~'))
        {
            throw new SettingsException($"{Section}:{nameof(ExternalSecret)}", "***", "printable ASCII characters");
        }

        if (ExternalUrl is not null && AuthorityKeyFile is not null)
        {
            throw new SettingsException($"{Section}:{nameof(AuthorityKeyFile)}", AuthorityKeyFile, $"nothing beside {Section}:{nameof(ExternalUrl)}: the external authority has the key");
        }

        if (ExternalUrl is not null && AuthorityChainFile is null)
        {
            throw new SettingsException($"{Section}:{nameof(AuthorityChainFile)}", "", "the PEM file of the external authority's chain up to its root");
        }

        if (ExternalUrl is null && AuthorityKeyFile is null != AuthorityChainFile is null)
        {
            var missing = AuthorityKeyFile is null ? nameof(AuthorityKeyFile) : nameof(AuthorityChainFile);
            throw new SettingsException($"{Section}:{missing}", "", "a PEM file: an authority that is brought needs its chain and its key");
        }
    }
}

/// <summary>Whose signing requests are signed without an operator.</summary>
internal enum AutomaticSigning
{
    /// <summary>Those of Charge Points that proved who they are; others wait for an operator.</summary>
    Authenticated,

    /// <summary>Everyone's.</summary>
    Always,

    /// <summary>Nobody's: each waits for an operator.</summary>
    Never,
}

/// <summary>What becomes of the subject a Charge Point asks for.</summary>
internal enum SubjectRule
{
    /// <summary>CN has to be its identity or serial number, O the CpoName; it is taken over as it stands.</summary>
    Check,

    /// <summary>Whatever is asked for, the certificate names the identity and the CpoName.</summary>
    Replace,
}

/// <summary>Keys of an authority.</summary>
internal enum AuthorityKeyAlgorithm
{
    EcdsaP256,
    Rsa3072,
}

/// <summary>Paddings of RSA signatures.</summary>
internal enum RsaPadding
{
    Pkcs1,
    Pss,
}

/// <summary>How firmware is signed; always over its SHA-256.</summary>
internal enum FirmwareSignatureAlgorithm
{
    RsaPss,
    RsaPkcs1,
    Ecdsa,
}
