using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using CentralSystem.Tests.Access;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.Api;

/// <summary>A POST that is repeated with its Idempotency-Key is served once.</summary>
public sealed class IdempotencyTests : IAsyncLifetime
{
    private const string Tags = "/api/v1/id-tags";
    private const string Body = """{"idTag":"ONCE"}""";

    private RunningCentralSystem _system = null!;

    public async Task InitializeAsync() => _system = await RunningCentralSystem.StartAsync();

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    public async Task A_repetition_gets_the_first_answer_also_after_a_restart()
    {
        using var http = _system.CreateHttpClient();
        var first = await PostAsync(http, Tags, Body, "key-1");
        (first.Status, first.Header("Idempotency-Replayed")).ShouldBe((201, null), first.Text);
        await _system.RestartAsync();
        using var again = _system.CreateHttpClient();
        var second = await PostAsync(again, Tags, Body, "key-1");
        (second.Status, second.Text, second.Header("Location"), second.Header("Content-Type"), second.Header("Idempotency-Replayed"))
            .ShouldBe((201, first.Text, first.Header("Location"), first.Header("Content-Type"), "true"));
        (await PostAsync(again, Tags, Body, "key-2")).Problem.ShouldBe("already-exists");
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_422_and_another_callers_key_is_another_key()
    {
        using var http = _system.CreateHttpClient();
        await PostAsync(http, Tags, Body, "key");
        (await PostAsync(http, Tags, """{"idTag":"OTHER"}""", "key")).Problem.ShouldBe("idempotency-key-reused");
        using var other = await _system.CreateHttpClientAsync(Role.Operator);
        (await PostAsync(other, Tags, """{"idTag":"OTHER"}""", "key")).Status.ShouldBe(201);
    }

    [Fact]
    public async Task A_refused_request_is_put_right_under_the_same_key()
    {
        using var http = _system.CreateHttpClient();
        (await PostAsync(http, Tags, "{}", "key")).Status.ShouldBe(400);
        (await PostAsync(http, Tags, Body, "key")).Status.ShouldBe(201);
    }

    [Fact]
    public async Task An_upload_is_told_from_another_one_without_being_kept_aside()
    {
        using var http = _system.CreateHttpClient();
        var first = await UploadAsync([1, 2, 3]);
        (await UploadAsync([1, 2, 3])).ShouldBe((201, first.Location, true));
        first.IsReplayed.ShouldBeFalse();
        (await UploadAsync([1, 2, 4])).Status.ShouldBe(422);
        (await UploadAsync([1, 2, 3], "another.bin")).Status.ShouldBe(422);
        (await _system.ReadAsync(db => db.Files.CountAsync())).ShouldBe(1);

        async Task<(int Status, string? Location, bool IsReplayed)> UploadAsync(byte[] content, string name = "firmware.bin")
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/files?name={name}") { Content = new ByteArrayContent(content) { Headers = { ContentType = new("application/octet-stream") } } };
            request.Headers.Add("Idempotency-Key", "key");
            using var response = await http.SendAsync(request);
            return ((int)response.StatusCode, response.Headers.Location?.ToString(), response.Headers.Contains("Idempotency-Replayed"));
        }
    }

    [Fact]
    public async Task A_request_that_was_interrupted_is_said_to_be_of_unknown_outcome()
    {
        using var http = _system.CreateHttpClient();
        await PostAsync(http, Tags, Body, "key");
        await _system.Get<GroupCommitWriter>().ChangeAsync(db => db.IdempotentRequests.ExecuteUpdate(set => set.SetProperty(r => r.Status, (int?)null)));
        (await PostAsync(http, Tags, Body, "key")).Problem.ShouldBe("outcome-unknown");
    }

    [Fact]
    public async Task A_request_still_being_served_is_409_and_one_whose_caller_hung_up_is_carried_through()
    {
        await using var chargePoint = await _system.ConnectRawAsync("CP");
        using var http = _system.CreateHttpClient();
        using var hangUp = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, Command);
        request.Headers.Add("Idempotency-Key", "key");
        var first = http.SendAsync(request, hangUp.Token);
        var call = await chargePoint.ReceiveRawAsync();
        (await PostAsync(http, Command, null, "key")).Problem.ShouldBe("request-in-flight");
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);

        await chargePoint.SendRawAsync($$"""[3,"{{System.Text.Json.JsonDocument.Parse(call).RootElement[1]}}",{"status":"Accepted"}]""");
        var answer = await PostAsync(http, Command, null, "key");
        await Eventually.TrueAsync(async () => (answer = await PostAsync(http, Command, null, "key")).Status == 200, "the answer is kept");
        answer.Header("Idempotency-Replayed").ShouldBe("true");
    }

    [Fact]
    public async Task A_secret_is_not_kept_under_a_key_that_could_be_guessed()
    {
        using var http = _system.CreateHttpClient();
        const string Key = """{"name":"once","role":"Viewer"}""";
        var first = await PostAsync(http, "/api/v1/api-keys", Key, "key");
        var again = await PostAsync(http, "/api/v1/api-keys", Key, "key");
        (again.Status, again.Problem, again.Header("Location")).ShouldBe((409, "already-done", first.Header("Location")));
        (await _system.ReadAsync(db => db.IdempotentRequests.SingleAsync())).Body.ShouldBeNull();
    }

    [Theory]
    [InlineData("/api/v1/charge-points", """{"chargePointId":"SECRET","generatePassword":true}""", "generatedPassword")]
    [InlineData("/api/v1/charge-points/import", """[{"chargePointId":"SECRET","generatePassword":true}]""", "generatedPassword")]
    [InlineData("/api/v1/webhooks", """{"url":"https://example.com/hook"}""", "secret")]
    [InlineData("/api/v1/api-keys", """{"name":"once","role":"Viewer"}""", "key")]
    public async Task A_secret_is_answered_again_to_whoever_has_the_key_and_readable_to_nobody_else(string path, string body, string member)
    {
        const string Key = "7f1c0a52-9d1e-4a55-8a0f-2f6f0f3f0a11";
        using var http = _system.CreateHttpClient();
        var first = await PostAsync(http, path, body, Key);
        var secret = first.Json.ToString().Split($"\"{member}\":\"")[1].Split('"')[0];
        var again = await PostAsync(http, path, body, Key);
        (again.Status, again.Text, again.Header("Idempotency-Replayed")).ShouldBe((first.Status, first.Text, "true"));
        secret.Length.ShouldBeGreaterThan(20);

        var kept = await _system.ReadAsync(db => db.IdempotentRequests.SingleAsync());
        kept.Body!.ShouldNotContain(secret);
        SealedAnswer.Open(kept.Body!, Key, kept.Id).ShouldBe(first.Text);
        SealedAnswer.Open(kept.Body!, Key[..^1] + "2", kept.Id).ShouldBeNull();
        SealedAnswer.Open(kept.Body!, Key, kept.Id[..^1] + "_").ShouldBeNull();
    }

    [Fact]
    public async Task A_password_in_a_body_is_not_found_by_trying_where_there_is_a_pepper()
    {
        const string Key = "1";
        await using var system = await RunningCentralSystem.StartAsync(settings => settings.Set("Access:PasswordPepper", "a pepper that is in no copy of the database"));
        const string User = """{"name":"ada","role":"Viewer","password":"seven slow green trams"}""";
        using var http = system.CreateHttpClient();
        (await PostAsync(http, "/api/v1/users", User, Key)).Status.ShouldBe(201);
        var kept = await system.ReadAsync(db => db.IdempotentRequests.SingleAsync());

        // Who has the database tries short keys and likely passwords; both are right here.
        kept.BodyHash.ShouldNotBe(Convert.ToHexString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Key), Encoding.UTF8.GetBytes("\n" + User))));
        await system.RestartAsync();
        using var again = system.CreateHttpClient();
        (await PostAsync(again, "/api/v1/users", User, Key)).Header("Idempotency-Replayed").ShouldBe("true");
        (await PostAsync(again, "/api/v1/users", User.Replace("slow", "fast", StringComparison.Ordinal), Key)).Problem.ShouldBe("idempotency-key-reused");
    }

    [Fact]
    public async Task An_answer_that_was_kept_before_they_were_sealed_is_given_again()
    {
        using var http = _system.CreateHttpClient();
        var first = await PostAsync(http, Tags, Body, "key");
        await _system.Get<GroupCommitWriter>().ChangeAsync(db => db.IdempotentRequests.ExecuteUpdate(set => set.SetProperty(r => r.Body, first.Text)));
        var again = await PostAsync(http, Tags, Body, "key");
        (again.Status, again.Text, again.Header("Idempotency-Replayed")).ShouldBe((201, first.Text, "true"));
    }

    [Theory]
    [InlineData(Tags, """{"idTag":"ON""")]
    [InlineData(Refresh, "{")]
    public async Task A_request_that_breaks_off_in_its_body_leaves_its_key_free(string path, string half)
    {
        await using var chargePoint = await _system.ConnectRawAsync("CP");
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(true, 0) })
        {
            await socket.ConnectAsync(_system.Address.Host, _system.Address.Port);
            await socket.SendAsync(Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: x\r\nX-API-Key: {TestAccess.BootstrapApiKey}\r\nIdempotency-Key: key\r\nContent-Type: application/json\r\nContent-Length: 17\r\nExpect: 100-continue\r\n\r\n"));

            // Comes when the body is about to be read.
            var answer = new byte[12];
            (await socket.ReceiveAsync(answer).Within("an answer")).ShouldBe(answer.Length);
            Encoding.ASCII.GetString(answer).ShouldBe("HTTP/1.1 100");
            await socket.SendAsync(Encoding.ASCII.GetBytes(half));
        }

        // Closed without a goodbye.
        await Eventually.TrueAsync(async () => await _system.ReadAsync(db => db.IdempotentRequests.CountAsync()) == 0, "nothing is kept");
        (await _system.ReadAsync(db => db.Commands.CountAsync())).ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_large_is_refused_before_anything_is_done_also_where_none_is_taken(bool isLengthTold)
    {
        await using var chargePoint = await _system.ConnectRawAsync("CP");
        using var http = _system.CreateHttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Refresh) { Content = new StringContent(new string(' ', 70_000), null, "application/json") };
        request.Headers.Add("Idempotency-Key", "key");
        request.Headers.TransferEncodingChunked = !isLengthTold;
        using var response = await http.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(413);
        (await response.Content.ReadAsStringAsync()).ShouldContain("body-too-large");
        (await _system.ReadAsync(db => db.Commands.CountAsync())).ShouldBe(0);
        (await _system.ReadAsync(db => db.IdempotentRequests.CountAsync())).ShouldBe(0);
    }

    [Fact, Trait("Spec", "whitepaper A01")]
    public async Task A_new_password_whose_caller_hung_up_is_there_for_the_repetition()
    {
        const string Key = "5e0b6d1c-rotation-of-CP-by-the-night-job";
        await using var chargePoint = await _system.ConnectRawAsync("CP");
        using var http = _system.CreateHttpClient();
        using var hangUp = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/charge-points/CP/password");
        request.Headers.Add("Idempotency-Key", Key);
        var first = http.SendAsync(request, hangUp.Token);
        var call = System.Text.Json.JsonDocument.Parse(await chargePoint.ReceiveRawAsync()).RootElement;
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        await chargePoint.SendRawAsync($$"""[3,"{{call[1]}}",{"status":"Accepted"}]""");

        Answer? again = null;
        await Eventually.TrueAsync(async () => (again = await PostAsync(http, "/api/v1/charge-points/CP/password", null, Key)).Status == 200, "the answer is kept");
        again!.Json.Member("generatedPassword").ShouldBe(call[3].GetProperty("value").GetString());
    }

    [Fact]
    public async Task A_registration_without_a_secret_is_answered_again()
    {
        using var http = _system.CreateHttpClient();
        var first = await PostAsync(http, "/api/v1/charge-points", """{"chargePointId":"OPEN"}""", "key");
        (await PostAsync(http, "/api/v1/charge-points", """{"chargePointId":"OPEN"}""", "key")).Text.ShouldBe(first.Text);
    }

    [Fact]
    public async Task At_the_same_moment_one_is_served()
    {
        using var http = _system.CreateHttpClient();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(http, Tags, Body, "key")));
        answers.Count(answer => answer.Status == 201 && answer.Header("Idempotency-Replayed") is null).ShouldBe(1);
        answers.ShouldAllBe(answer => answer.Status == 201 || answer.Problem == "request-in-flight");
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData(null)]
    public async Task A_key_is_printable_and_255_characters_at_most(string? key)
    {
        using var http = _system.CreateHttpClient();
        (await PostAsync(http, Tags, Body, key ?? new string('k', 256))).Json.Member("field").ShouldBe("Idempotency-Key");
    }

    private const string Refresh = "/api/v1/charge-points/CP/configuration/refresh";

    private const string Command = "/api/v1/charge-points/CP/commands/ClearCache";

    private static Task<Answer> PostAsync(HttpClient http, string path, string? body, string key) => http.AskAsync(HttpMethod.Post, path, body, ("Idempotency-Key", key));
}
