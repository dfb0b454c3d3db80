using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using ChargePointEmulator.Check;
using ChargePointEmulator.Connection;
using Ocpp.Rpc;

namespace ChargePointEmulator.Load;

/// <summary>Writes every frame as a line of JSON (<c>--trace</c>); the value of an AuthorizationKey is masked.</summary>
/// <remarks>
/// The shape of a record is version 1.0 of the trace format of shiv3/ocpp-cp-simulator (docs/trace-format.md there), so that tools which read that read this.
/// A disk that cannot keep up loses frames, which are counted; it does not slow the load down.
/// </remarks>
internal sealed class TraceWriter : IAsyncDisposable
{
    private const int MostWaiting = 50_000;
    private const long MostWaitingBytes = 64 * 1024 * 1024;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Channel<Entry> _entries = Channel.CreateBounded<Entry>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly TimeProvider _time;
    private readonly Task _writing;
    private long _lost;
    private long _waitingBytes;

    private TraceWriter(FileStream file, TimeProvider time) => (_time, _writing) = (time, Task.Run(() => WriteAllAsync(file)));

    /// <summary>Frames there was no room for.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Opens the file, over one that is there. Errors: <see cref="BadInputException"/>.</summary>
    public static TraceWriter Open(string path, TimeProvider time)
    {
        try
        {
            return new TraceWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16), time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--trace: {path} cannot be written: {e.Message}");
        }
    }

    public void Offer(string chargePoint, bool isSent, in FrameInfo frame, ReadOnlySpan<byte> utf8)
    {
        var length = utf8.Length;
        if (Interlocked.Add(ref _waitingBytes, length) > MostWaitingBytes || !_entries.Writer.TryWrite(new Entry(_time.GetUtcNow(), chargePoint, isSent, frame.Kind, frame.Action, utf8.ToArray())))
        {
            Interlocked.Add(ref _waitingBytes, -length);
            Interlocked.Increment(ref _lost);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAllAsync(FileStream file)
    {
        try
        {
            await using (file)
            {
                await foreach (var entry in _entries.Reader.ReadAllAsync())
                {
                    Interlocked.Add(ref _waitingBytes, -entry.Utf8.Length);
                    await WriteAsync(file, entry);
                }
            }
        }
        catch (IOException)
        {
            // What the buffer still held found no room either.
            Interlocked.Increment(ref _lost);
        }
    }

    private async Task WriteAsync(FileStream file, Entry entry)
    {
        try
        {
            if (RecordOf(entry) is { } record)
            {
                await file.WriteAsync(record);
            }
        }
        catch (IOException)
        {
            // A full disk must not end the run; what is missing shows in the count.
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>The line; null for what is no frame of OCPP-J.</summary>
    private static ReadOnlyMemory<byte>? RecordOf(Entry entry)
    {
        JsonElement frame;
        try
        {
            using var document = JsonDocument.Parse(PayloadLog.Masked(entry.Action, entry.Utf8));
            frame = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }

        if (entry.Kind == FrameKind.None || frame.ValueKind != JsonValueKind.Array || frame.GetArrayLength() < 3)
        {
            return null;
        }

        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("schemaVersion", "1.0");
            json.WriteString("timestamp", entry.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture));
            json.WriteString("ocppVersion", "1.6");
            json.WriteString("transport", "json");
            json.WriteString("chargePointId", entry.ChargePoint);
            json.WriteString("direction", entry.IsSent ? "cp-to-csms" : "csms-to-cp");
            json.WriteString("messageType", entry.Kind switch { FrameKind.Call => "CALL", FrameKind.CallResult => "CALLRESULT", _ => "CALLERROR" });
            json.WriteString("messageId", frame[1].ToString());
            if (entry.Action.Length > 0)
            {
                json.WriteString("action", entry.Action);
            }

            if (entry.Kind == FrameKind.CallError)
            {
                WriteError(json, frame);
            }
            else if (frame.GetArrayLength() > (entry.Kind == FrameKind.Call ? 3 : 2))
            {
                json.WritePropertyName("payload");
                frame[entry.Kind == FrameKind.Call ? 3 : 2].WriteTo(json);
            }

            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static void WriteError(Utf8JsonWriter json, JsonElement frame)
    {
        json.WriteStartObject("error");
        json.WriteString("code", frame[2].ToString());
        if (frame.GetArrayLength() > 3)
        {
            json.WriteString("description", frame[3].ToString());
        }

        if (frame.GetArrayLength() > 4)
        {
            json.WritePropertyName("details");
            frame[4].WriteTo(json);
        }

        json.WriteEndObject();
    }

    private readonly record struct Entry(DateTimeOffset At, string ChargePoint, bool IsSent, FrameKind Kind, string Action, byte[] Utf8);
}
