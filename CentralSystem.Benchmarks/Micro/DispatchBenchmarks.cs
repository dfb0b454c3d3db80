using BenchmarkDotNet.Attributes;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Benchmarks.Micro;

/// <summary>A whole conversation without a network and without storage: read, checked, dispatched, answered. Figures are for one CALL.</summary>
/// <remarks>Stands in for "MeterValues validated, not stored": the service has no switch that leaves the storage out.</remarks>
[MemoryDiagnoser]
public class DispatchBenchmarks
{
    private const int Calls = 1000;

    private readonly CallDispatcher<object> _dispatcher = new CallDispatcher<object>()
        .Handle<HeartbeatRequest, HeartbeatResponse>(new HeartbeatAnswer())
        .Handle<MeterValuesRequest, MeterValuesResponse>(new MeterValuesAnswer());

    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public Task<DisconnectReason> Heartbeat() => ConverseAsync(SampleFrames.Heartbeat.ToArray());

    [Benchmark(OperationsPerInvoke = Calls)]
    public Task<DisconnectReason> MeterValues() => ConverseAsync(SampleFrames.MeterValues.ToArray());

    private async Task<DisconnectReason> ConverseAsync(byte[] frame)
    {
        using var socket = new RepeatingSocket(frame, Calls);
        var connection = new OcppConnection<object>(socket, this, _dispatcher, new OcppConnectionOptions(), new Nobody(), TimeProvider.System);
        return await connection.RunAsync(CancellationToken.None);
    }

    private sealed class MeterValuesAnswer : IOcppHandler<MeterValuesRequest, MeterValuesResponse, object>
    {
        private static readonly MeterValuesResponse Answer = new();

        public ValueTask<MeterValuesResponse> HandleAsync(MeterValuesRequest request, CallContext<object> call, CancellationToken cancellationToken) => new(Answer);
    }
}
