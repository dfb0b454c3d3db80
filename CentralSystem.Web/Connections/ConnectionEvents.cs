using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Connections;

/// <summary>Raises who comes and goes. Queued, not waited for: a reconnect storm of thousands shares a few commits and no handshake is slower for it.</summary>
internal sealed partial class ConnectionEvents(GroupCommitWriter writer, ChargePointRegistry registry, TimeProvider time, ILogger<ConnectionEvents> logger)
{
    public void Connected(ChargePointSession session, ChargePointSession? replaced) => writer.Queue(new ConnectedWrite(session, replaced is not null, this));

    /// <summary>Tells that a Charge Point is gone; of a connection that a newer one took over there is nothing to tell.</summary>
    public void Disconnected(ChargePointSession session, string reason)
    {
        if (!session.WasReplaced)
        {
            writer.Queue(new DisconnectedWrite(session, reason, time.GetUtcNow(), this));
        }
    }

    [LoggerMessage(EventId = 1901, Level = LogLevel.Error, Message = "{ChargePoint} came or went, but the event could not be stored")]
    private partial void LogLost(Exception exception, string chargePoint);

    private sealed class ConnectedWrite(ChargePointSession session, bool replacesAnother, ConnectionEvents events) : StoreWrite
    {
        public override void Apply(StoreSession store)
        {
            store.Raise(EventTypes.ChargePointConnected, session.ConnectedAt, session.Identity, new ConnectedData(session.RemoteAddress, replacesAnother));

            if (replacesAnother && session.SecurityProfile == SecurityProfiles.Unsecured)
            {
                // Normal after a lost link; without any proof of identity it may as well be somebody else.
                store.Raise(EventTypes.ChargePointSecurityNoticed, session.ConnectedAt, session.Identity, new SecurityNoticeData(
                    SecurityNotice.UnprotectedTakeOver, "A connection of security profile 0 took the place of one that was open.", session.RemoteAddress));
            }

            // Here, not after the commit: an older connection's end may be in the same group.
            session.IsTold = true;
        }

        internal override void Complete()
        {
        }

        internal override void Fail(Exception exception) => events.LogLost(exception, session.Identity);
    }

    private sealed class DisconnectedWrite(ChargePointSession session, string reason, DateTimeOffset at, ConnectionEvents events) : StoreWrite
    {
        public override void Apply(StoreSession store)
        {
            // It may have come back meanwhile. Told after that, its end would make a connected Charge Point look gone.
            if (events.Newer(session) is not { IsTold: true })
            {
                var duration = at - session.ConnectedAt;
                store.Raise(EventTypes.ChargePointDisconnected, at, session.Identity, new DisconnectedData(reason, session.ConnectedAt, (long)duration.TotalSeconds));
            }
        }

        internal override void Complete()
        {
        }

        internal override void Fail(Exception exception) => events.LogLost(exception, session.Identity);
    }

    private ChargePointSession? Newer(ChargePointSession session) =>
        registry.Find(session.Identity) is { } present && present != session ? present : null;
}

/// <summary>Raises refused handshakes.</summary>
internal static class RefusalEvents
{
    /// <summary>In one flush of attempts, which is a second: a scanner must not flood those who listen.</summary>
    private const int MostToTell = 20;

    extension(StoreSession session)
    {
        /// <summary>Tells of one attempt of each kind; all of them are among the connection attempts.</summary>
        public void RaiseRefusals(IReadOnlyList<ConnectionAttempt> attempts)
        {
            foreach (var attempt in attempts.DistinctBy(a => (a.ChargePointId, a.RemoteAddress, a.Reason)).Take(MostToTell))
            {
                session.Raise(EventTypes.HandshakeRefused, attempt.At, attempt.ChargePointId, new RefusalData(attempt.RemoteAddress, attempt.Path, attempt.Reason, attempt.Hint));
            }
        }
    }
}

/// <summary>A Charge Point that connected.</summary>
/// <param name="RemoteAddress">Where from.</param>
/// <param name="ReplacesAnother">It took over from a connection of its own that was still open.</param>
internal sealed record ConnectedData(string RemoteAddress, bool ReplacesAnother);

/// <summary>A Charge Point that is gone.</summary>
/// <param name="Reason">Why.</param>
/// <param name="ConnectedAt">Since when it was there.</param>
/// <param name="DurationSeconds">How long.</param>
internal sealed record DisconnectedData(string Reason, DateTimeOffset ConnectedAt, long DurationSeconds);

/// <summary>A handshake that was refused.</summary>
internal sealed record RefusalData(string RemoteAddress, string Path, ConnectionRefusal Reason, string Hint);
