using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Live;

/// <summary>A page that shows what is so, and goes on showing it: it loads anew after what concerns it, at once and then at most twice a second.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _left = new();
    private LiveSubscription? _subscription;
    private int _isStale;
    private DateTimeOffset _loadedAt;

    [Inject]
    private LiveUpdates Updates { get; set; } = null!;

    [Inject]
    private CircuitSession Session { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    protected NavigationManager Navigation { get; private set; } = null!;

    /// <summary>What was asked for cannot be shown; a sentence for the reader.</summary>
    protected string? Problem { get; private set; }

    /// <summary>Ends when the reader leaves the page.</summary>
    protected CancellationToken Left => _left.Token;

    /// <summary>How often to look besides, for what no event tells of; null for never.</summary>
    protected virtual TimeSpan? LookEvery => null;

    /// <summary>Reads what the page shows.</summary>
    protected abstract Task LoadAsync();

    /// <summary>Whether an event may change what the page shows.</summary>
    private protected abstract bool Concerns(EventMessage message);

    protected override async Task OnParametersSetAsync() => await TryLoadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        // Not while the page is rendered for its first answer: nobody would end that subscription.
        if (firstRender)
        {
            _subscription = Updates.Subscribe(Told);
            if (LookEvery is { } period)
            {
                _ = LookRegularlyAsync(period);
            }
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
        try
        {
            if (Caller.Current.Role < needed)
            {
                throw Problems.RoleNeeded(Caller.Current, needed);
            }

            await action();
            await TryLoadAsync();
        }
        catch (ProblemException e)
        {
            Problem = Words(e);
        }
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
            _left.Cancel();
            _left.Dispose();
        }
    }

    private async Task TryLoadAsync()
    {
        try
        {
            _loadedAt = Time.GetUtcNow();
            await LoadAsync();
            Problem = null;
        }
        catch (ProblemException e)
        {
            Problem = Words(e);
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            // The reader left.
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

    private async Task LookRegularlyAsync(TimeSpan period)
    {
        using var timer = new PeriodicTimer(period, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_left.Token))
            {
                LookAgain();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
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
                await Task.Delay(wait, Time, _left.Token);
            }

            Interlocked.Exchange(ref _isStale, 0);
            if (Session.Caller is not { } caller)
            {
                Session.Leave();
                return;
            }

            Caller.Current = caller;
            await ReloadAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException && _left.IsCancellationRequested)
        {
            // The reader left.
        }
    }
}
