using System.Diagnostics.CodeAnalysis;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Webhooks;

/// <summary>Runs the deliveries of every enabled webhook, and stops those of one while it is changed.</summary>
[SuppressMessage("Reliability", "CA1001:Types that own disposable fields should be disposable", Justification = "Neither holds anything but memory, and a stop that takes too long goes on beside the end of the program.")]
[SuppressMessage("Usage", "CA2213:Disposable fields should be disposed", Justification = "As above.")]
internal sealed partial class WebhookDispatcher(
    WebhookServices services, IDbContextFactory<CentralSystemDbContext> contexts, IOptions<WebhookOptions> options, TimeProvider time, ILogger<WebhookDispatcher> logger)
    : BackgroundService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _slots = new(options.Value.Concurrency);
    private readonly SemaphoreSlim _changes = new(1);
    private readonly Dictionary<int, (CancellationTokenSource Stop, Task Running)> _running = [];
    private bool _isStopping;

    /// <summary>Makes a change to a webhook while nothing is delivered to it; afterwards deliveries go on by what is stored then.</summary>
    public async Task<T> ChangeAsync<T>(int webhookId, Func<Task<T>> change)
    {
        await _changes.WaitAsync();
        try
        {
            await EndAsync(webhookId);
            try
            {
                return await change();
            }
            finally
            {
                Begin(webhookId);
            }
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Begins to deliver to a webhook that has just been made.</summary>
    public Task BeginAsync(int webhookId) => ChangeAsync(webhookId, () => Task.FromResult(true));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using (var db = await contexts.CreateDbContextAsync(stoppingToken))
        {
            foreach (var id in await db.Webhooks.Select(w => w.Id).ToListAsync(stoppingToken))
            {
                await BeginAsync(id);
            }
        }

        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            await EndAllAsync();
        }
    }

    private void Begin(int webhookId)
    {
        if (!_isStopping)
        {
            var stop = new CancellationTokenSource();
            _running[webhookId] = (stop, RunAsync(webhookId, stop.Token));
        }
    }

    private async Task EndAsync(int webhookId)
    {
        if (_running.Remove(webhookId, out var entry))
        {
            await entry.Stop.CancelAsync();
            await entry.Running;
            entry.Stop.Dispose();
        }
    }

    private async Task EndAllAsync()
    {
        await _changes.WaitAsync();
        try
        {
            _isStopping = true;
            foreach (var id in _running.Keys.ToList())
            {
                await EndAsync(id);
            }
        }
        finally
        {
            _changes.Release();
        }
    }

    /// <summary>Delivers until it is stopped; trouble of our own, such as a database that fails, is waited out.</summary>
    private async Task RunAsync(int webhookId, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (await FindAsync(webhookId, cancellationToken) is not { Enabled: true } webhook)
                {
                    return;
                }

                await new WebhookRunner(webhook, services, _slots).RunAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFailed(e, webhookId);
                await Task.Delay(PauseAfterFailure, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<Webhook?> FindAsync(int webhookId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Webhooks.SingleOrDefaultAsync(w => w.Id == webhookId, cancellationToken);
    }

    [LoggerMessage(EventId = 1911, Level = LogLevel.Error, Message = "Deliveries to webhook {Webhook} broke off; they go on in a moment")]
    private partial void LogFailed(Exception exception, int webhook);
}
