using System.Collections.Concurrent;
using System.Diagnostics;
using CentralSystem.Tests.Support;
using CentralSystem.Web.IdTags;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Ocpp.Types;

namespace CentralSystem.Tests.IdTags;

/// <summary>A real HTTP server decides, dawdles and breaks.</summary>
public sealed class ExternalAuthorizationTests : IAsyncLifetime
{
    private const string Secret = "open-sesame-4711";

    private readonly ConcurrentQueue<(string Body, string? Secret)> _asked = new();
    private readonly WebApplication _service;
    private Func<HttpContext, Task> _answer = context => context.Response.WriteAsync("""{"status":"Accepted"}""");

    public ExternalAuthorizationTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _service = builder.Build();
        _service.MapPost("/decide", async context =>
        {
            _asked.Enqueue((await new StreamReader(context.Request.Body).ReadToEndAsync(), context.Request.Headers["X-Key"]));
            await _answer(context);
        });
    }

    public Task InitializeAsync() => _service.StartAsync();

    [Fact, Trait("Ask", "45")]
    public async Task The_service_decides_about_unknown_tags_and_is_recorded_as_who_did()
    {
        _answer = context => context.Response.WriteAsync("""{"status":"Accepted","parentIdTag":"ROAMING","expiryDate":"2030-01-01T00:00:00Z","more":1}""");
        await using var system = await StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var started = await chargePoint.CallAsync(A.StartTransaction with { IdTag = A.UnknownTag });
        started.IdTagInfo.ShouldBe(new IdTagInfo
        {
            Status = AuthorizationStatus.Accepted,
            ParentIdTag = "ROAMING",
            ExpiryDate = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero),
        });
        (await chargePoint.CallAsync(A.StopTransaction with { TransactionId = started.TransactionId, IdTag = A.UnknownTag })).IdTagInfo.ShouldBe(started.IdTagInfo);
        await chargePoint.AuthorizeAsync(A.Tag);

        (await system.TransactionAsync(started.TransactionId)).AuthorizedBy.ShouldBe(AuthorizedBy.External);
        _asked.ShouldHaveSingleItem("A registered tag is not asked about, and an answer holds for a while.").ShouldBe(
            ("""{"idTag":"NOBODY","chargePointId":"CP001","connectorId":1,"reason":"StartTransaction"}""", Secret));
        system.Log.ShouldNotContain(entry => entry.Message.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_refused_here_is_not_asked_about_and_what_is_accepted_here_may_be_refused_there()
    {
        _answer = context => context.Response.WriteAsync("""{"status":"Blocked"}""");
        await using var system = await StartAsync(s => s.Set("Authorization:External:When", "Always"));
        await system.AddIdTagAsync("BAD", AuthorizationStatus.Blocked);
        await using var chargePoint = await system.ConnectAsync("CP001");
        (await chargePoint.AuthorizeAsync("BAD")).ShouldBe(AuthorizationStatus.Blocked);
        _asked.ShouldBeEmpty();
        (await chargePoint.AuthorizeAsync(A.Tag)).ShouldBe(AuthorizationStatus.Blocked);
    }

    [Fact]
    public async Task A_slow_service_costs_the_timeout_and_nobody_else_waits()
    {
        var release = new TaskCompletionSource();
        _answer = _ => release.Task;
        await using var system = await StartAsync(s => s.Set("Authorization:External:TimeoutMs", "300").Set("Authorization:External:Fallback", "Accept"));
        await using var waiting = await system.ConnectAsync("CP001");
        await using var other = await system.ConnectAsync("CP002");
        var began = Stopwatch.GetTimestamp();
        var start = waiting.CallAsync(A.StartTransaction with { IdTag = A.UnknownTag });
        (await other.AuthorizeAsync(A.Tag)).ShouldBe(AuthorizationStatus.Accepted);
        start.IsCompleted.ShouldBeFalse();

        var started = await start;
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        started.IdTagInfo.Status.Known.ShouldBe(AuthorizationStatus.Accepted);
        (await system.TransactionAsync(started.TransactionId)).AuthorizedBy.ShouldBe(AuthorizedBy.ExternalFallback);
        release.SetResult();
    }

    [Theory]
    [InlineData("Local", nameof(AuthorizationStatus.Invalid))]
    [InlineData("Refuse", nameof(AuthorizationStatus.Invalid))]
    [InlineData("Accept", nameof(AuthorizationStatus.Accepted))]
    public async Task A_broken_service_is_left_alone_after_some_failures_and_the_fallback_decides(string fallback, string expected)
    {
        var broken = 0;
        _answer = context =>
        {
            context.Response.StatusCode = (broken++ % 2) == 0 ? 500 : 302;
            context.Response.Headers.Location = "/decide";
            return context.Response.WriteAsync("<html>");
        };
        await using var system = await StartAsync(s => s.Set("Authorization:External:Fallback", fallback));
        await using var chargePoint = await system.ConnectAsync("CP001");
        for (var i = 0; i < 12; i++)
        {
            (await chargePoint.AuthorizeAsync($"STRANGER-{i}")).ToString().ShouldBe(expected);
        }

        _asked.Count.ShouldBe(5, "No redirect is followed, nothing is repeated, and after five failures there is a pause.");
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    private Task<RunningCentralSystem> StartAsync(Action<CentralSystemSettings>? configure = null) => RunningCentralSystem.StartAsync(settings =>
    {
        settings.Set("Authorization:External:Url", _service.Urls.First() + "/decide").Set("Authorization:External:SecretHeader", "X-Key")
            .Set("Authorization:External:Secret", Secret).Set("Authorization:External:TimeoutMs", "10000");
        configure?.Invoke(settings);
    });
}
