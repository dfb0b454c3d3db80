using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Connections.Limits;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Dashboard.Live;

/// <summary>The lines of open pages: for people only, over websockets only, and so many for each session, since each holds a page in memory.</summary>
/// <remarks>
/// A websocket is a request that lasts as long as the line, so counting those counts the lines; the framework's other ways to hold a line would slip through. Whoever
/// reaches Charge Points reaches this: both need proxies that let websockets through.
/// </remarks>
internal sealed class OpenPages
{
    private const string Path = "/_blazor";

    /// <summary>What a session may announce in a minute: each is kept for some seconds, whether it comes or not.</summary>
    private const int AnnouncedPerMinute = 300;

    /// <summary>How long a page whose session ended has to lead its reader to the login.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    private readonly IOptions<AccessOptions> _options;
    private readonly TimeProvider _time;
    private readonly KeyedBuckets _announced;
    private readonly Dictionary<string, List<HttpContext>> _open = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public OpenPages(IOptions<AccessOptions> options, UserDirectory users, TimeProvider time)
    {
        (_options, _time, _announced) = (options, time, new KeyedBuckets(AnnouncedPerMinute, time));
        users.SessionEnded += session => _ = HangUpAsync(session);
    }

    /// <summary>Whether a request belongs to the line of an open page, which asks by itself as long as the page is there, whoever sits in front of it.</summary>
    public static bool IsLine(HttpContext context) => context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase);

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is null)
        {
            await next(context);
            return;
        }

        if (context.LoginSessionId is not { } session)
        {
            await Refuse(context, StatusCodes.Status403Forbidden, "session-needed", "Pages are for people who are logged in", "An API key has no pages; use the REST interface.");
        }
        else if (context.GetEndpoint()?.Metadata.GetMetadata<NegotiateMetadata>() is not null)
        {
            await (_announced.TryTake(session) ? next(context) : RefuseTooMany(context));
        }
        else if (!context.WebSockets.IsWebSocketRequest)
        {
            await Refuse(context, StatusCodes.Status400BadRequest, "websocket-needed", "Pages are followed over a websocket", "Let websockets through every proxy on the way.");
        }
        else if (!TryOpen(session, context))
        {
            await RefuseTooMany(context);
        }
        else
        {
            try
            {
                await next(context);
            }
            finally
            {
                Close(session, context);
            }
        }
    }

    private Task RefuseTooMany(HttpContext context) => Refuse(context, StatusCodes.Status429TooManyRequests, "too-many-pages", "Too many pages are open",
        $"Close some: a login may have {_options.Value.PagesPerSession} open at once (Access:PagesPerSession).");

    private static Task Refuse(HttpContext context, int status, string name, string title, string detail) => new Problem(status, name, title, detail).WriteAsync(context);

    /// <summary>Nobody keeps lines beyond the session that they were counted for.</summary>
    private async Task HangUpAsync(string session)
    {
        await Task.Delay(Goodbye, _time);
        lock (_lock)
        {
            // Within the lock no line can end, and its context become that of another request.
            foreach (var line in _open.GetValueOrDefault(session)?.ToList() ?? [])
            {
                line.Abort();
            }
        }
    }

    private bool TryOpen(string session, HttpContext line)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(session, out var lines))
            {
                _open[session] = lines = [];
            }

            if (lines.Count >= _options.Value.PagesPerSession)
            {
                return false;
            }

            lines.Add(line);
            return true;
        }
    }

    private void Close(string session, HttpContext line)
    {
        lock (_lock)
        {
            _open[session].Remove(line);
            if (_open[session].Count == 0)
            {
                _open.Remove(session);
            }
        }
    }
}
