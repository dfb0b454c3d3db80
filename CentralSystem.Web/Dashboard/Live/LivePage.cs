using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Live;

/// <summary>A page that shows what is so, and goes on showing it: it loads anew after what concerns it, at once or half a second after the load before.</summary>
/// <remarks>
/// What it does, it does as the person of its session; when that is over, it loads and does nothing more and leads to the form to log in. While nobody watches, it waits.
/// </remarks>
public abstract partial class LivePage : ComponentBase, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SessionCheck = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _left = new();
    private LiveSubscription? _subscription;
    private int _isStale;
    private DateTimeOffset _loadedAt;
    private string? _loadProblem;
    private string? _actionProblem;

    /// <summary>A page that nobody has left.</summary>
    protected LivePage() => Left = _left.Token;

    [Inject]
    private LiveUpdates Updates { get; set; } = null!;

    [Inject]
    private CircuitSession Session { get; set; } = null!;

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

    /// <summary>How often to look besides, for what no event tells of; null for never.</summary>
    protected virtual TimeSpan? LookEvery => null;

    /// <summary>The reader; while the page is rendered for its first answer, whoever asked for it.</summary>
    private Caller? Reader => RendererInfo.IsInteractive ? Session.Caller : Caller.Current;

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task LoadAsync();

    /// <summary>Whether an event may change what the page shows.</summary>
    private protected abstract bool Concerns(EventMessage message);

    /// <summary>Whether the reader has a role.</summary>
    private protected bool May(Role role) => Reader is { } reader && reader.Role >= role;

    protected override async Task OnParametersSetAsync() => await TryLoadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        // Not while the page is rendered for its first answer: nobody would end that subscription.
        if (firstRender)
        {
            _subscription = Updates.Subscribe(Told, LookAgain);
            Session.CameBack += LookAgain;
            _ = LookRegularlyAsync();

            // Something may have happened between the load and here.
            LookAgain();
        }
    }

    /// <summary>Loads and shows; for pages that change what they ask for.</summary>
    protected async Task ReloadAsync()
    {
        await TryLoadAsync();
        StateHasChanged();
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

        await TryLoadAsync();
    }

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
            Session.CameBack -= LookAgain;
            _left.Cancel();
            _left.Dispose();
        }
    }

    private async Task TryLoadAsync()
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
            _loadedAt = Time.GetUtcNow();
        }
    }

    private static string Words(ProblemException e) => $"{e.Problem.Title}. {e.Problem.Detail}";

    private void Told(EventMessage message)
    {
        if (Concerns(message))
        {
            LookAgain();
        }
    }

    /// <summary>What is told while a load is due comes with that load.</summary>
    private void LookAgain()
    {
        if (Interlocked.Exchange(ref _isStale, 1) == 0)
        {
            _ = InvokeAsync(CatchUpAsync);
        }
    }

    private async Task LookRegularlyAsync()
    {
        using var timer = new PeriodicTimer(LookEvery ?? SessionCheck, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(Left))
            {
                if (LookEvery is not null || Session.Caller is null)
                {
                    LookAgain();
                }
            }
        }
        catch (OperationCanceledException) when (Left.IsCancellationRequested)
        {
            // The reader left.
        }
    }

    private async Task CatchUpAsync()
    {
        try
        {
            var wait = _loadedAt + Pause - Time.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, Time, Left);
            }

            Interlocked.Exchange(ref _isStale, 0);
            if (!Session.IsWatched || Left.IsCancellationRequested)
            {
                return;
            }

            Caller.Current = Session.Caller ?? Caller.Current;
            await ReloadAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException && Left.IsCancellationRequested)
        {
            // The reader left.
        }
    }

    [LoggerMessage(EventId = 2803, Level = LogLevel.Error, Message = "{Page} could not be loaded")]
    private static partial void LogNotLoaded(ILogger logger, Exception exception, string page);
}
