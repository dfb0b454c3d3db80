using System.Collections.Concurrent;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Certificates.Signing;

/// <summary>Carries signing requests on, some at a time. The rows are the truth: after a restart it goes on where they say.</summary>
internal sealed partial class SigningRunner(
    IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory, ChargePointRegistry registry, SigningWork work, TimeProvider time,
    ILogger<SigningRunner> logger)
    : PeriodicWork(TimeSpan.FromSeconds(1), time)
{
    private const int MostAtOnce = 16;

    private readonly ConcurrentDictionary<long, Task> _underWay = new();
    private volatile bool _mayHaveWork = true;

    /// <summary>There is new work.</summary>
    public void Wake() => _mayHaveWork = true;

    /// <summary>One look at every request that goes on; begins the steps that are due.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (!_mayHaveWork)
        {
            return;
        }

        _mayHaveWork = false;
        var now = Time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // Certificates may wait long for Charge Points that are gone: the look takes what it needs of each row and no more.
        var open = await db.CertificateSigningRequests.Where(r => r.State == SigningState.Signing || r.State == SigningState.Delivering)
            .OrderBy(r => r.NextAttemptAt).ThenBy(r => r.Id).Select(r => new { r.Id, r.ChargePointKey, r.State, r.NextAttemptAt }).ToListAsync(cancellationToken);
        _mayHaveWork |= open.Count > 0;
        foreach (var request in open.Where(r => r.NextAttemptAt <= now))
        {
            Begin(request.Id, request.ChargePointKey, request.State, cancellationToken);
        }
    }

    protected override Task DoAsync(CancellationToken cancellationToken) => TryAsync(() => RunOnceAsync(cancellationToken));

    protected override Task EndAsync() => Task.WhenAll(_underWay.Values);

    private void Begin(long id, int chargePointKey, SigningState state, CancellationToken cancellationToken)
    {
        if (_underWay.Count >= MostAtOnce || _underWay.ContainsKey(id) || directory.Find(chargePointKey) is not { } chargePoint)
        {
            return;
        }

        // A certificate waits for its Charge Point to connect; an authority is asked all the same.
        if (state == SigningState.Signing || registry.Find(chargePoint.Identity) is not null)
        {
            var step = new Task<Task>(() => StepAsync(id, chargePoint, cancellationToken));
            if (_underWay.TryAdd(id, step.Unwrap()))
            {
                step.Start(TaskScheduler.Default);
            }
        }
    }

    private async Task StepAsync(long id, ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        try
        {
            await TryAsync(async () =>
            {
                // Read again: an earlier step may have ended since the look. From here on no other takes it up.
                await using var db = await contexts.CreateDbContextAsync(cancellationToken);
                var request = await db.CertificateSigningRequests.SingleAsync(r => r.Id == id, cancellationToken);
                var step = request.NextAttemptAt > Time.GetUtcNow() ? Task.CompletedTask : request.State switch
                {
                    SigningState.Signing => work.SignAsync(request, chargePoint, cancellationToken),
                    SigningState.Delivering => work.DeliverAsync(request, chargePoint, cancellationToken),
                    _ => Task.CompletedTask,
                };
                await step;
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The program ends; the row says where to go on.
        }
        finally
        {
            _underWay.TryRemove(id, out _);
            Wake();
        }
    }

    private async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The next look takes the step again.
            _mayHaveWork = true;
            LogFailed(e);
        }
    }

    [LoggerMessage(EventId = 1850, Level = LogLevel.Error, Message = "A certificate signing request could not be carried on")]
    protected override partial void LogFailed(Exception exception);
}
