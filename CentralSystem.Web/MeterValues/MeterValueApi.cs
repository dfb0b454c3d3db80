using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Reports;

namespace CentralSystem.Web.MeterValues;

/// <summary>Meter values over REST.</summary>
internal static class MeterValueApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapMeterValues()
        {
            api.MapGet("/meter-values", async (
                    [AsParameters] MeterValueFilter filter, MeterValueResolution? resolution, [AsParameters] PageQuery page, TableFormat format, MeterValueReader meterValues,
                    MeterValueHourReader hours, MeterValueExport export, CancellationToken cancellationToken) => resolution switch
                    {
                        MeterValueResolution.Hour => Results.Ok(await hours.HoursAsync(filter, page, cancellationToken)),
                        MeterValueResolution.Day => Results.Ok(await hours.DaysAsync(filter, page, cancellationToken)),
                        _ when format.IsTable => export.Of(filter, format),
                        _ => Results.Ok(await meterValues.ListAsync(filter, page, cancellationToken)),
                    })
                .Produces<Page<MeterValueView>>()
                .WithSummary("Meter values by time; hours and days of a charge point with resolution=hour or day");
            api.MapGet("/charge-points/{chargePointId}/meter-values", (
                    string chargePointId, [AsParameters] ChargePointMeterValueFilter filter, [AsParameters] PageQuery page, ChargePointDirectory directory,
                    MeterValueReader meterValues, CancellationToken cancellationToken) =>
                    meterValues.ListAsync(filter.Of(directory.GetEvenRemoved(chargePointId)), page, cancellationToken))
                .WithSummary("Meter values of a charge point by time");
        }
    }
}

/// <summary>Which meter values of a Charge Point are asked for.</summary>
internal sealed record ChargePointMeterValueFilter
{
    /// <summary>First instant.</summary>
    public Instant? From { get; init; }

    /// <summary>First instant that is left out.</summary>
    public Instant? To { get; init; }

    public int? ConnectorId { get; init; }

    /// <summary>Which comes first; the oldest when absent.</summary>
    public ListOrder? Order { get; init; }

    internal MeterValueFilter Of(ChargePointState chargePoint) => new() { ChargePointId = chargePoint.Identity, From = From, To = To, ConnectorId = ConnectorId, Order = Order };
}
