using BenchmarkDotNet.Attributes;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Benchmarks.Micro;

/// <summary>From the bytes of a CALL to its record, every rule checked.</summary>
[MemoryDiagnoser]
public class FrameReadingBenchmarks
{
    private static readonly DateTimeOffset ReceivedAt = new(2026, 1, 31, 8, 0, 0, TimeSpan.Zero);

    private readonly byte[] _heartbeat = SampleFrames.Heartbeat.ToArray();
    private readonly byte[] _startTransaction = SampleFrames.StartTransaction.ToArray();
    private readonly byte[] _meterValues = SampleFrames.MeterValues.ToArray();
    private readonly PayloadReadContext _context = new(ValidationMode.Lenient);

    [Benchmark(Baseline = true)]
    public object Heartbeat() => Read<HeartbeatRequest>(_heartbeat);

    [Benchmark]
    public object StartTransaction() => Read<StartTransactionRequest>(_startTransaction);

    [Benchmark]
    public object MeterValues() => Read<MeterValuesRequest>(_meterValues);

    private T Read<T>(byte[] bytes)
        where T : IOcppPayload<T>
    {
        _context.Begin(ReceivedAt);
        var frame = new FrameReader(bytes, _context);
        frame.ReadHead();
        var payload = frame.ReadPayload(T.Read);
        frame.ReadEnd();
        return payload;
    }
}
