using System.Text.Json;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Types;

namespace CentralSystem.Web.ChargingProfiles;

/// <summary>Reads the charging profiles that are believed to be installed.</summary>
internal sealed class ChargingProfileReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    public async Task<Page<ChargingProfileView>> ListAsync(ChargingProfileFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var profiles = db.ChargingProfiles.AsQueryable();
        if (directory.KeyOf(filter.ChargePointId) is { } key)
        {
            profiles = profiles.Where(p => p.ChargePointKey == key);
        }

        if (filter.ConnectorId is { } connectorId)
        {
            profiles = profiles.Where(p => p.ConnectorId == connectorId);
        }

        if (filter.ChargingProfilePurpose is { } purpose)
        {
            profiles = profiles.Where(p => p.Purpose == purpose);
        }

        return await profiles.InOrder(p => p.ChargePointKey, p => p.ChargingProfileId, filter.Order is KeyOrder.Descending, page)
            .ToPageAsync(page, ViewOf, p => PageQuery.CursorOf(p.ChargePointKey, p.ChargingProfileId), cancellationToken);
    }

    private ChargingProfileView ViewOf(InstalledChargingProfile row) => new(
        directory.IdentityOf(row.ChargePointKey), row.ConnectorId, row.ChargingProfileId, row.StackLevel, row.Purpose, row.TransactionId, row.InstalledAt,
        ApiJson.Embedded(row.Profile));
}

/// <summary>Which profiles are asked for.</summary>
internal sealed record ChargingProfileFilter
{
    public string? ChargePointId { get; init; }

    public int? ConnectorId { get; init; }

    /// <summary>What the limits apply to.</summary>
    public ChargingProfilePurpose? ChargingProfilePurpose { get; init; }

    /// <summary>By registration of the Charge Point and chargingProfileId; ascending when absent.</summary>
    public KeyOrder? Order { get; init; }
}

/// <summary>An installed profile as the REST interface shows it.</summary>
/// <param name="ChargePointId">The Charge Point that has it.</param>
/// <param name="ConnectorId">Connector it was set for; 0 for the whole Charge Point (§5.16).</param>
/// <param name="ChargingProfileId">Its id, unique per Charge Point (§3.13.2).</param>
/// <param name="StackLevel">Higher levels win over lower ones; the lowest is 0.</param>
/// <param name="ChargingProfilePurpose">What it limits.</param>
/// <param name="TransactionId">The transaction of a TxProfile; absent for other purposes.</param>
/// <param name="InstalledAt">When the Charge Point accepted it.</param>
/// <param name="ChargingProfile">The whole profile (§7.8).</param>
internal sealed record ChargingProfileView(
    string ChargePointId, int ConnectorId, int ChargingProfileId, int StackLevel, ChargingProfilePurpose ChargingProfilePurpose, int? TransactionId,
    DateTimeOffset InstalledAt, JsonElement? ChargingProfile);
