using BenchmarkDotNet.Attributes;
using Ocpp.Messages;
using Ocpp.Rpc;
using Ocpp.Types;

namespace CentralSystem.Benchmarks.Micro;

/// <summary>From a response to the bytes of its CALLRESULT.</summary>
[MemoryDiagnoser]
public class PayloadBenchmarks
{
    private static readonly MessageId Id = new("1f3a");

    private readonly HeartbeatResponse _heartbeat = new() { CurrentTime = new DateTimeOffset(2026, 1, 31, 8, 0, 0, TimeSpan.Zero) };
    private readonly MeterValuesResponse _meterValues = new();
    private readonly StartTransactionResponse _startTransaction = new()
    {
        IdTagInfo = new IdTagInfo { Status = AuthorizationStatus.Accepted },
        TransactionId = 4711,
    };

    [Benchmark(Baseline = true)]
    public int Heartbeat()
    {
        using var frame = FrameBuffer.CallResult(Id, _heartbeat);
        return frame.Frame.Length;
    }

    [Benchmark]
    public int StartTransaction()
    {
        using var frame = FrameBuffer.CallResult(Id, _startTransaction);
        return frame.Frame.Length;
    }

    [Benchmark]
    public int MeterValues()
    {
        using var frame = FrameBuffer.CallResult(Id, _meterValues);
        return frame.Frame.Length;
    }
}
