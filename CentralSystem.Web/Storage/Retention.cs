namespace CentralSystem.Web.Storage;

/// <summary>Removes what was over long ago, a few rows at a time.</summary>
/// <param name="days">How long it is kept; 0 for ever.</param>
/// <param name="interval">From one round to the next.</param>
/// <param name="time">Says what is long ago.</param>
internal abstract class Retention(int days, TimeSpan interval, TimeProvider time) : PeriodicWork(interval, time)
{
    /// <summary>Rows of one commit: few enough that no message waits for them.</summary>
    internal const int BatchSize = 500;

    /// <summary>Removes all whose time is over.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> TrimAsync(CancellationToken cancellationToken) =>
        days == 0 ? Task.FromResult(0) : RemoveAsync(Time.GetUtcNow().AddDays(-days), cancellationToken);

    /// <summary>Removes what was over before an instant.</summary>
    /// <returns>How many there were.</returns>
    protected abstract Task<int> RemoveAsync(DateTimeOffset before, CancellationToken cancellationToken);

    protected sealed override Task DoAsync(CancellationToken cancellationToken) => TrimAsync(cancellationToken);
}
