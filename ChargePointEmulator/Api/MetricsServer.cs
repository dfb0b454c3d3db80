using System.Globalization;
using System.Net.Sockets;
using ChargePointEmulator.Check;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ChargePointEmulator.Api;

/// <summary>The figures of a load for Prometheus, and whether it runs; on the loopback address, and there is nothing to change.</summary>
internal sealed class MetricsServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MetricsServer(WebApplication app) => _app = app;

    /// <summary>Errors: <see cref="BadInputException"/> when the port is taken, or not for us.</summary>
    public static async Task<MetricsServer> StartAsync(int port, Func<string> metrics)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        app.MapGet("/metrics", () => Results.Text(metrics(), PrometheusText.ContentType));
        app.MapGet("/healthz", () => Results.Text("{\"status\":\"ok\"}", "application/json"));
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw new BadInputException($"--metrics-port {port} cannot be used: {e.Message}");
        }

        return new MetricsServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
