using System.Collections.Concurrent;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using Ocpp.Types;

namespace CentralSystem.Web.IdTags;

/// <summary>Tells of refused idTags by events that are written behind: no answer waits for them, and no flood fills the disk.</summary>
internal sealed class Refusals(GroupCommitWriter writer, TimeProvider time) : IPeriodicFlush
{
    /// <summary>Of one Charge Point, within <see cref="Span"/>.</summary>
    private const int MostPerChargePoint = 20;

    /// <summary>Of all, between two flushes.</summary>
    private const int MostPending = 2_000;

    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<(DateTimeOffset At, AuthorizationRefusal Refusal)> _pending = new();
    private readonly ConcurrentDictionary<string, Allowance> _allowances = new(StringComparer.OrdinalIgnoreCase);

    public void Add(string idTag, string chargePointId, AuthorizationStatus status, RefusalReason reason)
    {
        var now = time.GetUtcNow();
        var allowance = _allowances.GetOrAdd(chargePointId, static _ => new Allowance());
        if (allowance.Take(now, MostPerChargePoint, Span, out var leftOut) && _pending.Count < MostPending)
        {
            _pending.Enqueue((now, new AuthorizationRefusal(idTag, chargePointId, status, reason, leftOut > 0 ? leftOut : null)));
        }
    }

    public async Task FlushAsync()
    {
        var refusals = new List<(DateTimeOffset, AuthorizationRefusal)>();
        while (_pending.TryDequeue(out var refusal))
        {
            refusals.Add(refusal);
        }

        if (refusals.Count > 0)
        {
            await writer.WriteAsync(new Write(refusals));
        }
    }

    /// <summary>What one Charge Point may still cause in the present span of time.</summary>
    private sealed class Allowance
    {
        private DateTimeOffset _since;
        private int _count;

        public bool Take(DateTimeOffset now, int most, TimeSpan span, out int leftOut)
        {
            lock (this)
            {
                leftOut = 0;
                if (now - _since >= span)
                {
                    (leftOut, _since, _count) = (Math.Max(_count - most, 0), now, 0);
                }

                return ++_count <= most;
            }
        }
    }

    private sealed class Write(List<(DateTimeOffset At, AuthorizationRefusal Refusal)> refusals) : StoreWrite<int>
    {
        public override void Apply(StoreSession session)
        {
            foreach (var (at, refusal) in refusals)
            {
                session.Raise(EventTypes.AuthorizationRefused, at, refusal.ChargePointId, refusal);
            }
        }
    }
}

/// <summary>An idTag that was not accepted, as the event tells it.</summary>
/// <param name="IdTag">As the Charge Point sent it.</param>
/// <param name="ChargePointId">Where.</param>
/// <param name="Status">What was answered.</param>
/// <param name="Reason">Why.</param>
/// <param name="LeftOut">Refusals of this Charge Point before this one that no event tells of, since there were too many.</param>
internal sealed record AuthorizationRefusal(string IdTag, string ChargePointId, AuthorizationStatus Status, RefusalReason Reason, int? LeftOut);
