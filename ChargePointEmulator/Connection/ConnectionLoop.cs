using ChargePointEmulator.Fleet;
using Ocpp.Rpc;

namespace ChargePointEmulator.Connection;

/// <summary>Keeps one charge point connected: handshake, conversation, back-off, again.</summary>
internal sealed class ConnectionLoop(EmulatedChargePoint chargePoint)
{
    private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(1);

    private readonly FleetServices _fleet = chargePoint.Fleet;
    private readonly BackOff _backOff = new(chargePoint.Settings.FirstBackOff, chargePoint.Settings.LongestBackOff, chargePoint.Random);

    /// <summary>Ends when it is told to stop; nothing the network does ends it.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        chargePoint.Recall();
        chargePoint.Boot.Accepted += _backOff.Reset;
        while (!stoppingToken.IsCancellationRequested)
        {
            await WaitForPowerAsync(stoppingToken);
            await _fleet.Scheduler.DelayAsync(_fleet.ConnectPace.TakePlace(), stoppingToken);
            var pause = stoppingToken.IsCancellationRequested ? TimeSpan.Zero : await ConnectGuardedAsync(stoppingToken);
            if (chargePoint.Power.IsOn)
            {
                await _fleet.Scheduler.DelayAsync(pause, stoppingToken);
            }
        }

        chargePoint.Do(() => chargePoint.Keep());
    }

    private async Task WaitForPowerAsync(CancellationToken stoppingToken)
    {
        try
        {
            await chargePoint.Power.Back.WaitAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The loop looks at the token itself.
        }
    }

    private async Task<TimeSpan> ConnectGuardedAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await ConnectOnceAsync(stoppingToken);
        }
        catch (Exception e)
        {
            // A fault of the emulator in one charge point must not take it, or the fleet, out of service.
            _fleet.Log.HandlerFailed(chargePoint.Identity, "connection", "", e);
            return NextBackOff();
        }
    }

    /// <summary>One handshake and, if it succeeds, the conversation to its end; gives the wait before the next one.</summary>
    private async Task<TimeSpan> ConnectOnceAsync(CancellationToken stoppingToken)
    {
        IMessageSocket socket;
        var begun = _fleet.Time.GetTimestamp();
        try
        {
            socket = await _fleet.Link.OpenAsync(NextHandshake(), stoppingToken);
            _fleet.Observer?.HandshakeEnded(chargePoint, _fleet.Time.GetElapsedTime(begun), null);
        }
        catch (HandshakeRefusedException e)
        {
            _fleet.Observer?.HandshakeEnded(chargePoint, _fleet.Time.GetElapsedTime(begun), e.Message);
            chargePoint.Do(() => chargePoint.ProfileChange.Refused(e.SecurityEvent));
            var wait = NextBackOff();
            _fleet.Log.Refused(chargePoint.Identity, e.Message, wait);
            return wait;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }

        if (!chargePoint.Power.IsOn)
        {
            // The power failed while the handshake was under way.
            _fleet.Observer?.Disconnected(chargePoint, isOurs: true);
            socket.Abort();
            socket.Dispose();
            return TimeSpan.Zero;
        }

        return await ConverseAsync(socket, stoppingToken);
    }

    private async Task<TimeSpan> ConverseAsync(IMessageSocket socket, CancellationToken stoppingToken)
    {
        var observer = new ConnectionObserver(chargePoint);
        var connection = new OcppConnection<EmulatedChargePoint>(socket, chargePoint, _fleet.Dispatcher, _fleet.ConnectionOptions, observer, _fleet.Time);
        var since = _fleet.Time.GetTimestamp();
        _fleet.Log.Connected(chargePoint.Identity);
        chargePoint.Do(() =>
        {
            chargePoint.ProfileChange.Connected();
            chargePoint.Outbox.Connected(connection);
        });

        DisconnectReason reason;
        await using (stoppingToken.UnsafeRegister(static c => _ = ((OcppConnection<EmulatedChargePoint>)c!).CloseAsync(CloseCode.GoingAway, "the emulator stops", DrainTimeout), connection))
        {
            reason = await connection.RunAsync(CancellationToken.None);
        }

        var lasted = _fleet.Time.GetElapsedTime(since);
        lock (chargePoint.Gate)
        {
            _fleet.Observer?.Disconnected(chargePoint, stoppingToken.IsCancellationRequested || chargePoint.Outbox.IsEndedByUs);
            if (lasted > StableAfter)
            {
                _backOff.Reset();
            }

            var wait = chargePoint.Outbox.Disconnected() ?? _backOff.Next();
            _fleet.Log.Disconnected(chargePoint.Identity, (long)lasted.TotalMilliseconds, reason, stoppingToken.IsCancellationRequested ? null : wait);
            return wait;
        }
    }

    private Handshake NextHandshake()
    {
        lock (chargePoint.Gate)
        {
            return chargePoint.ProfileChange.NextHandshake();
        }
    }

    private TimeSpan NextBackOff()
    {
        lock (chargePoint.Gate)
        {
            return _backOff.Next();
        }
    }
}
