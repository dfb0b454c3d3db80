using CentralSystem.Web.Api;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace CentralSystem.Web.ChargePoints;

/// <summary>A Charge Point as it is stored: who it is, whether it may take part, and what it said of itself when it last booted.</summary>
internal sealed class ChargePoint : IRevisioned
{
    /// <summary>Key of the row; other tables refer to it.</summary>
    public int Key { get; init; }

    /// <summary>Identity in the connection URL (OCPP-J §3.1.1); found in any letter case, kept in the first one seen.</summary>
    public required string Identity { get; init; }

    /// <summary>The operator's decision; BootNotification is answered with it.</summary>
    public RegistrationStatus Registration { get; set; }

    /// <summary>Salted verifier of the Basic authentication password; null admits without one (security profile 0).</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Verifiers of passwords it was sent and has not used yet; see <see cref="PasswordsUnderWay"/>.</summary>
    public string? NextPasswordHashes { get; set; }

    /// <summary>How long the present password still counts beside the next; null while it is not known that the Charge Point took one over.</summary>
    public DateTimeOffset? OldPasswordUntil { get; set; }

    /// <summary>Lowest security profile that is let in; see <see cref="SecurityProfiles"/>.</summary>
    public int SecurityProfile { get; set; }

    /// <summary>The profile it was told to change to; it becomes the lowest with the first connection that has it.</summary>
    public int? NextSecurityProfile { get; set; }

    /// <summary>How strictly its messages are read; left out, as the setting for all says.</summary>
    public ValidationMode? ValidationMode { get; set; }

    /// <summary>What people call it.</summary>
    public string? Name { get; set; }

    public string? Description { get; set; }

    /// <summary>Where it stands, in words.</summary>
    public string? Location { get; set; }

    /// <summary>Degrees north (WGS 84); there with <see cref="Longitude"/> or not at all.</summary>
    public double? Latitude { get; set; }

    /// <summary>Degrees east (WGS 84).</summary>
    public double? Longitude { get; set; }

    public string? Notes { get; set; }

    public int Revision { get; set; }

    public string? ChargePointVendor { get; set; }

    public string? ChargePointModel { get; set; }

    public string? ChargePointSerialNumber { get; set; }

    public string? ChargeBoxSerialNumber { get; set; }

    public string? FirmwareVersion { get; set; }

    /// <summary>Its firmware version when its whole configuration was last read.</summary>
    public string? ConfigurationReadFirmware { get; set; }

    public string? Iccid { get; set; }

    public string? Imsi { get; set; }

    public string? MeterType { get; set; }

    public string? MeterSerialNumber { get; set; }

    /// <summary>Last accepted BootNotification; null until the first one, and nothing else is served before (OCPP-J errata §3.8).</summary>
    public DateTimeOffset? AcceptedAt { get; set; }

    /// <summary>Last BootNotification, whatever its answer.</summary>
    public DateTimeOffset? BootedAt { get; set; }

    /// <summary>Last frame; written behind, so a crash may set it back by some seconds.</summary>
    public DateTimeOffset? LastSeenAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When an operator removed it; its history stays under its identity. Null while it is registered.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ChargePoint>
    {
        public void Configure(EntityTypeBuilder<ChargePoint> builder)
        {
            builder.HasKey(c => c.Key);
            builder.Property(c => c.Identity).UseCollation(Collations.IgnoreCase);
            builder.HasIndex(c => c.Identity).IsUnique();
            builder.Property(c => c.Registration).HasConversion<string>();
            builder.Property(c => c.ValidationMode).HasConversion<string>();
        }
    }
}
