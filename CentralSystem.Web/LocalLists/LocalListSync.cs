using System.Collections.Concurrent;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Ocpp.Messages;

namespace CentralSystem.Web.LocalLists;

/// <summary>Keeps local authorization lists in step with the registered idTags: after changes, at connects, and now and then.</summary>
internal sealed partial class LocalListSync : PeriodicWork, IMirror
{
    /// <summary>More changes at once than this, and every list is looked at.</summary>
    private const int MostFollowed = 1_000;

    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<int, LocalListStatus> _statuses = new();
    private readonly ConcurrentQueue<(string? IdTag, DateTimeOffset At)> _changes = new();
    private readonly ConcurrentDictionary<int, Task> _running = new();
    private readonly ChargePointRegistry _registry;
    private readonly ChargePointDirectory _directory;
    private readonly AuthorizationPolicies _policies;
    private readonly WantedLists _wantedLists;
    private readonly LocalListConversation _conversation;
    private readonly GroupCommitWriter _writer;
    private readonly LocalListOptions _options;
    private readonly ILogger<LocalListSync> _logger;
    private readonly Lock _looking = new();
    private DateTimeOffset _nextSweep;

    public LocalListSync(
        ChargePointRegistry registry, ChargePointDirectory directory, IdTagDirectory tags, AuthorizationPolicies policies, WantedLists wantedLists,
        LocalListConversation conversation, GroupCommitWriter writer, IOptions<LocalListOptions> options, TimeProvider time, ILogger<LocalListSync> logger)
        : base(TimeSpan.FromSeconds(1), time)
    {
        (_registry, _directory, _policies, _wantedLists, _conversation) = (registry, directory, policies, wantedLists, conversation);
        (_writer, _options, _logger) = (writer, options.Value, logger);
        _nextSweep = time.GetUtcNow().AddMinutes(_options.SweepMinutes);
        tags.Changed += idTag => _changes.Enqueue((idTag, time.GetUtcNow()));
        policies.Changed += PolicyChanged;
    }

    /// <summary>Whether the list of a Charge Point is kept in step.</summary>
    public bool IsEnabled(ChargePointState chargePoint) =>
        _policies.Of(chargePoint).SynchronizeLocalList ?? (_options.Synchronize || _options.SynchronizeTags.Any(chargePoint.Tags.Contains));

    /// <summary>How far a list is in step; null for one nobody looked at.</summary>
    public LocalListStatus? StatusOf(int chargePointKey) => _statuses.GetValueOrDefault(chargePointKey);

    /// <summary>Brings a list into step with the next look, whatever its last attempts came to.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> (409) when it is not kept in step, or its Charge Point is not connected.</remarks>
    public async Task SynchronizeNowAsync(ChargePointState chargePoint)
    {
        if (!IsEnabled(chargePoint))
        {
            throw new ProblemException(new Problem(StatusCodes.Status409Conflict, "not-synchronized", "The local list is not kept in step",
                $"That of {chargePoint.Identity} is kept in step once its authorization policy says so (synchronizeLocalList), or the setting for all."));
        }

        if (_registry.Find(chargePoint.Identity) is null)
        {
            throw Problems.NotConnected(chargePoint.Identity);
        }

        var (caller, now) = (Caller.Current, Time.GetUtcNow());
        await _writer.ChangeAsync(db =>
        {
            db.Audit(caller, now, "local-list.synchronized", chargePoint.Identity);
            return true;
        });
        var status = _statuses.GetOrAdd(chargePoint.Key, static (_, chargePoint) => new LocalListStatus(chargePoint), chargePoint);
        lock (_looking)
        {
            status.Failures = 0;
            status.Due(now);
        }
    }

    /// <summary>Charge Points whose lists are kept in step, by their keys.</summary>
    public IEnumerable<int> EnabledKeys => _directory.All.Where(IsEnabled).Select(chargePoint => chargePoint.Key);

    /// <summary>One look at what is due; starts what there is room for and waits for none of it.</summary>
    public void LookAround(CancellationToken cancellationToken)
    {
        lock (_looking)
        {
            LookAroundAlone(cancellationToken);
        }
    }

    public void Load(CentralSystemDbContext db)
    {
        foreach (var row in db.LocalLists.AsNoTracking().Where(l => l.SyncedHash != null))
        {
            _statuses[row.ChargePointKey] = new LocalListStatus(_directory.Find(row.ChargePointKey)!)
            {
                HeldHash = row.SyncedHash,
                SyncedVersion = row.SyncedVersion,
                LastSyncAt = row.SyncedAt,
            };
        }
    }

    protected override Task DoAsync(CancellationToken cancellationToken)
    {
        LookAround(cancellationToken);
        return Task.CompletedTask;
    }

    protected override Task EndAsync() => Task.WhenAll(_running.Values);

    private void LookAroundAlone(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        TakeConnections(now);
        TakeChanges(now);
        if (now >= _nextSweep)
        {
            _nextSweep = now.AddMinutes(_options.SweepMinutes);
            AllDue(now);
        }

        foreach (var status in _statuses.Values.Where(status => IsReady(status, now)).OrderBy(status => status.DueAt))
        {
            if (_running.Count >= _options.MaxConcurrent)
            {
                return;
            }

            status.IsRunning = true;
            var task = SynchronizeAsync(status, cancellationToken);
            if (!task.IsCompleted)
            {
                _running[status.ChargePoint.Key] = task;
                _ = task.ContinueWith(_ => _running.TryRemove(KeyValuePair.Create(status.ChargePoint.Key, task)), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    private bool IsReady(LocalListStatus status, DateTimeOffset now) =>
        !status.IsRunning && status.DueAt <= now && IsEnabled(status.ChargePoint) && _registry.Find(status.ChargePoint.Identity) == status.Session;

    private void TakeConnections(DateTimeOffset now)
    {
        foreach (var session in _registry.All)
        {
            if (session.ChargePoint is not { Key: > 0, Registration: RegistrationStatus.Accepted, WasAccepted: true } chargePoint || !IsEnabled(chargePoint))
            {
                continue;
            }

            var status = _statuses.GetOrAdd(chargePoint.Key, static (_, chargePoint) => new LocalListStatus(chargePoint), chargePoint);
            if (status.Session != session && !status.IsRunning)
            {
                (status.Session, status.Limits, status.Failures, status.DueAt) = (session, null, 0, LocalListStatus.Never);
                status.State = LocalListSyncState.Pending;
                status.Due(now + Jitter());
            }
        }
    }

    private void TakeChanges(DateTimeOffset now)
    {
        if (!_changes.TryPeek(out var first) || now - first.At < TimeSpan.FromSeconds(_options.DebounceSeconds))
        {
            return;
        }

        var (changed, isAll) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), false);
        while (_changes.TryDequeue(out var change))
        {
            if (change.IdTag is null || changed.Count >= MostFollowed)
            {
                isAll = true;
            }
            else
            {
                changed.Add(change.IdTag);
            }
        }

        if (isAll)
        {
            AllDue(now);
            return;
        }

        foreach (var status in _statuses.Values.Where(status => status.Failures == 0 && Concerns(status, changed)))
        {
            status.Due(now + Jitter());
        }
    }

    /// <summary>Whether a change of these idTags makes a difference to a list.</summary>
    private bool Concerns(LocalListStatus status, HashSet<string> idTags) =>
        status.Held is not { LeftOut: 0 } held
        || idTags.Any(idTag => _wantedLists.EntryOf(idTag, status.ChargePoint) != held.Entries.GetValueOrDefault(idTag));

    private void AllDue(DateTimeOffset now)
    {
        foreach (var status in _statuses.Values.Where(status => status.Failures == 0))
        {
            status.Due(now + Jitter());
        }
    }

    private void PolicyChanged(ChargePointState chargePoint)
    {
        if (_statuses.TryGetValue(chargePoint.Key, out var status))
        {
            status.Due(Time.GetUtcNow());
        }
    }

    private TimeSpan Jitter() => TimeSpan.FromSeconds(Random.Shared.NextDouble() * _options.JitterSeconds);

    private async Task SynchronizeAsync(LocalListStatus status, CancellationToken cancellationToken)
    {
        // What changes from here on makes it due again.
        status.DueAt = LocalListStatus.Never;
        try
        {
            if (status.State != LocalListSyncState.InSync)
            {
                status.State = LocalListSyncState.Syncing;
            }

            if (await _conversation.SynchronizeAsync(status, cancellationToken) || status.LastSyncAt is null)
            {
                await KeepAsync(status);
                LogSynchronized(status.ChargePoint.Identity, status.WantedEntries, status.SyncedVersion);
            }

            (status.State, status.LastError, status.Failures) = (LocalListSyncState.InSync, null, 0);
            if (status.Held is { LeftOut: > 0 and var leftOut })
            {
                status.LastError = $"There is no room for {leftOut} entries.";
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            status.State = LocalListSyncState.Pending;
        }
        catch (Exception e) when (e is LocalListException or ProblemException)
        {
            Failed(status, e.Message, e as LocalListException);
        }
        catch (Exception e)
        {
            LogNotSynchronized(e, status.ChargePoint.Identity);
            Failed(status, e.Message, null);
        }
        finally
        {
            status.IsRunning = false;
        }
    }

    private void Failed(LocalListStatus status, string error, LocalListException? reason)
    {
        status.LastError = error;
        if (reason?.IsConnectionLost == true || _registry.Find(status.ChargePoint.Identity) != status.Session)
        {
            // The next connection makes it due.
            status.State = LocalListSyncState.Pending;
            return;
        }

        status.State = reason?.IsNotSupported == true ? LocalListSyncState.NotSupported : LocalListSyncState.Failed;
        status.Limits = null;
        var backOff = status.State == LocalListSyncState.NotSupported ? LongestBackOff : FirstBackOff * Math.Pow(2, Math.Min(status.Failures, 10));
        status.Failures++;
        status.DueAt = Time.GetUtcNow() + (backOff < LongestBackOff ? backOff : LongestBackOff) + Jitter();
        LogRefused(status.ChargePoint.Identity, status.State, error);
    }

    private async Task KeepAsync(LocalListStatus status)
    {
        var (now, key) = (Time.GetUtcNow(), status.ChargePoint.Key);
        status.LastSyncAt = now;
        await _writer.ChangeAsync(db =>
        {
            if (db.LocalLists.Find(key) is { } row)
            {
                (row.SyncedHash, row.SyncedVersion, row.SyncedAt) = (status.HeldHash, status.SyncedVersion, now);
            }

            return key;
        });
    }

    [LoggerMessage(EventId = 1120, Level = LogLevel.Information, Message = "The local list of {ChargePoint} is in step: {Entries} entries, version {Version}")]
    private partial void LogSynchronized(string chargePoint, int entries, int? version);

    [LoggerMessage(EventId = 1121, Level = LogLevel.Warning, Message = "The local list of {ChargePoint} is not in step ({State}): {Error}")]
    private partial void LogRefused(string chargePoint, LocalListSyncState state, string error);

    [LoggerMessage(EventId = 1123, Level = LogLevel.Error, Message = "Local lists could not be looked at; the next look is in a second")]
    protected override partial void LogFailed(Exception exception);

    [LoggerMessage(EventId = 1122, Level = LogLevel.Error, Message = "The local list of {ChargePoint} could not be brought into step")]
    private partial void LogNotSynchronized(Exception exception, string chargePoint);
}
