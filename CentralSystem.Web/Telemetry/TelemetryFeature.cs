using CentralSystem.Web.Access;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using Microsoft.Extensions.Options;
using Ocpp.Rpc;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CentralSystem.Web.Telemetry;

/// <summary>Registers metrics, served at <c>/metrics</c>, and traces, sent to a collector.</summary>
internal static class TelemetryFeature
{
    /// <summary>Process and runtime, as .NET counts them itself.</summary>
    private const string RuntimeMeter = "System.Runtime";

    /// <summary>Who the spans are of, unless <c>OTEL_SERVICE_NAME</c> says otherwise.</summary>
    private const string ServiceName = "central-system";

    /// <summary>Source: OTLP specification 1.5, "OTLP/HTTP Request".</summary>
    private const string HttpTracesPath = "/v1/traces";

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
                    .ConfigureResource(NameService)
                    .AddMeter(OcppMetrics.MeterName, StateMetrics.MeterName, StorageMetrics.MeterName, RuntimeMeter)
                    .AddPrometheusExporter());
            }

            if (options.OtlpEndpoint is { } endpoint)
            {
                // By the id of the trace alone: a message begins a trace of its own.
                builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing
                    .ConfigureResource(NameService)
                    .AddSource(CallTracing.SourceName)
                    .SetSampler(new TraceIdRatioBasedSampler(options.SamplingPercent / 100d))
                    .AddOtlpExporter(otlp => Address(otlp, new Uri(endpoint), options.OtlpProtocol)));
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

    private static void NameService(ResourceBuilder resource) => resource.AddService(ServiceName).AddEnvironmentVariableDetector();

    /// <summary>Over HTTP traces go to a path of their own; an address that has a path already is taken as it is.</summary>
    private static void Address(OtlpExporterOptions otlp, Uri endpoint, CollectorProtocol protocol)
    {
        var isHttp = protocol == CollectorProtocol.HttpProtobuf;
        otlp.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        otlp.Endpoint = isHttp && endpoint.AbsolutePath == "/" ? new Uri(endpoint, HttpTracesPath) : endpoint;
    }
}
