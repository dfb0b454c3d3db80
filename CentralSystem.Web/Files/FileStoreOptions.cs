using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Files;

/// <summary>Section <c>Files</c>: where firmware, diagnostics and logs lie, how much of them, and how Charge Points reach them.</summary>
internal sealed class FileStoreOptions
{
    public const string Section = "Files";

    /// <summary>Folder of the files; made when missing. Unset: <c>files</c> below the data folder.</summary>
    public string? Directory { get; set; }

    /// <summary>Address under which Charge Points reach this program over HTTP. Unset: the host and port through which each of them is connected.</summary>
    [HttpAddress]
    public string? PublicUrl { get; set; }

    /// <summary>PEM file with the roots that certificates of firmware signed elsewhere have to lead to. Unset checks none.</summary>
    public string? ManufacturerRoots { get; set; }

    /// <summary>Largest firmware image, in MiB.</summary>
    [Range(1, 65_536)]
    public int MaxFirmwareMiB { get; set; } = 512;

    /// <summary>Largest file a Charge Point may upload, in MiB.</summary>
    [Range(1, 65_536)]
    public int MaxUploadMiB { get; set; } = 256;

    /// <summary>All files of one Charge Point together, in MiB.</summary>
    [Range(1, 1_048_576)]
    public int MaxChargePointMiB { get; set; } = 1_024;

    /// <summary>All files together, in MiB.</summary>
    [Range(1, 16_777_216)]
    public int MaxTotalMiB { get; set; } = 20_480;

    /// <summary>Room that stays free on the disk, in MiB: the database needs it.</summary>
    [Range(0, 1_048_576)]
    public int MinFreeMiB { get; set; } = 512;

    /// <summary>Days until a file from a Charge Point is deleted; 0 keeps it. Firmware stays until somebody deletes it.</summary>
    [Range(1, 3_650), OrZero]
    public int RetentionDays { get; set; } = 90;

    /// <summary>Hours a link works: from the request, or from the instant it names for the download.</summary>
    [Range(1, 8_760)]
    public int LinkLifetimeHours { get; set; } = 24;

    /// <summary>Requests a download link answers; Charge Points fetch in ranges and try again.</summary>
    [Range(1, 1_000_000)]
    public int MaxRequestsPerLink { get; set; } = 10_000;

    /// <summary>Least speed of a transfer over a link, in bytes per second; 0 asks for none.</summary>
    [Range(1, 1_000_000), OrZero]
    public int MinBytesPerSecond { get; set; } = 240;

    /// <summary>Longest transfer over a link, in minutes.</summary>
    [Range(1, 1_440)]
    public int TransferTimeoutMinutes { get; set; } = 120;
}

/// <summary>An absolute address of HTTP without query.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HttpAddressAttribute() : AllowedTextAttribute("an address such as https://csms.example.org, without query or credentials")
{
    public override bool Allows(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0;
}
