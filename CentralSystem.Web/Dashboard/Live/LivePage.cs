using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using CentralSystem.Web.Journal;
using CentralSystem.Web.MeterValues;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Live;

/// <summary>A page that shows what is so, and goes on showing it: it loads anew after what concerns it, at once or a fifth of a second after the load before, later where loading takes long.</summary>
/// <remarks>
/// What it does, it does as the person of its session; when that is over, it loads and does nothing more and leads to the form to log in. While nobody watches, it waits.
/// </remarks>
public abstract partial class LivePage : ComponentBase, IDisposable
{
    /// <summary>A load is followed by a pause of at least so many times its length: however slow its question is, a page keeps the database busy for a quarter of the time at most.</summary>
    private const int PausePerLoad = 3;

    /// <summary>Least pause after a load: what happens is shown within a second with room to spare (docs/dashboard.md), and no page is rendered more than five times in a second.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>How often a page looks whether the times that it shows have another text.</summary>
    private static readonly TimeSpan TimesInterval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _left = new();
    private LiveSubscription? _subscription;
    private int _isStale;
    private DateTimeOffset _loadedAt;
    private TimeSpan _pause = Pause;
    private TimeSpan _tookBefore;
    private string? _timesShown;
    private string? _loadProblem;
    private string? _actionProblem;
    private Task _load = Task.CompletedTask;
    private Task? _nextLoad;

    /// <summary>A page that nobody has left.</summary>
    protected LivePage() => Left = _left.Token;

    [Inject]
    private LiveUpdates Updates { get; set; } = null!;

    [Inject]
    private protected CircuitSession Session { get; private set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private ILogger<LivePage> Log { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; private set; } = null!;

    /// <summary>What could not be done, or else not be shown; a sentence for the reader.</summary>
    protected string? Problem => _actionProblem ?? _loadProblem;

    /// <summary>Ends when the reader leaves the page.</summary>
    protected CancellationToken Left { get; }

    /// <summary>How often to look besides, for what no event tells of; what people and programs change of that is looked at when they do. Null for never.</summary>
    protected virtual TimeSpan? LookEvery => null;

    /// <summary>Times that go on by themselves, as they stand on the page: with another text it is rendered anew, and nothing is read. Null where there are none.</summary>
    private protected virtual string? RunningTimes => null;

    /// <summary>The least role that may look at the page.</summary>
    private protected virtual Role ForRole => Role.Viewer;

    /// <summary>Whether the reader may look at the page at all; where not, it loads nothing.</summary>
    protected bool IsForReader => May(ForRole);

    /// <summary>Whether <see cref="DoFreshAsync"/> would refuse for want of the password; not while the page is rendered for its first answer, which offers nothing to click.</summary>
    private protected bool NeedsPassword => Session.Person is not null && !Session.HasFreshPassword;

    /// <summary>The reader; while the page is rendered for its first answer, whoever asked for it.</summary>
    private Caller? Reader => RendererInfo.IsInteractive ? Session.Caller : Caller.Current;

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task LoadAsync();

    /// <summary>Whether an event may change what the page shows.</summary>
    private protected abstract bool Concerns(EventMessage message);

    /// <summary>Whether meter values may change what the page shows; events tell of few of them.</summary>
    private protected virtual bool Concerns(KeptMeterValues values) => false;

    /// <summary>Whether messages in the journal may change what the page shows.</summary>
    private protected virtual bool Concerns(RecordedMessages messages) => false;

    /// <summary>Whether the reader has a role.</summary>
    private protected bool May(Role role) => Reader is { } reader && reader.Role >= role;

    protected override async Task OnParametersSetAsync()
    {
        // Before the first load, so that nothing is missed between. Not while the page is rendered for its first answer: nobody would end that subscription.
        if (_subscription is null && RendererInfo.IsInteractive)
        {
            _subscription = Updates.Subscribe(this);
            Session.Changed += LookAgain;
            _loadedAt = Time.GetUtcNow();
            _ = FollowTimesAsync();
            if (LookEvery is { } interval)
            {
                _ = LookRegularlyAsync(interval);
            }
        }

        await TryLoadAsync();
    }

    /// <summary>Loads and shows what the reader asked for; for pages that change what they ask for.</summary>
    protected Task ReloadAsync()
    {
        Session.Touch();
        return ShowAsync();
    }

    /// <summary>Does what a click asks for, if the reader's role allows it, and shows what came of it.</summary>
    private protected async Task DoAsync(Role needed, Func<Task> action)
    {
        _actionProblem = null;
        if (Reader is not { } reader)
        {
            Session.Leave();
            return;
        }

        try
        {
            if (reader.Role < needed)
            {
                throw Problems.RoleNeeded(reader, needed);
            }

            Session.Touch();
            Caller.Current = reader;
            await action();
        }
        catch (ProblemException e)
        {
            _actionProblem = Words(e);
        }
        catch (OperationCanceledException) when (Left.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            // The database, a file, or a fault of ours: the page stays with what was typed, so that it can be tried again.
            LogNotDone(Log, e, GetType().Name);
            _actionProblem = "It could not be done; the log of the central system tells why.";
        }

        await TryLoadAsync();
    }

    /// <summary>The same for what only administrators may do, and only with a password that they gave lately.</summary>
    private protected Task DoFreshAsync(Func<Task> action) =>
        DoAsync(Role.Admin, () => Session.HasFreshPassword ? action() : throw Problems.FreshPasswordNeeded());

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _subscription?.Dispose();
            Session.Changed -= LookAgain;
            _left.Cancel();
            _left.Dispose();
        }
    }

    private async Task ShowAsync()
    {
        await TryLoadAsync();
        StateHasChanged();
    }

    /// <summary>Loads, one load at a time: asked while one is under way, it loads once more after that, so that what was asked for last is what stays.</summary>
    private Task TryLoadAsync() =>
        _nextLoad ?? (_load.IsCompleted ? (_load = LoadOnceAsync()) : (_nextLoad = LoadNextAsync()));

    private async Task LoadNextAsync()
    {
        await _load.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        _nextLoad = null;
        await (_load = LoadOnceAsync());
    }

    private async Task LoadOnceAsync()
    {
        if (Left.IsCancellationRequested)
        {
            return;
        }

        if (Reader is null)
        {
            Session.Leave();
            return;
        }

        if (!IsForReader)
        {
            return;
        }

        // What is told from here on may come too late for this load; what was told before comes with it.
        Interlocked.Exchange(ref _isStale, 0);
        var began = Time.GetTimestamp();
        try
        {
            await LoadAsync();
            _loadProblem = null;
        }
        catch (ProblemException e)
        {
            _loadProblem = Words(e);
        }
        catch (OperationCanceledException) when (Left.IsCancellationRequested)
        {
            // The reader left.
        }
        catch (Exception e)
        {
            // Most likely the database: the page stays, says so, and looks again with the next event.
            LogNotLoaded(Log, e, GetType().Name);
            _loadProblem = "What this page shows could not be read; the log of the central system tells why.";
        }
        finally
        {
            // A question is slow when it is slow twice: the first use of it, or a machine that is busy for a moment, must not hold up what comes next.
            var took = Time.GetElapsedTime(began);
            _pause = TimeSpan.FromTicks(Math.Max(Pause.Ticks, Math.Min(took.Ticks, _tookBefore.Ticks) * PausePerLoad));
            (_loadedAt, _tookBefore) = (Time.GetUtcNow(), took);
        }
    }

    private static string Words(ProblemException e) => $"{e.Problem.Title}. {e.Problem.Detail}";

    /// <summary>An event happened.</summary>
    internal void Tell(EventMessage message)
    {
        if (Concerns(message))
        {
            LookAgain();
        }
    }

    /// <summary>Meter values were kept.</summary>
    internal void Tell(KeptMeterValues values)
    {
        if (Concerns(values))
        {
            LookAgain();
        }
    }

    /// <summary>Messages were written into the journal.</summary>
    internal void Tell(RecordedMessages messages)
    {
        if (Concerns(messages))
        {
            LookAgain();
        }
    }

    /// <summary>Something was changed that no event may tell of.</summary>
    internal void TellOfModel()
    {
        if (LookEvery is not null)
        {
            LookAgain();
        }
    }

    /// <summary>Loads anew, from any thread, at once or soon. What is told while a load is due comes with that load.</summary>
    /// <remarks>Never on the thread that tells: it may be the one that writes for everybody, or the one that tells all pages one after the other.</remarks>
    internal void LookAgain()
    {
        if (Interlocked.Exchange(ref _isStale, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static page => _ = page.InvokeAsync(page.CatchUpAsync), this, preferLocal: false);
        }
    }

    private async Task LookRegularlyAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(Left))
            {
                LookAgain();
            }
        }
        catch (OperationCanceledException) when (Left.IsCancellationRequested)
        {
            // The reader left.
        }
    }

    /// <summary>Renders the page when its times have another text.</summary>
    private async Task FollowTimesAsync()
    {
        using var timer = new PeriodicTimer(TimesInterval, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(Left))
            {
                await InvokeAsync(async () =>
                {
                    if (Session.IsWatched && RunningTimes is { } times && times != _timesShown)
                    {
                        await WaitUntilAsync(Session.TakeTurn(Time.GetUtcNow()));
                        _timesShown = RunningTimes;
                        StateHasChanged();
                    }
                });
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException && Left.IsCancellationRequested)
        {
            // The reader left.
        }
    }

    private async Task CatchUpAsync()
    {
        try
        {
            await _load.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            await WaitUntilAsync(_loadedAt + _pause);
            await WaitUntilAsync(Session.TakeTurn(Time.GetUtcNow()));

            // A load that began meanwhile, for a click, may have brought it already.
            if (Interlocked.Exchange(ref _isStale, 0) == 0 || !Session.IsWatched || Left.IsCancellationRequested)
            {
                return;
            }

            Caller.Current = Session.Caller ?? Caller.Current;
            await ShowAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException && Left.IsCancellationRequested)
        {
            // The reader left.
        }
    }

    private async Task WaitUntilAsync(DateTimeOffset instant)
    {
        var wait = instant - Time.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, Time, Left);
        }
    }

    [LoggerMessage(EventId = 2804, Level = LogLevel.Error, Message = "{Page} could not do what was asked")]
    private static partial void LogNotDone(ILogger logger, Exception exception, string page);

    [LoggerMessage(EventId = 2803, Level = LogLevel.Error, Message = "{Page} could not be loaded")]
    private static partial void LogNotLoaded(ILogger logger, Exception exception, string page);
}
