using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using Ocpp.Payloads;

namespace Ocpp.Rpc;

/// <summary>A pooled buffer in which one frame is written; idle connections hold none.</summary>
internal sealed class FrameBuffer : IDisposable
{
    private const int MostPooled = 64;
    private const int LargestPooled = 64 * 1024;

    private static readonly ConcurrentQueue<FrameBuffer> Pool = new();

    private readonly ArrayBufferWriter<byte> _bytes = new(1024);
    private readonly Utf8JsonWriter _json;

    private FrameBuffer() => _json = new Utf8JsonWriter(_bytes, OcppPayload.WriterOptions);

    public ReadOnlyMemory<byte> Frame => _bytes.WrittenMemory;

    public static FrameBuffer Call(in MessageId id, IOcppRequest request)
    {
        var buffer = Begin(FrameKind.Call, id);
        buffer._json.WriteStringValue(request.ActionName);
        request.Write(buffer._json);
        return buffer.End();
    }

    public static FrameBuffer CallResult(in MessageId id, IOcppResponse response)
    {
        var buffer = Begin(FrameKind.CallResult, id);
        response.Write(buffer._json);
        return buffer.End();
    }

    public static FrameBuffer CallError(in MessageId id, OcppErrorCode code, string description)
    {
        var buffer = Begin(FrameKind.CallError, id);
        buffer._json.WriteStringValue(EnumText<OcppErrorCode>.ToText(code));

        // errorDescription is CiString255-like in later versions; long ones only help attackers fill logs.
        buffer._json.WriteStringValue(description.Length > 255 ? description[..255] : description);
        buffer._json.WriteStartObject();
        buffer._json.WriteEndObject();
        return buffer.End();
    }

    public void Dispose()
    {
        if (_bytes.Capacity <= LargestPooled && Pool.Count < MostPooled)
        {
            _bytes.ResetWrittenCount();
            _json.Reset();
            Pool.Enqueue(this);
        }
        else
        {
            _json.Dispose();
        }
    }

    private static FrameBuffer Begin(FrameKind kind, in MessageId id)
    {
        if (!Pool.TryDequeue(out var buffer))
        {
            buffer = new FrameBuffer();
        }

        buffer._json.WriteStartArray();
        buffer._json.WriteNumberValue((int)kind);
        if (id.IsNumber)
        {
            buffer._json.WriteRawValue(id.Text);
        }
        else
        {
            buffer._json.WriteStringValue(id.Text);
        }

        return buffer;
    }

    private FrameBuffer End()
    {
        _json.WriteEndArray();
        _json.Flush();
        return this;
    }
}
