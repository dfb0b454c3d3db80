using CentralSystem.Web.Api;
using CentralSystem.Web.Dashboard.Charts;
using CentralSystem.Web.MeterValues;
using Ocpp.Types;

namespace CentralSystem.Web.Dashboard.ChargingProfiles;

/// <summary>What was drawn in the last hours, to be seen beside the limits: in their unit, where the charge point tells it.</summary>
internal sealed class MeasuredLoad(MeterValueReader meterValues, TimeProvider time)
{
    private const string Current = "Current.Import";
    private const string Power = "Power.Active.Import";
    private const int Most = 1000;

    private static readonly TimeSpan Back = TimeSpan.FromHours(6);

    /// <summary>So long a value counts in a sum: longer than the pause between two of them, as far as that is known.</summary>
    private static readonly TimeSpan Counts = TimeSpan.FromMinutes(20);

    /// <summary>Of a connector; for connector 0 of the whole charge point, by its own meter or else as the sum of its connectors.</summary>
    /// <param name="chargePointId">Whose.</param>
    /// <param name="connectorId">Which, or 0.</param>
    /// <param name="unit">Of the limits. Those in amperes hold for each phase, so that the highest one is shown; without currents it is the power.</param>
    /// <param name="cancellationToken">Of who waits.</param>
    public async Task<ChartSeries> ReadAsync(string chargePointId, int connectorId, ChargingRateUnit? unit, CancellationToken cancellationToken)
    {
        var isCurrent = unit == ChargingRateUnit.A;
        IReadOnlyList<ChartPoint> points = isCurrent ? await PointsAsync(chargePointId, connectorId, Current, cancellationToken) : [];
        isCurrent &= points.Count > 0;
        return new ChartSeries("Measured", isCurrent ? "A" : "kW", isCurrent ? points : await PointsAsync(chargePointId, connectorId, Power, cancellationToken));
    }

    private async Task<IReadOnlyList<ChartPoint>> PointsAsync(string chargePointId, int connectorId, string measurand, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var filter = new MeterValueFilter
        {
            ChargePointId = chargePointId,
            ConnectorId = connectorId == 0 ? null : connectorId,
            Measurand = measurand,
            From = new Instant(now - Back),
            To = new Instant(now),
            Order = ListOrder.Newest,
        };
        var values = (await meterValues.ListAsync(filter, new PageQuery { Limit = Most }, cancellationToken)).Items.Reverse()
            .Select(value => new LoadOfConnector(value.Timestamp, value.ConnectorId, measurand == Current ? HighestPhaseOf(value) : LatestMeasurement.Of([value], 0)?.PowerW / 1000))
            .Where(load => load.Value is not null)
            .ToList();
        return connectorId == 0 && values.Exists(load => load.ConnectorId == 0) ? Sum(values.Where(load => load.ConnectorId == 0)) : Sum(values);
    }

    /// <summary>At each instant at which a connector told its load, that of all of them together.</summary>
    internal static IReadOnlyList<ChartPoint> Sum(IEnumerable<LoadOfConnector> inOrder)
    {
        var latest = new Dictionary<int, LoadOfConnector>();
        var points = new List<ChartPoint>();
        foreach (var load in inOrder)
        {
            latest[load.ConnectorId] = load;
            var point = new ChartPoint(load.At, latest.Values.Where(other => load.At - other.At < Counts).Sum(other => other.Value));
            if (points.Count > 0 && points[^1].At == point.At)
            {
                points[^1] = point;
                continue;
            }

            if (points.Count > 0 && point.At - points[^1].At >= Counts)
            {
                // Nobody charged between, or nobody told.
                points.Add(points[^1] with { Value = null });
            }

            points.Add(point);
        }

        return points;
    }

    private static double? HighestPhaseOf(MeterValueView value) =>
        value.SampledValue.Where(sample => sample is { Measurand: Current, Location: "Outlet", Phase: not "N" }).Max(sample => sample.Number);
}

/// <summary>What a connector drew at an instant; in the unit that is asked for.</summary>
internal readonly record struct LoadOfConnector(DateTimeOffset At, int ConnectorId, double? Value);
