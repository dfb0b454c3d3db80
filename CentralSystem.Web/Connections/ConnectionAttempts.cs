using System.Collections.Concurrent;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Connections;

/// <summary>Collects refused handshakes and writes them behind; the newest ten thousand are kept.</summary>
internal sealed class ConnectionAttempts(GroupCommitWriter writer) : IPeriodicFlush
{
    /// <summary>Between two flushes; a flood of handshakes is cut off here.</summary>
    private const int MostPending = 500;

    private const int MostKept = 10_000;

    private readonly ConcurrentQueue<ConnectionAttempt> _pending = new();

    public void Add(ConnectionAttempt attempt)
    {
        if (_pending.Count < MostPending)
        {
            _pending.Enqueue(attempt);
        }
    }

    public async Task FlushAsync()
    {
        var attempts = new List<ConnectionAttempt>();
        while (_pending.TryDequeue(out var attempt))
        {
            attempts.Add(attempt);
        }

        if (attempts.Count > 0)
        {
            await writer.WriteAsync(new Write(attempts));
        }
    }

    private sealed class Write(List<ConnectionAttempt> attempts) : StoreWrite<bool>
    {
        private const string Insert =
            "INSERT INTO connection_attempts (at, remote_address, path, charge_point_id, offered_subprotocols, reason, hint) VALUES (?, ?, ?, ?, ?, ?, ?)";

        private const string Trim = "DELETE FROM connection_attempts WHERE id <= (SELECT max(id) FROM connection_attempts) - ?";

        public override void Apply(StoreSession session)
        {
            foreach (var attempt in attempts)
            {
                session.Deferred(Insert)
                    .Bind(1, attempt.At).Bind(2, attempt.RemoteAddress).Bind(3, attempt.Path).Bind(4, attempt.ChargePointId)
                    .Bind(5, attempt.OfferedSubprotocols).Bind(6, attempt.Reason.ToString()).Bind(7, attempt.Hint)
                    .Execute();
            }

            session.RaiseRefusals(attempts);
            session.Prepared(Trim).Bind(1, MostKept).Execute();
        }
    }
}
