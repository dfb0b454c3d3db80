using CentralSystem.Web.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace CentralSystem.Web.Dashboard.Live;

/// <summary>Whose pages a circuit shows. Whatever the browser asks for runs as that person, as long as the session lasts.</summary>
/// <remarks>A circuit outlives the request it began with, so each time it is asked again whether the session was ended or the user's role changed.</remarks>
internal sealed class CircuitSession(AuthenticationStateProvider authentication, UserDirectory users, NavigationManager navigation) : CircuitHandler
{
    private static readonly Caller Nobody = new(CallerKind.Anonymous, "anonymous", Role.Viewer, Address: null);

    private (string SessionId, string? Address)? _session;
    private bool _hasLeft;

    /// <summary>The person, as of now; null once the session is over.</summary>
    public Caller? Caller =>
        _session is { } session && users.FindBySession(session.SessionId) is { } user ? new Caller(CallerKind.User, user.Name, user.Role, session.Address) : null;

    /// <summary>Whether a browser is there to see what changes; the framework keeps a circuit for a while without one.</summary>
    public bool IsWatched { get; private set; } = true;

    /// <summary>Told that the browser is there again.</summary>
    public event Action? CameBack;

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var person = (await authentication.GetAuthenticationStateAsync()).User;
        _session = SessionCookie.SessionIdOf(person) is { } sessionId ? (sessionId, SessionCookie.AddressOf(person)) : null;
    }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        IsWatched = false;
        return Task.CompletedTask;
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        IsWatched = true;
        CameBack?.Invoke();
        return Task.CompletedTask;
    }

    /// <remarks>What comes after the end of the session passes as nobody's: pages then load nothing, do nothing and leave.</remarks>
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => context =>
    {
        Access.Caller.Current = Caller ?? Nobody;
        return next(context);
    };

    /// <summary>Leads to the form to log in, away from what the session showed.</summary>
    public void Leave()
    {
        if (!_hasLeft)
        {
            _hasLeft = true;
            navigation.NavigateTo(LoginPage.Path, forceLoad: true);
        }
    }
}
