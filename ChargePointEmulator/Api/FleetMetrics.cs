using ChargePointEmulator.Fleet;
using ChargePointEmulator.Measuring;

namespace ChargePointEmulator.Api;

/// <summary>A running fleet for Prometheus.</summary>
internal sealed class FleetMetrics(FleetWorker worker, TrafficMeter meter)
{
    public string Write()
    {
        var connectors = worker.ChargePoints.SelectMany(chargePoint => chargePoint.Connectors).GroupBy(connector => connector.Status).OrderBy(group => group.Key);
        return new PrometheusText()
            .Gauge(
                "ocpp_emulator_charge_points",
                "Charge points by state.",
                ("state=\"switched_on\"", worker.ChargePoints.Count(chargePoint => chargePoint.Power.IsOn)),
                ("state=\"connected\"", meter.Connected),
                ("state=\"accepted\"", worker.ChargePoints.Count(chargePoint => chargePoint.Outbox.IsOnline)))
            .Gauge("ocpp_emulator_connectors", "Connectors by status.", [.. connectors.Select(group => ($"status=\"{group.Key}\"", (double)group.Count()))])
            .Gauge("ocpp_emulator_resident_bytes", "Memory of the process.", ("", Environment.WorkingSet))
            .Traffic(meter.Read())
            .ToString();
    }
}
