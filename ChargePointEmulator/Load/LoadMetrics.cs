using ChargePointEmulator.Api;

namespace ChargePointEmulator.Load;

/// <summary>A load for Prometheus.</summary>
internal static class LoadMetrics
{
    public static string Write(LoadSummary summary) => new PrometheusText()
        .Gauge("ocpp_emulator_charge_points", "Charge points by state.",
            ("state=\"switched_on\"", summary.Fleet.SwitchedOn), ("state=\"connected\"", summary.Fleet.Connected), ("state=\"accepted\"", summary.Fleet.Accepted))
        .Gauge("ocpp_emulator_connectors", "Connectors by status.",
            ("status=\"charging\"", summary.Fleet.Charging), ("status=\"suspended\"", summary.Fleet.Suspended), ("status=\"faulted\"", summary.Fleet.Faulted))
        .Gauge("ocpp_emulator_sessions_running", "Sessions that go on.", ("", summary.Sessions.Running))
        .Counter("ocpp_emulator_sessions_total", "Sessions by what became of them; a late one is also another.",
            ("result=\"planned\"", summary.Sessions.Planned), ("result=\"started\"", summary.Sessions.Started), ("result=\"late\"", summary.Sessions.Late),
            ("result=\"turned_away\"", summary.Sessions.TurnedAway), ("result=\"failed\"", summary.Sessions.Failed), ("result=\"cut_off\"", summary.Sessions.CutOff))
        .Gauge("ocpp_emulator_sessions_waiting", "Sessions that wait for a connector.", ("", summary.Sessions.Waiting))
        .Gauge("ocpp_emulator_resident_bytes", "Memory of the process.", ("", summary.Fleet.ResidentBytes))
        .Traffic(summary.Traffic)
        .ToString();
}
