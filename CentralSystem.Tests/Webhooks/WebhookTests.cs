using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.Webhooks;

/// <summary>Deliveries to a real receiver.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private readonly LeapingTime _time = new(A.Start);
    private RunningCentralSystem _system = null!;
    private Receiver _receiver = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _system = await RunningCentralSystem.StartAsync(s => s.Set("Webhooks:AllowPrivateAddresses", "true").Time(_time));
        _http = _system.CreateHttpClient();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _system.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task An_event_arrives_signed()
    {
        await RaiseAsync("BEFORE");
        var webhook = await CreateAsync();
        var secret = webhook.GetProperty("secret").GetString()!;
        await RaiseAsync("CP1");

        await TakenAsync(1);
        var delivery = _receiver.All.Single();
        (delivery.EventId, delivery.Type, delivery.ChargePoint, delivery.Attempt).ShouldBe((2, EventTypes.AnomalyDetected, "CP1", 1));
        delivery.Headers["X-Webhook-Event-Id"].ShouldBe("2");
        delivery.IsSignedWith(secret).ShouldBeTrue();
        delivery.IsSignedWith(secret + "x").ShouldBeFalse();
        await ShowsAsync(1, w => w.TryGetProperty("lastSuccessAt", out _) && w.GetProperty("reachedEventId").GetInt64() == 2);
        (await GetAsync("/api/v1/webhooks/1")).TryGetProperty("secret", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_failing_event_holds_up_its_charge_point_and_nobody_else()
    {
        await CreateAsync();
        var refuse = true;
        _receiver.Answer = d => Task.FromResult(d.ChargePoint == "BAD" && refuse ? 500 : 202);
        await RaiseAsync("BAD", "GOOD", "BAD", "GOOD", "BAD", "");

        await TakenAsync(3);
        _receiver.Taken.Select(d => d.ChargePoint).ShouldBe(["GOOD", "GOOD", ""], ignoreOrder: true);
        await ShowsAsync(1, w => w.GetProperty("pending").GetInt32() == 3 && w.TryGetProperty("lastFailure", out _));
        refuse = false;
        _time.Advance(TimeSpan.FromSeconds(10));

        await TakenAsync(6);
        _receiver.Taken.Where(d => d.ChargePoint == "BAD").Select(d => d.EventId).ShouldBe([1, 3, 5]);
        _receiver.Taken.First(d => d.EventId == 1).Attempt.ShouldBe(2);
        await ShowsAsync(1, w => w.GetProperty("pending").GetInt32() == 0 && w.GetProperty("reachedEventId").GetInt64() == 6);
    }

    [Fact]
    public async Task What_fails_for_a_day_is_a_dead_letter_that_can_be_replayed()
    {
        await CreateAsync();
        _receiver.Answer = d => Task.FromResult(d.EventId == 1 ? 503 : 200);
        await RaiseAsync("CP", "CP");
        await Eventually.TrueAsync(() => !_receiver.All.IsEmpty, "the first attempt");
        await ShowsAsync(1, w => w.GetProperty("pending").GetInt32() == 2);

        _time.Advance(TimeSpan.FromHours(25));
        await ShowsAsync(1, w => w.GetProperty("deadLetters").GetInt32() == 1 && w.GetProperty("pending").GetInt32() == 0);
        _receiver.Taken.Select(d => d.EventId).ShouldBe([2]);
        var letter = (await GetAsync("/api/v1/webhooks/1/dead-letters")).GetProperty("items")[0];
        (letter.GetProperty("eventId").GetInt64(), letter.GetProperty("lastStatusCode").GetInt32(), letter.GetProperty("type").GetString()).ShouldBe((1, 503, EventTypes.AnomalyDetected));
        (await GetAsync("/api/v1/webhooks/1/deliveries?state=Pending")).GetProperty("items").GetArrayLength().ShouldBe(0);

        _receiver.Answer = _ => Task.FromResult(200);
        await SendAsync(HttpMethod.Post, "/api/v1/webhooks/1/replay", """{"deadLetters":true}""");
        await TakenAsync(2);
        _receiver.Taken.Last().EventId.ShouldBe(1);
        await ShowsAsync(1, w => w.GetProperty("deadLetters").GetInt32() == 0 && w.GetProperty("givenUp").GetInt32() == 1);
    }

    [Fact]
    public async Task Replay_delivers_again_from_an_event_or_an_instant()
    {
        await CreateAsync();
        await RaiseAsync("A", "B", "A");
        await TakenAsync(3);

        await SendAsync(HttpMethod.Post, "/api/v1/webhooks/1/replay", """{"fromEventId":2}""");
        await TakenAsync(5);
        _receiver.Taken.Skip(3).Select(d => d.EventId).ShouldBe([2, 3], ignoreOrder: true);

        await SendAsync(HttpMethod.Post, "/api/v1/webhooks/1/replay", """{"from":"2026-01-15T09:00:00Z"}""");
        await TakenAsync(8);
        await SendAsync(HttpMethod.Post, "/api/v1/webhooks/1/replay", """{"fromEventId":2,"deadLetters":true}""", 400);
        await SendAsync(HttpMethod.Post, "/api/v1/webhooks/1/replay", "{}", 400);
    }

    [Fact]
    public async Task A_restart_in_the_middle_loses_nothing_and_keeps_the_order()
    {
        await CreateAsync();
        _receiver.Answer = d => Task.FromResult(d.ChargePoint == "BAD" ? 500 : 200);
        await RaiseAsync([.. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? "BAD" : $"GOOD{i % 3}")]);
        await TakenAsync(40);
        await ShowsAsync(1, w => w.GetProperty("pending").GetInt32() == 20);

        await _system.RestartAsync();
        _http.Dispose();
        _http = _system.CreateHttpClient();
        _receiver.Answer = _ => Task.FromResult(200);
        await RaiseAsync("BAD");
        _time.Advance(TimeSpan.FromSeconds(10));

        await TakenAsync(61);
        _receiver.Taken.Where(d => d.ChargePoint == "BAD").Select(d => d.EventId).ShouldBe([.. Enumerable.Range(0, 20).Select(i => (3L * i) + 1), 61]);
        _receiver.Taken.Select(d => d.EventId).ShouldBeUnique();
    }

    [Fact]
    public async Task A_backlog_of_ten_thousand_is_delivered_in_the_order_of_each_charge_point()
    {
        await CreateAsync("""{"url":"$","enabled":false}""");
        await RaiseAsync([.. Enumerable.Range(0, 10_000).Select(i => $"CP{i % 50}")]);
        await SendAsync(HttpMethod.Patch, "/api/v1/webhooks/1", """{"enabled":true}""");

        await Eventually.TrueAsync(() => _receiver.All.Count >= 10_000, "the backlog", TimeSpan.FromSeconds(120));
        _receiver.All.Count.ShouldBe(10_000);
        foreach (var line in _receiver.All.GroupBy(d => d.ChargePoint))
        {
            line.Select(d => d.EventId).ShouldBeInOrder();
        }

        await ShowsAsync(1, w => w.GetProperty("reachedEventId").GetInt64() == 10_000 && w.GetProperty("pending").GetInt32() == 0);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_times_out_and_holds_up_no_other_webhook()
    {
        var never = new TaskCompletionSource<int>();
        _receiver.Answer = _ => never.Task;
        await using var quick = await Receiver.StartAsync();
        await CreateAsync();
        await CreateAsync($$"""{"url":"{{quick.Url}}"}""");
        await RaiseAsync("A", "B");

        await Eventually.TrueAsync(() => quick.All.Count == 2, "the other webhook goes on");
        await Eventually.TrueAsync(
            async () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return (await GetAsync("/api/v1/webhooks/1")).GetProperty("pending").GetInt32() == 2;
            },
            "the time-out");
        (await GetAsync("/api/v1/webhooks/1")).GetProperty("lastFailure").GetString().ShouldBe("No answer within 10 s.");
        never.SetResult(200);
    }

    [Fact]
    public async Task While_a_secret_is_replaced_both_sign_and_then_the_new_one_alone()
    {
        var old = (await CreateAsync()).GetProperty("secret").GetString()!;
        var rotated = await SendAsync(HttpMethod.Post, "/api/v1/webhooks/1/rotate-secret", """{"overlapHours":1}""");
        var young = rotated.GetProperty("secret").GetString()!;
        young.ShouldNotBe(old);

        await RaiseAsync("A");
        await TakenAsync(1);
        (_receiver.All.Single().IsSignedWith(old), _receiver.All.Single().IsSignedWith(young)).ShouldBe((true, true));
        await ShowsAsync(1, w => w.TryGetProperty("lastSuccessAt", out _));
        _time.Advance(TimeSpan.FromHours(2));
        await RaiseAsync("A");
        await TakenAsync(2);
        (_receiver.All.Last().IsSignedWith(old), _receiver.All.Last().IsSignedWith(young)).ShouldBe((false, true));
        (await _system.ReadAsync(db => db.AuditEntries.Select(a => a.Detail).ToListAsync())).ShouldAllBe(d => d == null || !d.Contains("whsec_"));
        _system.Log.ShouldAllBe(entry => !entry.ToString()!.Contains("whsec_"));
    }

    [Fact]
    public async Task Secrets_are_sealed_and_those_an_earlier_version_kept_as_they_were_are_sealed_at_the_start()
    {
        const string Early = "whsec_of_an_earlier_version";
        var secret = (await CreateAsync()).GetProperty("secret").GetString()!;
        await CreateAsync();
        (await StoredAsync()).ShouldAllBe(stored => stored.StartsWith("f:"));
        await _system.Get<GroupCommitWriter>().ChangeAsync(db => db.Webhooks.Where(w => w.Id == 2)
            .ExecuteUpdate(set => set.SetProperty(w => w.Secret, Early).SetProperty(w => w.PreviousSecret, Early + "_before").SetProperty(w => w.PreviousSecretUntil, A.Start.AddYears(1))));

        await RestartAsync(pepper: null);
        (await StoredAsync()).ShouldAllBe(stored => stored.StartsWith("f:"));
        await SignedAsync(1, secret);
        await SignedAsync(2, Early, Early + "_before");

        await RestartAsync("a pepper of the tests, 32 characters");
        (await StoredAsync()).ShouldAllBe(stored => stored.StartsWith("p:"));
        await SignedAsync(1, secret);
        await SignedAsync(2, Early, Early + "_before");

        await RestartAsync("another pepper, of as many characters");
        var outcome = await SendAsync(HttpMethod.Post, "/api/v1/webhooks/1/test", null);
        outcome.GetProperty("error").GetString()!.ShouldContain("Access:PasswordPepper");
        var rotated = (await SendAsync(HttpMethod.Post, "/api/v1/webhooks/1/rotate-secret", "{}")).GetProperty("secret").GetString()!;
        await SignedAsync(1, rotated);

        Task<List<string>> StoredAsync() => _system.ReadAsync(async db => (await db.Webhooks.ToListAsync()).SelectMany(w => new[] { w.Secret, w.PreviousSecret }).OfType<string>().ToList());

        async Task RestartAsync(string? pepper)
        {
            await _system.RestartAsync(settings => _ = pepper is null ? settings : settings.Set("Access:PasswordPepper", pepper));
            _http.Dispose();
            _http = _system.CreateHttpClient();
        }

        async Task SignedAsync(int webhook, params string[] secrets)
        {
            (await SendAsync(HttpMethod.Post, $"/api/v1/webhooks/{webhook}/test", null)).GetProperty("delivered").GetBoolean().ShouldBeTrue();
            secrets.ShouldAllBe(s => _receiver.All.Last().IsSignedWith(s));
        }
    }

    [Fact]
    public async Task A_test_tells_what_the_receiver_said_and_follows_no_redirect()
    {
        await CreateAsync();
        var outcome = await SendAsync(HttpMethod.Post, "/api/v1/webhooks/1/test", null);
        (outcome.GetProperty("delivered").GetBoolean(), outcome.GetProperty("statusCode").GetInt32(), outcome.GetProperty("answer").GetString()).ShouldBe((true, 200, "seen"));
        _receiver.All.Single().Type.ShouldBe("webhook.test");

        _receiver.Answer = _ => Task.FromResult(302);
        outcome = await SendAsync(HttpMethod.Post, "/api/v1/webhooks/1/test", null);
        (outcome.GetProperty("delivered").GetBoolean(), outcome.GetProperty("statusCode").GetInt32()).ShouldBe((false, 302));
    }

    [Fact]
    public async Task Only_what_was_asked_for_is_delivered()
    {
        await CreateAsync("""{"url":"$","eventTypes":["transaction.*"],"chargePointIds":["cp1"]}""");
        await using var one = await _system.ConnectAsync("CP1");
        await using var two = await _system.ConnectAsync("CP2");
        await two.CallAsync(A.StartTransaction);
        await one.CallAsync(A.StartTransaction with { IdTag = A.OtherTag });

        await TakenAsync(1);
        (_receiver.All.Single().Type, _receiver.All.Single().ChargePoint).ShouldBe((EventTypes.TransactionStarted, "CP1"));
    }

    [Fact]
    public async Task A_webhook_is_edited_upon_its_revision_and_removed_with_what_is_pending()
    {
        await CreateAsync("""{"url":"$","description":"first"}""");
        _receiver.Answer = _ => Task.FromResult(500);
        await RaiseAsync("A");
        await ShowsAsync(1, w => w.GetProperty("pending").GetInt32() == 1);

        using var stale = new HttpRequestMessage(HttpMethod.Patch, "/api/v1/webhooks/1") { Content = Json("""{"description":"x"}""") };
        stale.Headers.TryAddWithoutValidation("If-Match", "\"77\"");
        (await _http.SendAsync(stale)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await SendAsync(HttpMethod.Patch, "/api/v1/webhooks/1", """{"description":null,"eventTypes":["*"]}""")).TryGetProperty("description", out _).ShouldBeFalse();
        (await GetAsync("/api/v1/webhooks")).GetProperty("items").GetArrayLength().ShouldBe(1);
        await SendAsync(HttpMethod.Delete, "/api/v1/webhooks/1", null, 204);
        await SendAsync(HttpMethod.Delete, "/api/v1/webhooks/1", null, 404);
        (await _system.ReadAsync(db => db.WebhookDeliveries.CountAsync())).ShouldBe(0);
        (await _system.ReadAsync(db => db.AuditEntries.Where(a => a.Subject == "1").OrderBy(a => a.Id).Select(a => a.Action).ToListAsync()))
            .ShouldBe(["webhook.created", "webhook.changed", "webhook.deleted"]);
    }

    [Theory]
    [InlineData("""{}""", "url")]
    [InlineData("""{"url":"ftp://example.com/"}""", "url")]
    [InlineData("""{"url":"http://user:secret@example.com/"}""", "url")]
    [InlineData("""{"url":"http://169.254.169.254/latest"}""", "url")]
    [InlineData("""{"url":"http://[fe80::1]/"}""", "url")]
    [InlineData("""{"url":"http://example.com/","eventTypes":["nothing"]}""", "eventTypes")]
    [InlineData("""{"url":"http://example.com/","chargePointIds":[""]}""", "chargePointIds")]
    [InlineData("""{"url":"http://example.com/","secret":"mine"}""", "secret")]
    public async Task What_cannot_be_a_webhook_is_400_with_its_field(string body, string field) =>
        (await SendAsync(HttpMethod.Post, "/api/v1/webhooks", body, 400)).GetProperty("field").GetString().ShouldBe(field);

    [Fact]
    public async Task Events_wait_for_their_delivery_before_they_are_removed()
    {
        await CreateAsync();
        _receiver.Answer = _ => Task.FromResult(500);
        await RaiseAsync("A", "B", "C");
        await ShowsAsync(1, w => w.GetProperty("pending").GetInt32() == 3);
        await _system.Get<GroupCommitWriter>().ChangeAsync(db => db.Events.ExecuteUpdate(set => set.SetProperty(e => e.At, A.Start.AddDays(-40))));

        (await _system.Get<EventRetention>().TrimAsync(CancellationToken.None)).ShouldBe(0);
        _receiver.Answer = _ => Task.FromResult(200);
        _time.Advance(TimeSpan.FromSeconds(10));
        await TakenAsync(3);
        await ShowsAsync(1, w => w.GetProperty("pending").GetInt32() == 0);
        (await _system.Get<EventRetention>().TrimAsync(CancellationToken.None)).ShouldBe(2);
    }

    [Fact]
    public async Task An_event_whose_failure_cannot_be_noted_is_delivered_all_the_same()
    {
        _system.ExpectErrors();
        await CreateAsync();
        _receiver.Answer = _ => Task.FromResult(500);
        await AlterAsync("ALTER TABLE webhook_deliveries RENAME TO webhook_deliveries_away");
        await RaiseAsync("A");
        await Eventually.TrueAsync(() => _system.Log.Any(entry => entry.Message.Contains("broke off", StringComparison.Ordinal)), "the note fails");
        await AlterAsync("ALTER TABLE webhook_deliveries_away RENAME TO webhook_deliveries");

        _receiver.Answer = _ => Task.FromResult(200);
        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(5));
                return _receiver.Taken.Any();
            },
            "the delivery");
    }

    [Fact]
    public async Task What_came_while_it_was_disabled_is_tried_however_it_had_failed_before()
    {
        await CreateAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        _receiver.Answer = _ => Task.FromResult(500);
        await RaiseAsync("A");
        await ShowsAsync(1, w => w.GetProperty("pending").GetInt32() == 1);
        await SendAsync(HttpMethod.Patch, "/api/v1/webhooks/1", """{"enabled":false}""");
        await RaiseAsync("B");

        _time.Advance(TimeSpan.FromDays(3));
        _receiver.Answer = _ => Task.FromResult(200);
        await SendAsync(HttpMethod.Patch, "/api/v1/webhooks/1", """{"enabled":true}""");
        await TakenAsync(2);
        await ShowsAsync(1, w => w.GetProperty("pending").GetInt32() == 0 && w.GetProperty("deadLetters").GetInt32() == 0);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private Task<JsonElement> CreateAsync(string body = """{"url":"$"}""") => SendAsync(HttpMethod.Post, "/api/v1/webhooks", body.Replace("$", _receiver.Url, StringComparison.Ordinal), 201);

    private Task<JsonElement> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, string? body, int status = 200)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Json(body) };
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>Raises an event of each Charge Point, in this order; an empty one is of none.</summary>
    private async Task RaiseAsync(params string[] chargePoints) => await _system.Get<GroupCommitWriter>().ChangeAsync(db =>
    {
        foreach (var chargePoint in chargePoints)
        {
            db.Raise(EventTypes.AnomalyDetected, A.Start, chargePoint.Length == 0 ? null : chargePoint, new { kind = "test" });
        }

        return true;
    });

    private async Task AlterAsync(string sql) => await _system.Get<GroupCommitWriter>().ChangeAsync(db => db.Database.ExecuteSqlRaw(sql));

    private Task TakenAsync(int count) => Eventually.TrueAsync(() => _receiver.Taken.Count() >= count, $"{count} deliveries");

    private Task ShowsAsync(int id, Func<JsonElement, bool> state) => Eventually.TrueAsync(async () => state(await GetAsync($"/api/v1/webhooks/{id}")), "the webhook's state");
}
