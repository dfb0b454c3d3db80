using System.Collections.Concurrent;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Ocpp.Rpc;

namespace CentralSystem.Web.Journal;

/// <summary>Records frames in both directions, written behind in batches and never in the way of a message.</summary>
/// <remarks>
/// What it may cost is capped: above <see cref="JournalOptions.MaxMessagesPerSecond"/> frames are counted instead of kept, and a
/// crash loses its last second at most. It has a file and a thread-pool turn of its own, so no commit of record waits for it.
/// </remarks>
internal sealed partial class MessageJournal(
    Store store, IDbContextFactory<JournalDbContext> contexts, IOptions<JournalOptions> options, TimeProvider time, ILogger<MessageJournal> logger) : BackgroundService
{
    private const string Insert =
        """
        INSERT INTO messages (at, charge_point_id, direction, message_type_id, message_id, action, frame, latency_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private const string GapAction = "JournalGap";

    /// <summary>Characters of a frame that are kept; nearly all frames are far shorter, and a peer must not fill the disk with long ones.</summary>
    private const int LongestFrame = 16 * 1024;

    /// <summary>Messages that wait to be written; more wait only when the file cannot be written.</summary>
    private const int LongestQueue = 50_000;

    /// <summary>Deleted in one step where text is too much.</summary>
    private const int MessagesAtOnce = 10_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan TrimInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<Entry> _queue = new();
    private readonly bool _enabled = options.Value.Enabled;
    private readonly int _mostPerSecond = options.Value.MaxMessagesPerSecond;
    private long _second;
    private int _admittedThisSecond;
    private long _skipped;
    private long _skippedBefore;
    private volatile bool _lastFailed;
    private long _keptCharacters;

    /// <summary>Whether messages are kept: the last write did not fail.</summary>
    public bool IsHealthy => !_lastFailed;

    /// <summary>Whether there is one at all.</summary>
    public bool IsEnabled => _enabled;

    /// <summary>Called after each batch that was written; must return at once.</summary>
    public event Action<RecordedMessages>? Recorded;

    /// <summary>Messages that were left out since the start.</summary>
    public long SkippedTotal => Interlocked.Read(ref _skippedBefore) + Interlocked.Read(ref _skipped);

    /// <summary>Takes a frame in, if there is room for it this second.</summary>
    public void Record(string chargePointId, MessageDirection direction, in FrameInfo frame, ReadOnlySpan<byte> utf8)
    {
        if (!_enabled)
        {
            return;
        }

        var now = time.GetUtcNow();
        if (!Admits(now) || _queue.Count >= LongestQueue)
        {
            Interlocked.Increment(ref _skipped);
            return;
        }

        _queue.Enqueue(new Entry(now, chargePointId, direction, (int)frame.Kind, frame.MessageId, frame.Action, TextOf(utf8), frame.Latency?.TotalMilliseconds));
    }

    /// <summary>Writes what waits. One caller at a time.</summary>
    public async Task FlushAsync()
    {
        var skipped = Interlocked.Exchange(ref _skipped, 0);
        if (skipped > 0)
        {
            Interlocked.Add(ref _skippedBefore, skipped);
            _queue.Enqueue(new Entry(time.GetUtcNow(), "", MessageDirection.Received, 0, "", GapAction, $"{skipped} messages were not recorded: more came than Journal:MaxMessagesPerSecond allows, or the file could not be written", null));
        }

        if (!_queue.IsEmpty)
        {
            await Task.Run(WriteBatch);
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await store.CreateJournalAsync(db, cancellationToken);
        await db.CreateMissingIndexesAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_enabled)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        var trimmedAt = time.GetUtcNow();
        await TryAsync(async () => _keptCharacters = await CharactersAsync(long.MaxValue, stoppingToken));
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryAsync(FlushAsync);
                if (time.GetUtcNow() - trimmedAt >= TrimInterval)
                {
                    trimmedAt = time.GetUtcNow();
                    await TryAsync(() => TrimAsync(stoppingToken));
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await TryAsync(FlushAsync);
        }
    }

    /// <summary>A full disk or a locked file costs messages, which are counted, but neither the journal nor the service.</summary>
    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            _lastFailed = false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _lastFailed = true;
            LogFailed(e);
        }
    }

    /// <summary>Masked, with what comes soon after, before it is cut: half a secret would not be known for one.</summary>
    private static string TextOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= LongestFrame)
        {
            return Secrets.Mask(utf8);
        }

        var text = Secrets.Mask(utf8[..Math.Min(utf8.Length, 2 * LongestFrame)]);
        var end = Math.Min(text.Length, LongestFrame);
        return $"{text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)}... ({utf8.Length} bytes)";
    }

    private bool Admits(DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        if (Interlocked.Exchange(ref _second, second) != second)
        {
            Interlocked.Exchange(ref _admittedThisSecond, 0);
        }

        return Volatile.Read(ref _admittedThisSecond) < _mostPerSecond && Interlocked.Increment(ref _admittedThisSecond) <= _mostPerSecond;
    }

    private void WriteBatch()
    {
        var taken = 0;
        var characters = 0L;
        var recorded = Recorded;
        var chargePointIds = recorded is null ? null : new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        try
        {
            using var session = store.OpenJournalSession();
            session.Begin();
            while (_queue.TryDequeue(out var entry))
            {
                taken++;
                characters += entry.Frame.Length;
                chargePointIds?.Add(entry.ChargePointId);
                session.Deferred(Insert)
                    .Bind(1, entry.At).Bind(2, entry.ChargePointId).Bind(3, entry.Direction.ToString()).Bind(4, entry.MessageTypeId)
                    .Bind(5, entry.MessageId).Bind(6, entry.Action).Bind(7, entry.Frame).Bind(8, entry.LatencyMs)
                    .Execute();
            }

            session.Commit();
            _keptCharacters += characters;
        }
        catch
        {
            Interlocked.Add(ref _skipped, taken);
            throw;
        }

        recorded?.Invoke(new RecordedMessages(chargePointIds!));
    }

    /// <summary>Deletes what is too old, too many or too long. One caller at a time, and none of <see cref="FlushAsync"/>.</summary>
    internal async Task TrimAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = await db.Messages.MaxAsync(m => (long?)m.Id, cancellationToken) ?? 0;
        var oldestKept = newest - options.Value.MaxMessages;
        var cutoff = time.GetUtcNow().AddDays(-options.Value.RetentionDays);

        // Ids rise with time, so the oldest message that is young enough marks the end of what goes.
        var firstYoung = await db.Messages.Where(m => m.At >= cutoff).OrderBy(m => m.Id).Select(m => (long?)m.Id).FirstOrDefaultAsync(cancellationToken) ?? newest + 1;
        await DeleteAsync(db, Math.Max(oldestKept, firstYoung - 1), cancellationToken);
        while (_keptCharacters > options.Value.MaxMiB * 1024L * 1024 && !cancellationToken.IsCancellationRequested)
        {
            var oldest = await db.Messages.OrderBy(m => m.Id).Select(m => (long?)m.Id).FirstOrDefaultAsync(cancellationToken);
            if (oldest is null)
            {
                _keptCharacters = 0;
                return;
            }

            await DeleteAsync(db, oldest.Value + MessagesAtOnce, cancellationToken);
        }
    }

    private async Task DeleteAsync(JournalDbContext db, long limit, CancellationToken cancellationToken)
    {
        var characters = await CharactersAsync(limit, cancellationToken);
        if (await db.Messages.Where(m => m.Id <= limit).ExecuteDeleteAsync(cancellationToken) > 0)
        {
            _keptCharacters -= characters;
        }
    }

    /// <summary>Length of all frames up to an id.</summary>
    private async Task<long> CharactersAsync(long limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Messages.Where(m => m.Id <= limit).SumAsync(m => (long)m.Frame.Length, cancellationToken);
    }

    [LoggerMessage(EventId = 1401, Level = LogLevel.Error, Message = "The message journal could not be written; what waited is counted as a gap")]
    private partial void LogFailed(Exception exception);

    private sealed record Entry(
        DateTimeOffset At, string ChargePointId, MessageDirection Direction, int MessageTypeId, string MessageId, string Action, string Frame, double? LatencyMs);
}

/// <summary>Messages that were written into the journal together.</summary>
/// <param name="ChargePointIds">Whose they are, in any case.</param>
internal sealed record RecordedMessages(IReadOnlySet<string> ChargePointIds);
