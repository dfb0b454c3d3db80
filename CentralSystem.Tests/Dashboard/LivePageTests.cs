#pragma warning disable BL0006 // A renderer of our own is the way to show a page where there is no browser.

using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Access;
using CentralSystem.Web.Dashboard.Live;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.RenderTree;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CentralSystem.Tests.Dashboard;

/// <summary>How a page loads and does what a click asks for, whatever becomes of it.</summary>
public sealed class LivePageTests : IAsyncLifetime
{
    private readonly WatchedTime _time = new();
    private ServiceProvider _services = null!;
    private PageHost _host = null!;
    private AnyPage _page = null!;

    public async Task InitializeAsync()
    {
        var users = new UserDirectory(Options.Create(new AccessOptions()), _time);
        users.Set(new User { Key = 1, Name = "ada", Role = Role.Operator, PasswordHash = "", CreatedAt = _time.GetUtcNow(), PasswordChangedAt = _time.GetUtcNow() });
        users.Add(new LoginSession { Id = "S", UserKey = 1, StartedAt = _time.GetUtcNow() });
        var address = new OpenPageTests.Address();
        var session = new CircuitSession(new OpenPageTests.LoggedIn("S"), users, address);
        await session.OnCircuitOpenedAsync(null!, default);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton<NavigationManager>(address)
            .AddSingleton(session)
            .AddSingleton(new LiveUpdates(null!, _time, NullLogger<LiveUpdates>.Instance))
            .BuildServiceProvider();
        (_host, _page) = await PageHost.ShowAsync(_services);
    }

    [Fact]
    public async Task Whatever_fails_is_said_and_the_page_goes_on()
    {
        await _host.Dispatcher.InvokeAsync(() => _page.ClickAsync(() => throw new IOException("the disk is gone")));
        _page.Trouble.ShouldBe("It could not be done; the log of the central system tells why.");
        await _host.Dispatcher.InvokeAsync(() => _page.ClickAsync(() => Task.CompletedTask));
        _page.Trouble.ShouldBeNull();
    }

    [Fact]
    public async Task One_load_runs_at_a_time_and_what_was_asked_for_last_is_shown()
    {
        _page.Gate = new TaskCompletionSource();
        var (first, second, third) = (AskAsync("first"), AskAsync("second"), AskAsync("third"));
        _page.Begun.ShouldBe(["", "first"]);

        _page.Gate.SetResult();
        await Task.WhenAll(first, second, third).WaitAsync(Eventually.Limit);
        _page.Begun.ShouldBe(["", "first", "third"], "what came between is answered by the last");
        _page.Shown.ShouldBe("third");
    }

    [Fact]
    public async Task What_is_told_during_a_load_is_shown_a_fifth_of_a_second_after_it()
    {
        _page.Gate = new TaskCompletionSource();
        var asked = AskAsync("first");
        _page.Tell();
        _page.Gate.SetResult();
        await asked.WaitAsync(Eventually.Limit);
        (await _time.WaitAsync()).ShouldBe(TimeSpan.FromMilliseconds(200));
        _page.Begun.Count.ShouldBe(2);
        await UntilLoadedAsync(3, TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task Where_nothing_is_told_nothing_is_read_and_what_a_click_brought_is_not_read_again()
    {
        await AskAsync("first");
        _page.Tell();
        await AskAsync("second");
        await _time.WaitAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await _host.Dispatcher.InvokeAsync(() => { });
        _page.Begun.ShouldBe(["", "first", "second"]);
    }

    [Fact]
    public async Task One_slow_load_holds_up_nothing_and_a_question_that_is_slow_each_time_is_asked_less_often()
    {
        var slow = TimeSpan.FromMilliseconds(300);
        await TakeAsync(slow);
        _page.Tell();
        (await _time.WaitAsync()).ShouldBe(TimeSpan.FromMilliseconds(200));
        await UntilLoadedAsync(3, TimeSpan.FromMilliseconds(200));

        await TakeAsync(slow);
        await TakeAsync(slow);
        _page.Tell();
        (await _time.WaitAsync()).ShouldBe(3 * slow);
        await UntilLoadedAsync(6, 3 * slow);
    }

    [Fact]
    public async Task Parts_of_one_page_take_turns_so_that_it_is_rendered_five_times_a_second_at_most()
    {
        var other = await _host.AddAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        _page.Tell();
        await UntilLoadedAsync(2, TimeSpan.Zero);

        other.Tell();
        (await _time.WaitAsync()).ShouldBe(TimeSpan.FromMilliseconds(200));
        other.Begun.Count.ShouldBe(1);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        await Eventually.TrueAsync(() => _host.Dispatcher.InvokeAsync(() => other.Begun.Count == 2), "the other has its turn");
    }

    [Fact]
    public async Task A_page_does_not_load_on_the_thread_that_tells_it()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        _page.Loaded = new TaskCompletionSource<int>();
        var teller = new Thread(_page.Tell);
        teller.Start();
        teller.Join();
        (await _page.Loaded.Task.WaitAsync(Eventually.Limit)).ShouldNotBe(teller.ManagedThreadId);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _services.DisposeAsync();
    }

    /// <summary>A load that takes its time.</summary>
    private async Task TakeAsync(TimeSpan time)
    {
        _page.Gate = new TaskCompletionSource();
        var before = _page.Begun.Count;
        var asked = AskAsync("");
        await Eventually.TrueAsync(() => _page.Begun.Count > before, "it has begun");
        _time.Advance(time);
        _page.Gate.SetResult();
        await asked.WaitAsync(Eventually.Limit);
        _page.Gate = null;
    }

    private async Task UntilLoadedAsync(int times, TimeSpan after)
    {
        _time.Advance(after);
        await Eventually.TrueAsync(() => _host.Dispatcher.InvokeAsync(() => _page.Begun.Count == times), $"there are {times} loads");
    }

    private Task AskAsync(string choice) => _host.Dispatcher.InvokeAsync(() => _page.AskAsync(choice));

    /// <summary>A clock that tells what is waited for.</summary>
    private sealed class WatchedTime() : FakeTimeProvider(A.Start)
    {
        private readonly ConcurrentQueue<TimeSpan> _waits = [];

        /// <summary>How long the next one waits that waits once.</summary>
        public async Task<TimeSpan> WaitAsync()
        {
            var wait = TimeSpan.Zero;
            await Eventually.TrueAsync(() => _waits.TryDequeue(out wait), "somebody waits");
            return wait;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (period == Timeout.InfiniteTimeSpan && dueTime > TimeSpan.Zero)
            {
                _waits.Enqueue(dueTime);
            }

            return timer;
        }
    }

    /// <summary>A page that shows what was chosen.</summary>
    private sealed class AnyPage : LivePage
    {
        private string _choice = "";

        public List<string> Begun { get; } = [];

        public string? Shown { get; private set; }

        public string? Trouble => Problem;

        /// <summary>Where loads wait.</summary>
        public TaskCompletionSource? Gate { get; set; }

        /// <summary>Told the thread of a load.</summary>
        public TaskCompletionSource<int>? Loaded { get; set; }

        public Task ClickAsync(Func<Task> action) => DoAsync(Role.Operator, action);

        public Task AskAsync(string choice)
        {
            _choice = choice;
            return ReloadAsync();
        }

        public void Tell() => LookAgain();

        protected override async Task LoadAsync()
        {
            Loaded?.TrySetResult(Environment.CurrentManagedThreadId);
            var choice = _choice;
            Begun.Add(choice);
            await (Gate?.Task ?? Task.CompletedTask);
            Shown = choice;
        }

        private protected override bool Concerns(EventMessage message) => true;
    }

    /// <summary>What shows pages where there is no browser.</summary>
    private sealed class PageHost(IServiceProvider services) : Renderer(services, NullLoggerFactory.Instance)
    {
        public override Dispatcher Dispatcher { get; } = Dispatcher.CreateDefault();

        protected override RendererInfo RendererInfo { get; } = new("Test", isInteractive: true);

        public static async Task<(PageHost, AnyPage)> ShowAsync(IServiceProvider services)
        {
            var host = new PageHost(services);
            return (host, await host.AddAsync());
        }

        public async Task<AnyPage> AddAsync()
        {
            var page = (AnyPage)InstantiateComponent(typeof(AnyPage));
            await Dispatcher.InvokeAsync(() => RenderRootComponentAsync(AssignRootComponentId(page), ParameterView.Empty));
            return page;
        }

        protected override void HandleException(Exception exception) => ExceptionDispatchInfo.Throw(exception);

        protected override Task UpdateDisplayAsync(in RenderBatch renderBatch) => Task.CompletedTask;
    }
}
