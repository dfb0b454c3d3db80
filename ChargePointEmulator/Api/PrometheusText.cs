using System.Globalization;
using System.Text;
using ChargePointEmulator.Measuring;

namespace ChargePointEmulator.Api;

/// <summary>Writes figures as Prometheus reads them (text format 0.0.4). No figure bears the identity of a charge point: a fleet would drown the server in series.</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly TimeSpan[] Limits = [.. new[] { 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60 }.Select(TimeSpan.FromSeconds)];

    private readonly StringBuilder _text = new();

    public PrometheusText Gauge(string name, string help, params (string Labels, double Value)[] values) => Add(name, "gauge", help, values);

    public PrometheusText Counter(string name, string help, params (string Labels, double Value)[] values) => Add(name, "counter", help, values);

    /// <summary>Everything a meter counts.</summary>
    public PrometheusText Traffic(TrafficFigures traffic)
    {
        var handshakes = traffic.Of(TrafficMeter.Handshake);
        ActionFigures[] calls = [.. traffic.Calls.Where(action => !action.IsEmpty)];
        Counter("ocpp_emulator_handshakes_total", "Handshakes that ended.", ("result=\"ok\"", handshakes.Ok), ("result=\"refused\"", handshakes.Errors));
        Counter("ocpp_emulator_disconnects_total", "Connections that ended without the emulator's wish.", ("", traffic.Disconnects));
        Counter("ocpp_emulator_calls_received_total", "CALLs of the central system.", ("", traffic.Received));
        Counter("ocpp_emulator_calls_sent_total", "CALLs that left.", [.. calls.Select(action => (Action(action), (double)action.Sent))]);
        Counter("ocpp_emulator_calls_total", "CALLs that ended, by how.", [.. calls.SelectMany(action => new (string, double)[]
        {
            ($"{Action(action)},outcome=\"ok\"", action.Ok),
            ($"{Action(action)},outcome=\"error\"", action.Errors),
            ($"{Action(action)},outcome=\"timeout\"", action.TimedOut),
            ($"{Action(action)},outcome=\"lost\"", action.Lost),
            ($"{Action(action)},outcome=\"cut_off\"", action.CutOff),
            ($"{Action(action)},outcome=\"unsent\"", action.Unsent),
        })]);
        Histogram("ocpp_emulator_call_duration_seconds", "From when a CALL was due to its end; one without an answer counts with its time-out.", calls);
        return this;
    }

    public override string ToString() => _text.ToString();

    private static string Action(ActionFigures action) => $"action=\"{action.Name}\"";

    private void Histogram(string name, string help, ActionFigures[] actions)
    {
        Head(name, "histogram", help);
        foreach (var action in actions)
        {
            foreach (var limit in Limits)
            {
                Line($"{name}_bucket", $"{Action(action)},le=\"{limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)}\"", action.Latency.CountUpTo(limit));
            }

            Line($"{name}_bucket", $"{Action(action)},le=\"+Inf\"", action.Latency.Count);
            Line($"{name}_sum", Action(action), Math.Round(action.Latency.Sum.TotalSeconds, 6));
            Line($"{name}_count", Action(action), action.Latency.Count);
        }
    }

    private PrometheusText Add(string name, string type, string help, (string Labels, double Value)[] values)
    {
        Head(name, type, help);
        foreach (var (labels, value) in values)
        {
            Line(name, labels, value);
        }

        return this;
    }

    private void Head(string name, string type, string help) => _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private void Line(string name, string labels, double value) =>
        _text.Append(name).Append(labels.Length > 0 ? "{" + labels + "}" : "").Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
