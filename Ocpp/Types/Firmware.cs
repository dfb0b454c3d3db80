using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;

namespace Ocpp.Types;

/// <summary>A signed firmware image and when to use it.</summary>
/// <remarks>Source: security whitepaper ed. 2, §6.7 (FirmwareType).</remarks>
public sealed partial record Firmware : IOcppType
{
    /// <summary>URI to retrieve the image from; may carry credentials.</summary>
    [MaxLength(512)]
    public required string Location { get; init; }

    /// <summary>When to retrieve it.</summary>
    public required DateTimeOffset RetrieveDateTime { get; init; }

    /// <summary>When to install it; absent, as soon as it is verified.</summary>
    public DateTimeOffset? InstallDateTime { get; init; }

    /// <summary>PEM certificate that belongs to the signature.</summary>
    [MaxLength(5500)]
    public required string SigningCertificate { get; init; }

    /// <summary>Signature over the whole image, in base64.</summary>
    [MaxLength(800)]
    public required string Signature { get; init; }
}
