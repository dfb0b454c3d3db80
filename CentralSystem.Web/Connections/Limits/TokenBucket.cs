namespace CentralSystem.Web.Connections.Limits;

/// <summary>A bucket that fills by a rate and is taken from; below zero it is in debt. Not safe for concurrent use.</summary>
internal struct TokenBucket
{
    private long _filledAt;

    /// <summary>What is in it.</summary>
    public double Tokens { get; set; }

    public static TokenBucket Full(double capacity, long now) => new() { Tokens = capacity, _filledAt = now };

    /// <summary>Fills in what has accrued since the last time.</summary>
    /// <param name="now">Timestamp of the clock.</param>
    /// <param name="capacity">Most it holds.</param>
    /// <param name="perSecond">Its rate.</param>
    /// <param name="frequency">Ticks of the timestamp in a second.</param>
    public void Refill(long now, double capacity, double perSecond, long frequency)
    {
        if (now > _filledAt)
        {
            Tokens = Math.Min(capacity, Tokens + ((now - _filledAt) * perSecond / frequency));
            _filledAt = now;
        }
    }
}
