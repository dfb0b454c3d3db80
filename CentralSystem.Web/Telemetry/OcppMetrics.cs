using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using System.Text.Json;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Journal;
using Ocpp;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Web.Telemetry;

/// <summary>Counts what happens on the connections.</summary>
/// <remarks>
/// No metric has a label for the Charge Point, and every label has a fixed set of values: what a peer invents counts as <c>unknown</c>.
/// The hot path adds to an array; its numbers are read when somebody scrapes (docs/decisions/0013-counted-in-arrays.md).
/// </remarks>
internal sealed class OcppMetrics : IDisposable
{
    public const string MeterName = "CentralSystem.Ocpp";

    private const string Unknown = "unknown";
    private const string Accepted = "accepted";
    private const int Kinds = 3;
    private const int Directions = 2;

    private static readonly string[] DirectionNames = ["received", "sent"];
    private static readonly string[] KindNames = ["call", "callresult", "callerror"];
    private static readonly double[] Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Meter _meter;
    private readonly FrozenDictionary<string, int> _actions;
    private readonly KeyValuePair<string, object?>[] _actionTags;
    private readonly long[] _messages;
    private readonly KeyValuePair<string, object?>[][] _messageTags;
    private readonly CountsByName _errors;
    private readonly CountsByName _notes = new("kind", Enum.GetNames<NoteKind>());
    private readonly CountsByName _handshakes = new("result", [Accepted, .. Enum.GetNames<ConnectionRefusal>()]);
    private readonly CountsByName _closed = new("reason", [.. Enum.GetNames<DisconnectReason>(), ChargePointSession.Replaced, ChargePointSession.Unresponsive, ChargePointSession.CertificateRevoked]);
    private readonly Histogram<double> _handling;
    private readonly Histogram<double> _answering;

    public OcppMetrics(IMeterFactory factory)
    {
        string[] names = [Unknown, .. OcppActions.All.Select(action => action.Name)];
        _actions = names.Select((name, index) => KeyValuePair.Create(name, index)).ToFrozenDictionary(StringComparer.Ordinal);
        _actionTags = [.. names.Select(name => KeyValuePair.Create("action", (object?)name))];
        _messages = new long[names.Length * Directions * Kinds];
        _messageTags = [.. names.SelectMany(name => DirectionNames.SelectMany(direction => KindNames.Select(kind => MessageTags(name, direction, kind))))];
        _errors = new CountsByName("code", [.. Enum.GetNames<OcppErrorCode>().SelectMany(code => DirectionNames.Select(direction => $"{code}/{direction}")), .. DirectionNames.Select(d => $"{Unknown}/{d}")]);

        _meter = factory.Create(MeterName);
        _meter.CreateObservableCounter("centralsystem.ocpp.messages", Messages, "{message}", "Frames by operation, direction and type");
        _meter.CreateObservableCounter("centralsystem.ocpp.call_errors", CallErrors, "{frame}", "CALLERRORs by code and direction");
        _meter.CreateObservableCounter("centralsystem.ocpp.deviations", _notes.Measure, "{deviation}", "Tolerated deviations from the specification by kind");
        _meter.CreateObservableCounter("centralsystem.handshakes", _handshakes.Measure, "{handshake}", "Handshakes: accepted, or why they were refused");
        _meter.CreateObservableCounter("centralsystem.connections.closed", _closed.Measure, "{connection}", "Connections that ended, by reason; Unresponsive missed its pings");
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = Buckets };
        _handling = _meter.CreateHistogram("centralsystem.ocpp.handling.duration", "s", "From the receipt of a CALL until its answer leaves", advice: advice);
        _answering = _meter.CreateHistogram("centralsystem.ocpp.answering.duration", "s", "From a CALL to a Charge Point until its answer is here", advice: advice);
    }

    public void Frame(MessageDirection direction, in FrameInfo frame, ReadOnlySpan<byte> utf8)
    {
        if (frame.Kind == FrameKind.None)
        {
            return;
        }

        var action = _actions.GetValueOrDefault(frame.Action);
        Interlocked.Increment(ref _messages[(((action * Directions) + (int)direction) * Kinds) + (int)frame.Kind - (int)FrameKind.Call]);
        if (frame.Latency is { } latency)
        {
            (direction == MessageDirection.Sent ? _handling : _answering).Record(latency.TotalSeconds, _actionTags[action]);
        }

        if (frame.Kind == FrameKind.CallError)
        {
            CountError(direction, utf8);
        }
    }

    public void Deviated(IReadOnlyList<ProtocolNote> notes)
    {
        foreach (var note in notes)
        {
            _notes.Add((int)note.Kind);
        }
    }

    public void Admitted() => _handshakes.Add(0);

    public void Refused(ConnectionRefusal reason) => _handshakes.Add(1 + (int)reason);

    /// <param name="reason">See <see cref="ChargePointSession.EndOf"/>.</param>
    public void Closed(string reason) => _closed.Add(reason);

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?>[] MessageTags(string action, string direction, string kind) =>
        [new("action", action), new("direction", direction), new("type", kind)];

    /// <summary>The code is the third element of the frame; a frame that has none counts as unknown.</summary>
    private void CountError(MessageDirection direction, ReadOnlySpan<byte> utf8)
    {
        var code = Unknown;
        try
        {
            var reader = new Utf8JsonReader(utf8);
            for (var token = 0; token < 4; token++)
            {
                reader.Read();
            }

            code = reader.TokenType == JsonTokenType.String ? reader.GetString()! : Unknown;
        }
        catch (JsonException)
        {
            // No code can be read.
        }

        if (!_errors.Add($"{code}/{DirectionNames[(int)direction]}"))
        {
            _errors.Add($"{Unknown}/{DirectionNames[(int)direction]}");
        }
    }

    private IEnumerable<Measurement<long>> Messages()
    {
        for (var i = 0; i < _messages.Length; i++)
        {
            if (Interlocked.Read(ref _messages[i]) is > 0 and var count)
            {
                yield return new Measurement<long>(count, _messageTags[i]);
            }
        }
    }

    private IEnumerable<Measurement<long>> CallErrors() => _errors.All.Select(e => new Measurement<long>(
        e.Count, new("code", e.Name[..e.Name.IndexOf('/')]), new("direction", e.Name[(e.Name.IndexOf('/') + 1)..])));
}
