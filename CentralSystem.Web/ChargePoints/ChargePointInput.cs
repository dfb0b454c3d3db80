using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Api;
using CentralSystem.Web.Connections;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace CentralSystem.Web.ChargePoints;

/// <summary>What an operator says of a Charge Point; a change leaves what is not said as it is, and <c>null</c> clears.</summary>
internal record ChargePointInput
{
    /// <summary>Accepted approves, Rejected keeps out; in force at once.</summary>
    public RegistrationStatus? RegistrationStatus { get; init; }

    /// <summary>What people call it.</summary>
    [PrintableText(100)]
    public string? Name { get; init; }

    /// <summary>What people say of it.</summary>
    [PrintableText(500)]
    public string? Description { get; init; }

    /// <summary>Where it stands, in words.</summary>
    [PrintableText(300)]
    public string? Location { get; init; }

    /// <summary>Degrees north (WGS 84).</summary>
    [Range(-90d, 90d)]
    public double? Latitude { get; init; }

    /// <summary>Degrees east (WGS 84).</summary>
    [Range(-180d, 180d)]
    public double? Longitude { get; init; }

    /// <summary>Free text of the operators.</summary>
    [PrintableText(2000)]
    public string? Notes { get; init; }

    /// <summary>The whole list: it replaces the one before.</summary>
    [ChargePointTags]
    public string[]? Tags { get; init; }

    /// <summary>Password of the Basic authentication; kept as a salted digest and shown nowhere.</summary>
    [PrintableText(64)]
    public string? Password { get; init; }

    /// <summary>Makes a random password, which the answer shows this once.</summary>
    public bool GeneratePassword { get; init; }

    /// <summary>Lowest security profile it may connect with, 0 to 3 (whitepaper A00); its connection ends when it has a lower one.</summary>
    [Range(SecurityProfiles.Unsecured, SecurityProfiles.TlsWithCertificate)]
    public int? SecurityProfile { get; init; }

    /// <summary>How strictly its messages are read; left out, as the setting for all says.</summary>
    public ValidationMode? ValidationMode { get; init; }
}

/// <summary>A Charge Point to register.</summary>
internal sealed record NewChargePoint : ChargePointInput
{
    /// <summary>Identity in its connection URL.</summary>
    [ChargePointIdentity]
    public required string ChargePointId { get; init; }
}

/// <summary>Text that can be the identity of a Charge Point (OCPP-J §3.1.1).</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ChargePointIdentityAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is string identity && HandshakeRequest.IsIdentity(identity);

    public override string FormatErrorMessage(string name) => $"must be 1 to {HandshakeRequest.MaxIdentityLength} printable characters without a slash";
}

/// <summary>A list of tags.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ChargePointTagsAttribute : ValidationAttribute
{
    private const int Most = 50;

    public override bool IsValid(object? value) => value is null || (value is string[] { Length: <= Most } tags && Array.TrueForAll(tags, IsTag));

    public override string FormatErrorMessage(string name) => $"must be at most {Most} texts of 1 to {ChargePointTag.MaxLength} printable characters, without spaces around them";

    private static bool IsTag(string? tag) =>
        tag is { Length: > 0 and <= ChargePointTag.MaxLength } && !tag.Any(char.IsControl) && tag.Trim().Length == tag.Length;
}
