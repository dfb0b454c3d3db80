using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using CentralSystem.Web.Journal;
using CentralSystem.Web.Telemetry;
using Ocpp.Messages;
using Ocpp.Rpc;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace CentralSystem.Benchmarks.Micro;

/// <summary>What counting costs a message: a Heartbeat and its answer without a network, watched by nobody, by the counters, and by counters that are served.</summary>
[MemoryDiagnoser]
public class MetricsBenchmarks : IDisposable
{
    private const int Calls = 1000;

    private readonly CallDispatcher<object> _dispatcher = new CallDispatcher<object>().Handle<HeartbeatRequest, HeartbeatResponse>(new HeartbeatAnswer());
    private readonly byte[] _frame = SampleFrames.Heartbeat.ToArray();
    private ServiceProvider? _services;
    private MeterProvider? _served;
    private IOcppConnectionObserver _observer = new Nobody();

    public enum Watching
    {
        Nobody,

        /// <summary>As with the setting that serves no metrics: nobody listens to the histogram.</summary>
        Counters,

        /// <summary>As shipped: the exporter of /metrics listens.</summary>
        ServedCounters,
    }

    [ParamsAllValues]
    public Watching Watcher { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        if (Watcher == Watching.ServedCounters)
        {
            _served = Sdk.CreateMeterProviderBuilder().AddMeter(OcppMetrics.MeterName).AddPrometheusExporter().Build();
        }

        if (Watcher != Watching.Nobody)
        {
            _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
            _observer = new Counters(new OcppMetrics(_services.GetRequiredService<IMeterFactory>()));
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _served?.Dispose();
        _services?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Calls)]
    public async Task<DisconnectReason> Heartbeat()
    {
        using var socket = new RepeatingSocket(_frame, Calls);
        var connection = new OcppConnection<object>(socket, this, _dispatcher, new OcppConnectionOptions(), _observer, TimeProvider.System);
        return await connection.RunAsync(CancellationToken.None);
    }

    private sealed class Counters(OcppMetrics metrics) : Nobody
    {
        public override void FrameReceived(in FrameInfo frame, ReadOnlySpan<byte> utf8) => metrics.Frame(MessageDirection.Received, frame, utf8);

        public override void FrameSent(in FrameInfo frame, ReadOnlySpan<byte> utf8) => metrics.Frame(MessageDirection.Sent, frame, utf8);
    }
}
