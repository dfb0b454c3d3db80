using CentralSystem.Web.Events;

namespace CentralSystem.Web.Webhooks;

/// <summary>An event on its way to one webhook.</summary>
internal sealed class PendingDelivery(long eventId, string chargePointId, DateTimeOffset giveUpAt)
{
    public long EventId { get; } = eventId;

    /// <summary>Whose line it stands in; empty for events of no Charge Point.</summary>
    public string ChargePointId { get; } = chargePointId;

    public DateTimeOffset GiveUpAt { get; } = giveUpAt;

    /// <summary>The event itself; let go when the delivery has to wait, and read again for its next attempt.</summary>
    public EventMessage? Message { get; set; }

    /// <summary>Has a row, so that it is found again after a restart.</summary>
    public bool IsParked { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset NextAttemptAt { get; set; }

    public DateTimeOffset? LastAttemptAt { get; set; }

    public DeliveryOutcome LastOutcome { get; set; }
}

/// <summary>When a failed delivery is tried again: 5 s later, then twice as long each time up to an hour, a fifth of it by chance.</summary>
internal static class RetryPause
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <param name="attempts">Attempts that failed, from 1.</param>
    /// <param name="chance">0 to 1.</param>
    public static TimeSpan After(int attempts, double chance)
    {
        var pause = attempts > 10 ? Longest : First * Math.Pow(2, attempts - 1);
        return (pause < Longest ? pause : Longest) * (0.9 + (0.2 * chance));
    }
}
