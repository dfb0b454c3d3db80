using System.Collections.Concurrent;
using System.Text;
using CentralSystem.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace CentralSystem.Tests.Telemetry;

/// <summary>A collector of traces that keeps what it is sent, byte by byte.</summary>
/// <remarks>Source: opentelemetry.proto.collector.trace.v1. gRPC without TLS is HTTP/2 with prior knowledge.</remarks>
internal sealed class TraceCollector : IAsyncDisposable
{
    private const string GrpcPath = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    private const string HttpPath = "/v1/traces";

    /// <summary>A message of gRPC: not compressed, four bytes of length, an empty ExportTraceServiceResponse.</summary>
    private static readonly byte[] EmptyGrpcMessage = new byte[5];

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _exports = new();

    private TraceCollector(HttpProtocols protocols)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        _app = builder.Build();
        _app.MapPost(GrpcPath, async context =>
        {
            await KeepAsync(context);
            context.Response.ContentType = "application/grpc";
            context.Response.DeclareTrailer("grpc-status");
            await context.Response.Body.WriteAsync(EmptyGrpcMessage);
            context.Response.AppendTrailer("grpc-status", "0");
        });
        _app.MapPost(HttpPath, async context =>
        {
            await KeepAsync(context);
            context.Response.ContentType = "application/x-protobuf";
        });
    }

    /// <summary>Where it listens.</summary>
    public string Address => _app.Urls.Single();

    public static async Task<TraceCollector> StartAsync(HttpProtocols protocols)
    {
        var collector = new TraceCollector(protocols);
        await collector._app.StartAsync().Within("the start of the collector");
        return collector;
    }

    /// <summary>All that came, as text in which the strings of the messages can be found.</summary>
    public string Text => string.Concat(_exports.Select(export => Encoding.Latin1.GetString(export.Body)));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task KeepAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _exports.Enqueue((context.Request.Path, body.ToArray()));
    }
}
