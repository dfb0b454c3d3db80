using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Telemetry;

/// <summary>Section <c>Telemetry</c>: metrics and traces.</summary>
internal sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>Whether <c>/metrics</c> is there, and for whom.</summary>
    public MetricsAccess Metrics { get; set; } = MetricsAccess.Authenticated;

    /// <summary>Where traces are sent; without it none are made.</summary>
    [CollectorAddress]
    public string? OtlpEndpoint { get; set; }

    /// <summary>How traces are sent.</summary>
    public CollectorProtocol OtlpProtocol { get; set; } = CollectorProtocol.Grpc;

    /// <summary>Share of the messages that are traced.</summary>
    [Range(0, 100)]
    public int SamplingPercent { get; set; } = 10;
}

/// <summary>Who may read <c>/metrics</c>.</summary>
internal enum MetricsAccess
{
    /// <summary>Nothing is counted and nothing served.</summary>
    Off,

    /// <summary>Whoever reaches the port.</summary>
    Anonymous,

    /// <summary>Whoever may read the REST interface.</summary>
    Authenticated,
}

/// <summary>The ways to a collector.</summary>
internal enum CollectorProtocol
{
    /// <summary>OTLP/gRPC, by custom at port 4317.</summary>
    Grpc,

    /// <summary>OTLP/HTTP with binary bodies, by custom at port 4318.</summary>
    HttpProtobuf,
}

/// <summary>An address a collector can have.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CollectorAddressAttribute() : AllowedTextAttribute("an http or https URL such as http://localhost:4317, without user and password")
{
    public override bool Allows(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.UserInfo.Length == 0;
}
