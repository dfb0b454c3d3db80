using System.Security.Cryptography;
using System.Text;
using ChargePointEmulator.Driving;
using ChargePointEmulator.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ChargePointEmulator.Api;

/// <summary>The HTTP API of a running fleet; off unless a port is set (docs/driving.md).</summary>
/// <remarks>
/// On the loopback address unless told otherwise, and elsewhere only with a token. Without a token, pages of other sites that a browser on this machine
/// shows are kept out: their requests bear an Origin, or a Host that is no loopback name.
/// </remarks>
internal sealed partial class ApiServer(EmulatorSettings settings, FleetDrivers drivers, FleetEvents events, FleetMetrics metrics, ILogger<ApiServer> logger) : IHostedService
{
    private const int MaxBodyBytes = 1_048_576;

    private static readonly TimeSpan GoodbyeLimit = TimeSpan.FromSeconds(2);

    private WebApplication? _app;

    /// <summary>Where it listens; null before the start.</summary>
    public Uri? Address => _app?.Urls.Select(url => new Uri(url)).FirstOrDefault();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodyBytes);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = GoodbyeLimit);
        var app = builder.Build();
        var host = settings.ApiAddress.Contains(':', StringComparison.Ordinal) ? $"[{settings.ApiAddress}]" : settings.ApiAddress;
        app.Urls.Add($"http://{host}:{settings.ApiPort}");
        app.UseStatusCodePages(context => Refused(context.HttpContext).ExecuteAsync(context.HttpContext));
        app.Use(AdmitAsync);
        new ApiEndpoints(drivers, events, metrics).Map(app);
        _app = app;
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new SettingException("CP_API_PORT", settings.ApiPort.ToString(System.Globalization.CultureInfo.InvariantCulture), $"a free port ({e.Message})");
        }

        LogListens(Address!);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is not null)
        {
            await _app.StopAsync(cancellationToken);
            await _app.DisposeAsync();
        }
    }

    /// <summary>What the framework refuses by itself and without a word.</summary>
    private static IResult Refused(HttpContext context) => ApiProblem.Of(context.Response.StatusCode, context.Response.StatusCode switch
    {
        404 => $"There is nothing at {context.Request.Path}; /openapi.json describes what there is.",
        405 => $"{context.Request.Path} does not take {context.Request.Method}; /openapi.json describes what it takes.",
        413 => $"A body has at most {MaxBodyBytes} bytes.",
        _ => "The request cannot be read; /openapi.json describes what there is.",
    });

    private Task AdmitAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path == "/healthz")
        {
            return next(context);
        }

        if (settings.ApiToken is { } token)
        {
            var given = context.Request.Headers.Authorization.ToString();
            if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {token}"))))
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
                return ApiProblem.Of(401, "A token is needed: Authorization: Bearer <CP_API_TOKEN>.").ExecuteAsync(context);
            }
        }
        else if (context.Request.Headers.Origin.Count > 0 || !IsLoopback(context.Request.Host.Host))
        {
            return ApiProblem.Of(403, "Web pages may not use this API without a token (CP_API_TOKEN); call it as localhost.").ExecuteAsync(context);
        }

        return next(context);
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (System.Net.IPAddress.TryParse(host.Trim('[', ']'), out var address) && System.Net.IPAddress.IsLoopback(address));

    [LoggerMessage(EventId = 2301, Level = LogLevel.Information, Message = "HTTP API at {Address}")]
    private partial void LogListens(Uri address);
}
