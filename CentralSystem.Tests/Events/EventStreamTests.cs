using System.Net;
using CentralSystem.Tests.Access;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Access;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.Events;

/// <summary>Server-sent events.</summary>
public sealed class EventStreamTests : IAsyncLifetime
{
    private RunningCentralSystem _system = null!;

    public async Task InitializeAsync() => _system = await RunningCentralSystem.StartAsync();

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    public async Task A_stream_tells_what_happens_from_now_on()
    {
        await RaiseAsync(_system, 3);
        using var stream = await Listener.OpenAsync(_system, "/api/v1/events/stream");
        await using var chargePoint = await _system.ConnectAsync("LIVE");

        var first = await stream.NextAsync();
        (first.Id, first.Type).ShouldBe((4, "charge-point.connected"));
        first.Data.ShouldContain("\"chargePointId\":\"LIVE\"");
        (await stream.NextAsync()).Type.ShouldBe("charge-point.booted");
    }

    [Fact]
    public async Task A_listener_that_comes_back_gets_everything_once()
    {
        await RaiseAsync(_system, 1_200);
        using var stream = await Listener.OpenAsync(_system, "/api/v1/events", "7");
        var raising = RaiseAsync(_system, 3_000, oneByOne: true);

        for (var id = 8; id <= 4_200; id++)
        {
            (await stream.NextAsync()).Id.ShouldBe(id);
        }

        await raising;
    }

    [Fact]
    public async Task A_filtered_stream_tells_only_what_was_asked_for()
    {
        using var stream = await Listener.OpenAsync(_system, "/api/v1/events/stream?type=charge-point.booted&chargePointId=second");
        await using var first = await _system.ConnectAsync("FIRST");
        await using var second = await _system.ConnectAsync("SECOND");

        var told = await stream.NextAsync();
        told.Type.ShouldBe("charge-point.booted");
        told.Data.ShouldContain("SECOND");
    }

    [Fact]
    public async Task A_place_that_is_not_kept_any_more_is_reset()
    {
        await RaiseAsync(_system, 10);
        await _system.Get<GroupCommitWriter>().ChangeAsync(db => db.Events.Where(e => e.Id <= 5).ExecuteDelete());

        using var old = await Listener.OpenAsync(_system, "/api/v1/events/stream", "2");
        (await old.NextAsync()).ShouldBe((5, "reset", """{"oldest":6,"newest":10}"""));
        (await old.NextAsync()).Id.ShouldBe(6);

        using var unknown = await Listener.OpenAsync(_system, "/api/v1/events/stream?after=99");
        (await unknown.NextAsync()).Type.ShouldBe("reset");

        using var fits = await Listener.OpenAsync(_system, "/api/v1/events/stream?after=5");
        (await fits.NextAsync()).Id.ShouldBe(6);
    }

    [Fact]
    public async Task A_quiet_stream_shows_signs_of_life_with_the_place_it_reached()
    {
        var time = new LeapingTime(A.Start);
        await using var system = await RunningCentralSystem.StartAsync(s => s.Time(time));
        using var stream = await Listener.OpenAsync(system, "/api/v1/events/stream?type=transaction.*");
        (await stream.LineAsync()).ShouldBe(": alive");
        await RaiseAsync(system, 5);
        await Eventually.TrueAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(15));
                string line;
                do
                {
                    line = await stream.LineAsync();
                }
                while (!line.StartsWith("id: ", StringComparison.Ordinal));
                return line == "id: 5";
            },
            "the sign of life after the events");
    }

    [Fact]
    public async Task Too_many_streams_are_refused_and_a_closed_one_makes_room()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Events:MaxStreams", "1"));
        using (await Listener.OpenAsync(system, "/api/v1/events/stream"))
        {
            using var http = system.CreateHttpClient();
            (await http.GetAsync("/api/v1/events/stream")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await Eventually.TrueAsync(() => system.Get<EventStreams>().Open == 0, "the stream is over");
        using var again = await Listener.OpenAsync(system, "/api/v1/events/stream");
    }

    [Fact]
    public async Task A_stop_ends_the_streams()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        using var stream = await Listener.OpenAsync(system, "/api/v1/events/stream");
        await system.StopAsync().Within("the stop");
        await Should.ThrowAsync<Exception>(stream.NextAsync());
    }

    [Fact]
    public async Task A_stream_ends_with_the_right_to_listen()
    {
        var keys = _system.Get<ApiKeys>();
        var key = await keys.CreateAsync(new NewApiKey { Name = "listener", Role = Role.Viewer });
        using var revoked = await Listener.OpenAsync(_system.CreateHttpClient(key.Key), "/api/v1/events/stream");
        await _system.AddUserAsync("ada", "Viewer", "seven slow green trams");
        using var disabled = await Listener.OpenAsync(await _system.LogInAsync("ada", "seven slow green trams"), "/api/v1/events/stream");

        await keys.RevokeAsync(key.ApiKey.Id);
        using var http = _system.CreateHttpClient();
        await http.AskAsync(HttpMethod.Patch, "/api/v1/users/ada", """{"enabled":false}""");
        await RaiseAsync(_system, 1);
        await Should.ThrowAsync<EndOfStreamException>(revoked.NextAsync());
        await Should.ThrowAsync<EndOfStreamException>(disabled.NextAsync());
    }

    [Theory]
    [InlineData("/api/v1/events/stream?type=no.such", null)]
    [InlineData("/api/v1/events/stream", "abc")]
    public async Task What_cannot_be_streamed_is_400(string path, string? lastEventId)
    {
        using var http = _system.CreateHttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        (await http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task RaiseAsync(RunningCentralSystem system, int count, bool oneByOne = false)
    {
        for (var i = 0; i < count;)
        {
            var now = Math.Min(oneByOne ? 3 : 500, count - i);
            await system.Get<GroupCommitWriter>().ChangeAsync(db =>
            {
                for (var n = 0; n < now; n++)
                {
                    db.Raise(EventTypes.AnomalyDetected, A.Start, null, new { n });
                }

                return true;
            });
            i += now;
        }
    }

    /// <summary>A reader of server-sent events that shares nothing with the program.</summary>
    private sealed class Listener(HttpClient http, StreamReader reader) : IDisposable
    {
        public static Task<Listener> OpenAsync(RunningCentralSystem system, string path, string? lastEventId = null) => OpenAsync(system.CreateHttpClient(), path, lastEventId);

        public static async Task<Listener> OpenAsync(HttpClient http, string path, string? lastEventId = null)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Accept", "text/event-stream");
            if (lastEventId is not null)
            {
                request.Headers.Add("Last-Event-ID", lastEventId);
            }

            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Within("the stream");
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
            return new Listener(http, new StreamReader(await response.Content.ReadAsStreamAsync()));
        }

        public async Task<string> LineAsync() => await reader.ReadLineAsync().Within("a line") ?? throw new EndOfStreamException();

        /// <summary>The next event that has data.</summary>
        public async Task<(long Id, string Type, string Data)> NextAsync()
        {
            var (id, type, data) = (0L, "", "");
            while (true)
            {
                switch (await LineAsync())
                {
                    case "" when data.Length > 0:
                        return (id, type, data);
                    case var line when line.StartsWith("id: ", StringComparison.Ordinal):
                        id = long.Parse(line[4..], System.Globalization.CultureInfo.InvariantCulture);
                        break;
                    case var line when line.StartsWith("event: ", StringComparison.Ordinal):
                        type = line[7..];
                        break;
                    case var line when line.StartsWith("data: ", StringComparison.Ordinal):
                        data = line[6..];
                        break;
                }
            }
        }

        public void Dispose()
        {
            reader.Dispose();
            http.Dispose();
        }
    }
}
