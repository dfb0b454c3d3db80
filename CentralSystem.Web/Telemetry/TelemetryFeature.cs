using CentralSystem.Web.Access;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using Microsoft.Extensions.Options;
using Ocpp.Rpc;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CentralSystem.Web.Telemetry;

/// <summary>Registers metrics, served at <c>/metrics</c>, and traces, sent to a collector.</summary>
internal static class TelemetryFeature
{
    /// <summary>Process and runtime, as .NET counts them itself.</summary>
    private const string RuntimeMeter = "System.Runtime";

    extension(IHostApplicationBuilder builder)
    {
        public void AddTelemetry()
        {
            var options = builder.AddSettings<TelemetryOptions>(TelemetryOptions.Section);
            builder.Services.AddSingleton<OcppMetrics>();
            builder.Services.AddSingleton<StateMetrics>();
            if (options.Metrics != MetricsAccess.Off)
            {
                builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics
                    .AddMeter(OcppMetrics.MeterName, StateMetrics.MeterName, StorageMetrics.MeterName, RuntimeMeter)
                    .AddPrometheusExporter());
            }

            if (options.OtlpEndpoint is { } endpoint)
            {
                // By the id of the trace alone: a message begins a trace of its own.
                builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing
                    .AddSource(CallTracing.SourceName)
                    .SetSampler(new TraceIdRatioBasedSampler(options.SamplingPercent / 100d))
                    .AddOtlpExporter(otlp => otlp.Endpoint = new Uri(endpoint)));
            }
        }
    }

    extension(WebApplication app)
    {
        public void MapTelemetry()
        {
            var access = app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value.Metrics;
            if (access == MetricsAccess.Off)
            {
                return;
            }

            // Made here: they are asked, and nobody else needs them.
            app.Services.GetRequiredService<StateMetrics>();
            var endpoint = app.MapPrometheusScrapingEndpoint("/metrics");
            if (access == MetricsAccess.Authenticated)
            {
                endpoint.RequireRole(Role.Viewer);
            }
            else
            {
                endpoint.AllowAnonymous();
            }
        }
    }
}
