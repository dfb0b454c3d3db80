namespace CentralSystem.Web.Storage;

/// <summary>Work that is done again and again with a pause between; a round that fails is logged, and the next one does it all the same.</summary>
/// <param name="interval">From one round to the next; the first one comes after it.</param>
/// <param name="time">Clock of the pauses.</param>
/// <param name="beginsAtOnce">The first round comes at the start of the program instead.</param>
internal abstract class PeriodicWork(TimeSpan interval, TimeProvider time, bool beginsAtOnce = false) : BackgroundService
{
    protected TimeProvider Time => time;

    /// <summary>One round.</summary>
    protected abstract Task DoAsync(CancellationToken cancellationToken);

    protected abstract void LogFailed(Exception exception);

    /// <summary>Waits for what rounds have begun and not waited for; called once, when there are no more rounds.</summary>
    protected virtual Task EndAsync() => Task.CompletedTask;

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            if (beginsAtOnce)
            {
                await TryDoAsync(stoppingToken);
            }

            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryDoAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends; what is left is for the next run.
        }

        await EndAsync();
    }

    private async Task TryDoAsync(CancellationToken stoppingToken)
    {
        try
        {
            await DoAsync(stoppingToken);
        }
        catch (Exception e) when (!(e is OperationCanceledException && stoppingToken.IsCancellationRequested))
        {
            LogFailed(e);
        }
    }
}
