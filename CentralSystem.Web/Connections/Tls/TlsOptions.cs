using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>Section <c>Tls</c>: the encrypted doors.</summary>
internal sealed class TlsOptions
{
    public const string Section = "Tls";

    /// <summary>Where the encrypted doors listen; null takes <c>WEB_SRV_HOST</c>.</summary>
    [ListenAddress]
    public string? Host { get; set; }

    /// <summary>Port for TLS with a server certificate (profile 2), API included; 0 takes any that is free, null opens none.</summary>
    [Range(0, 65535)]
    public int? Port { get; set; }

    /// <summary>Port for TLS with client certificates (profile 3), for Charge Points alone; 0 takes any that is free, null opens none.</summary>
    [Range(0, 65535)]
    public int? ClientCertificatePort { get; set; }

    /// <summary>Files of server certificates, PEM with their chain or PFX: one with an ECDSA key, one with an RSA key, or both (A00.FR.317).</summary>
    public string[] Certificates { get; set; } = [];

    /// <summary>PEM files of the private keys that do not stand in the files of the certificates, in any order.</summary>
    public string[] Keys { get; set; } = [];

    /// <summary>Opens encrypted keys and PFX files.</summary>
    [Secret]
    public string? KeyPassword { get; set; }

    /// <summary>PEM file of the CA certificates that stand above those of Charge Points.</summary>
    public string? ChargePointRoots { get; set; }

    /// <summary>Revocation lists (PEM or DER) by those authorities: files, or http and https URLs.</summary>
    public string[] ChargePointCrls { get; set; } = [];

    /// <summary>Minutes between two fetches of the lists that are at URLs.</summary>
    [Range(1, 1_440)]
    public int CrlFetchMinutes { get; set; } = 5;

    /// <summary>Organization (O) in every certificate of a Charge Point (A00.FR.404); the key <c>CpoName</c> of the Charge Points.</summary>
    public string? CpoName { get; set; }

    /// <summary>Seconds between two looks at the files; a change is taken over when it stayed the same for one of them.</summary>
    [Range(1, 86_400)]
    public int ReloadSeconds { get; set; } = 10;

    /// <summary>Whether anything listens with TLS.</summary>
    internal bool IsOn => Port is not null || ClientCertificatePort is not null;

    /// <remarks>Errors: <see cref="SettingsException"/> for settings that make no sense together.</remarks>
    internal void Check()
    {
        if (IsOn && Certificates.Length == 0)
        {
            throw new SettingsException($"{Section}:{nameof(Certificates)}", "", "at least one file with a server certificate where Tls:Port or Tls:ClientCertificatePort is set");
        }

        // Without it any certificate of a shared CA would do (A00.FR.404).
        if ((ClientCertificatePort is not null || ChargePointRoots is not null) && string.IsNullOrWhiteSpace(CpoName))
        {
            throw new SettingsException($"{Section}:{nameof(CpoName)}", CpoName ?? "", "the organization (O) in the certificates of your charge points");
        }
    }
}
