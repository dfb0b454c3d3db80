using CentralSystem.Web.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace CentralSystem.Web.Dashboard.Live;

/// <summary>Whose pages a circuit shows. Whatever the browser asks for runs as that person, as long as the session lasts.</summary>
/// <remarks>A circuit outlives the request it began with, so each time it is asked again whether the session was ended or the user's role changed.</remarks>
internal sealed class CircuitSession(AuthenticationStateProvider authentication, UserDirectory users, NavigationManager navigation) : CircuitHandler, IDisposable
{
    private static readonly Caller Nobody = new(CallerKind.Anonymous, "anonymous", Role.Viewer, Address: null);

    private (string SessionId, string? Address)? _session;
    private bool _isOpen;
    private bool _hasLeft;
    private DateTimeOffset _nextTurn;

    /// <summary>The person, as of now; null once the session is over.</summary>
    public Caller? Caller => Person is { User: var user } ? new Caller(CallerKind.User, user.Name, user.Role, _session?.Address) : null;

    /// <summary>The person with the session that the pages are shown in; null once it is over, and while a duty comes first.</summary>
    public (UserState User, string SessionId)? Person =>
        _session is { SessionId: var id } && users.FindBySession(id) is { } user && users.DutyOf(user) == AccountDuty.None ? (user, id) : null;

    /// <summary>Whether the person gave the password lately, as what changes users and keys needs.</summary>
    public bool HasFreshPassword => Person is { SessionId: var id } && users.HasFreshPassword(id);

    /// <summary>Whether a browser is there to see what changes; the framework keeps a circuit for a while without one.</summary>
    public bool IsWatched { get; private set; } = true;

    /// <summary>Told that the browser is there again, or that the session is over.</summary>
    public event Action? Changed;

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var person = (await authentication.GetAuthenticationStateAsync()).User;
        _session = SessionCookie.SessionIdOf(person) is { } sessionId ? (sessionId, SessionCookie.AddressOf(person)) : null;
        users.SessionEnded += NoteEnd;
        navigation.LocationChanged += NoteNavigation;
        _isOpen = true;
    }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        IsWatched = false;
        return Task.CompletedTask;
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        IsWatched = true;
        Changed?.Invoke();
        return Task.CompletedTask;
    }

    /// <remarks>What comes after the end of the session passes as nobody's: pages then load nothing, do nothing and leave.</remarks>
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => context =>
    {
        Access.Caller.Current = Caller ?? Nobody;
        return next(context);
    };

    /// <summary>The person did something. That the browser is there does not count, nor what it sends by itself, such as receipts of what it was shown.</summary>
    public void Touch()
    {
        if (_session is { } session)
        {
            users.Touch(session.SessionId);
        }
    }

    /// <summary>When a part of the page that is due may load, or show other times: parts take turns, so that a page of several is rendered no more often than a page of one.</summary>
    /// <remarks>Asked where the parts are rendered, one after the other.</remarks>
    public DateTimeOffset TakeTurn(DateTimeOffset now)
    {
        var turn = _nextTurn > now ? _nextTurn : now;
        _nextTurn = turn + LivePage.Pause;
        return turn;
    }

    /// <summary>Leads to the form to log in, away from what the session showed.</summary>
    public void Leave()
    {
        if (!_hasLeft)
        {
            _hasLeft = true;
            navigation.NavigateTo(LoginPage.Path, forceLoad: true);
        }
    }

    public void Dispose()
    {
        // Of a page that is rendered for its first answer there is no circuit.
        if (_isOpen)
        {
            users.SessionEnded -= NoteEnd;
            navigation.LocationChanged -= NoteNavigation;
        }
    }

    private void NoteEnd(string sessionId)
    {
        if (sessionId == _session?.SessionId)
        {
            // Not here: pages would be rendered on the thread that ended it, which may be the one that writes for everybody.
            ThreadPool.UnsafeQueueUserWorkItem(static session => session.Changed?.Invoke(), this, preferLocal: false);
        }
    }

    private void NoteNavigation(object? sender, LocationChangedEventArgs location) => Touch();
}
