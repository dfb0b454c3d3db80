using System.Text.Json.Nodes;
using System.Threading.Channels;
using ChargePointEmulator.Faults;
using ChargePointEmulator.Fleet;

namespace ChargePointEmulator.Driving;

/// <summary>Something that happened to a charge point.</summary>
/// <param name="Id">Place among all events of this process, from 1.</param>
/// <param name="Kind"><c>frame</c> or <c>status</c>.</param>
/// <param name="ChargePoint">Whose.</param>
/// <param name="Action">Operation of a frame; empty otherwise.</param>
/// <param name="Data">What happened.</param>
internal sealed record FleetEvent(long Id, string Kind, string ChargePoint, string Action, string Data);

/// <summary>What happens to the whole fleet, for those who listen; the last ones are kept for those who come back.</summary>
internal sealed class FleetEvents
{
    private const int Kept = 5_000;
    private const int Waiting = 1_000;

    private readonly Lock _lock = new();
    private readonly Queue<FleetEvent> _kept = new();
    private readonly List<Channel<FleetEvent>> _listeners = [];
    private long _last;

    public FleetEvents(FleetServices services, LineLink lines)
    {
        lines.FramePassed += OnFrame;
        services.StatusChanged += OnStatus;
    }

    /// <summary>Listens from now on, or from after an event that is still kept.</summary>
    /// <param name="after">Id of the last event that was seen; null for none.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    /// <remarks>Whoever reads too slowly loses the oldest; the ids show the gap.</remarks>
    public async IAsyncEnumerable<FleetEvent> ListenAsync(long? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<FleetEvent>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        FleetEvent[] missed;
        lock (_lock)
        {
            missed = after is { } seen ? [.. _kept.Where(each => each.Id > seen)] : [];
            _listeners.Add(channel);
        }

        try
        {
            foreach (var each in missed)
            {
                yield return each;
            }

            await foreach (var each in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return each;
            }
        }
        finally
        {
            lock (_lock)
            {
                _listeners.Remove(channel);
            }
        }
    }

    private void OnFrame(string identity, LineFrame frame) => Add("frame", identity, frame.Action, new JsonObject
    {
        ["chargePoint"] = identity,
        ["number"] = frame.Number,
        ["at"] = frame.At.UtcDateTime,
        ["direction"] = frame.Direction == LineDirection.Sent ? "sent" : "received",
        ["action"] = frame.Action,
        ["text"] = Connection.PayloadLog.Masked(frame.Action, System.Text.Encoding.UTF8.GetBytes(frame.Text)),
        ["note"] = frame.Note,
        ["arrived"] = frame.Arrived,
    });

    private void OnStatus(EmulatedChargePoint chargePoint, int connectorId) => Add("status", chargePoint.Identity, "", new JsonObject
    {
        ["chargePoint"] = chargePoint.Identity,
        ["connector"] = connectorId,
        ["status"] = (chargePoint.FindConnector(connectorId)?.Status ?? chargePoint.Status.MainStatus).ToString(),
        ["errorCode"] = chargePoint.FindConnector(connectorId)?.Fault.ToString(),
    });

    private void Add(string kind, string identity, string action, JsonObject data)
    {
        var text = data.ToJsonString(LineJson.Plain);
        lock (_lock)
        {
            var added = new FleetEvent(++_last, kind, identity, action, text);
            _kept.Enqueue(added);
            if (_kept.Count > Kept)
            {
                _kept.Dequeue();
            }

            foreach (var listener in _listeners)
            {
                listener.Writer.TryWrite(added);
            }
        }
    }
}
