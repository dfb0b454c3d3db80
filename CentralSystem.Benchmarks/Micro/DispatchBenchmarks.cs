using System.Buffers;
using BenchmarkDotNet.Attributes;
using Ocpp.Messages;
using Ocpp.Payloads;
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

    private sealed class HeartbeatAnswer : IOcppHandler<HeartbeatRequest, HeartbeatResponse, object>
    {
        public ValueTask<HeartbeatResponse> HandleAsync(HeartbeatRequest request, CallContext<object> call, CancellationToken cancellationToken) =>
            new(new HeartbeatResponse { CurrentTime = call.ReceivedAt });
    }

    private sealed class MeterValuesAnswer : IOcppHandler<MeterValuesRequest, MeterValuesResponse, object>
    {
        private static readonly MeterValuesResponse Answer = new();

        public ValueTask<MeterValuesResponse> HandleAsync(MeterValuesRequest request, CallContext<object> call, CancellationToken cancellationToken) => new(Answer);
    }

    /// <summary>A peer that sends one frame so many times, each under the next id, and closes.</summary>
    private sealed class RepeatingSocket(byte[] frame, int times) : IMessageSocket
    {
        private int _left = times;

        public ValueTask<InboundMessage> ReceiveAsync(CancellationToken cancellationToken)
        {
            if (_left-- == 0)
            {
                return new(InboundMessage.WithoutContent(InboundKind.Close));
            }

            // The last digit of the id alternates, since a CALL under the id of the one before is noted as a deviation.
            var rented = ArrayPool<byte>.Shared.Rent(frame.Length);
            frame.CopyTo(rented, 0);
            rented[frame.AsSpan().IndexOf((byte)',') + 2] = (byte)('a' + (_left & 1));
            return new(InboundMessage.Of(InboundKind.Text, rented, frame.Length));
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Task CloseOutputAsync(int statusCode, string reason, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Abort() => _left = 0;

        public void Dispose()
        {
        }
    }

    private sealed class Nobody : IOcppConnectionObserver
    {
        public void FrameReceived(in FrameInfo frame, ReadOnlySpan<byte> utf8)
        {
        }

        public void FrameSent(in FrameInfo frame, ReadOnlySpan<byte> utf8)
        {
        }

        public void Noted(IReadOnlyList<ProtocolNote> notes) => throw new InvalidOperationException($"The sample deviates: {notes[0]}");

        public void AnsweredLate(OutgoingCall call, CallOutcome outcome)
        {
        }

        public void HandlerFailed(string action, MessageId id, Exception exception) => throw exception;
    }
}
