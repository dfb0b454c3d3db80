using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CentralSystem.Tests.Api;

namespace CentralSystem.Tests.IdTags;

/// <summary>What operators do with idTags, groups and policies.</summary>
public sealed class IdTagApiTests : IAsyncLifetime
{
    private readonly ApiFixture _system = ApiFixture.Start();

    [Theory]
    [InlineData("id-tags/T", """{"note":"one"}""", """{"note":"two"}""")]
    [InlineData("id-tag-groups/G", """{"name":"one"}""", """{"name":"two"}""")]
    [InlineData("charge-points/CP/authorization-policy", """{"stripPrefix":"A"}""", """{"stripPrefix":"B"}""")]
    public async Task An_edit_upon_an_older_state_is_412(string path, string first, string second)
    {
        await _system.PostAsync("/api/v1/charge-points", """{"chargePointId":"CP"}""", 201);
        using var put = await SendAsync(HttpMethod.Put, path, first, null);
        var tag = put.Headers.ETag!.Tag;
        using var edited = await SendAsync(HttpMethod.Put, path, second, tag);
        edited.StatusCode.ShouldBe(HttpStatusCode.OK);
        edited.Headers.ETag!.Tag.ShouldNotBe(tag);
        using var late = await SendAsync(HttpMethod.Put, path, first, tag);
        late.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        using var read = await _system.Http.GetAsync(new Uri($"/api/v1/{path}", UriKind.Relative));
        read.Headers.ETag!.Tag.ShouldBe(edited.Headers.ETag!.Tag);
        (await read.Content.ReadAsStringAsync()).ShouldContain(second.Trim('{', '}'));
    }

    [Theory]
    [InlineData("id-tags/T", """{"status":"ConcurrentTx"}""", "status")]
    [InlineData("id-tags/T", """{"timeWindows":[{"from":"8","to":"18:00"}]}""", "timeWindows[0].from")]
    [InlineData("id-tags/T", """{"timeWindows":[{"from":"08:00","to":"18:00","timeZone":"Mars/Olympus"}]}""", "timeWindows[0].timeZone")]
    [InlineData("id-tags/T", """{"energyBudget":{"period":"Year","energyWh":1}}""", "energyBudget.period")]
    [InlineData("id-tags/T", """{"energyBudget":{"period":"Day","energyWh":0}}""", "energyBudget.energyWh")]
    [InlineData("id-tags/T", """{"permittedChargePoints":[""]}""", "permittedChargePoints")]
    [InlineData("id-tags/T", """{"idTag":"U"}""", "idTag")]
    [InlineData("id-tags/T%E2%80%8B", "{}", "idTag")]
    [InlineData("id-tags/A%E2%80%AEB", "{}", "idTag")]
    [InlineData("id-tag-groups/G%EF%BB%BF", "{}", "parentIdTag")]
    [InlineData("id-tag-groups/123456789012345678901", "{}", "parentIdTag")]
    [InlineData("charge-points/CP/authorization-policy", """{"stripSuffixPattern":"(a)\\1"}""", "stripSuffixPattern")]
    [InlineData("charge-points/CP/authorization-policy", """{"freeVend":"Sometimes"}""", "freeVend")]
    public async Task A_rule_that_cannot_be_is_400_with_its_field(string path, string body, string field)
    {
        await _system.PostAsync("/api/v1/charge-points", """{"chargePointId":"CP"}""", 201);
        using var response = await SendAsync(HttpMethod.Put, path, body, null);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).Text("field").ShouldBe(field);
    }

    [Fact]
    public async Task What_is_said_of_a_tag_is_read_back_and_cleared_member_by_member()
    {
        const string Said =
            """
            {"parentIdTag":"G","maxActiveTransactions":2,"permittedChargePoints":["CP"],"permittedChargePointTags":["depot"],
             "timeWindows":[{"days":["Monday"],"from":"08:00","to":"18:00","timeZone":"Europe/Berlin"}],"energyBudget":{"period":"Week","energyWh":5000,"timeZone":"UTC"}}
            """;
        using var put = await SendAsync(HttpMethod.Put, "id-tags/T", Said, null);
        var read = await _system.GetAsync("/api/v1/id-tags/T");
        foreach (var member in JsonSerializer.Deserialize<JsonElement>(Said).EnumerateObject())
        {
            JsonElement.DeepEquals(read.GetProperty(member.Name), member.Value).ShouldBeTrue($"{member.Name}: {read}");
        }

        var changed = await _system.PatchAsync("/api/v1/id-tags/T", """{"energyBudget":null,"timeWindows":[]}""");
        changed.TryGetProperty("energyBudget", out _).ShouldBeFalse();
        (changed.GetProperty("timeWindows").GetArrayLength(), changed.GetProperty("permittedChargePoints").GetArrayLength()).ShouldBe((0, 1));
    }

    [Fact, Trait("Ask", "1")]
    public async Task Tags_are_found_by_what_they_begin_with_their_end_and_what_they_do()
    {
        await using var chargePoint = await _system.BootedAsync("CP");
        await _system.PostAsync("/api/v1/id-tags", """{"idTag":"ABC1"}""", 201);
        await _system.PostAsync("/api/v1/id-tags", """{"idTag":"abd2","expiryDate":"2020-01-01T00:00:00Z"}""", 201);
        await chargePoint.CallAsync("StartTransaction", """{"connectorId":1,"idTag":"abc1","meterStart":0,"timestamp":"2026-01-15T10:00:00Z"}""");
        (await FoundAsync("prefix=aB")).ShouldBe(["ABC1", "abd2"]);
        (await FoundAsync("prefix=abd")).ShouldBe(["abd2"]);
        (await FoundAsync("expired=true")).ShouldBe(["abd2"]);
        (await FoundAsync("inTransaction=true")).ShouldBe(["ABC1"]);
        (await FoundAsync("prefix=ab&inTransaction=false&expired=false")).ShouldBeEmpty();

        async Task<string?[]> FoundAsync(string query) => [.. (await _system.GetAsync($"/api/v1/id-tags?{query}")).Items().Select(t => t.Text("idTag"))];
    }

    [Fact]
    public async Task An_export_is_an_import()
    {
        const string Csv = "idTag,parentIdTag,status,maxActiveTransactions,permittedChargePoints,energyBudgetWh,energyBudgetPeriod,note\r\n"
            + "I-1,G,Accepted,1,CP1;CP2,5000,Day,\"two\nlines, \"\"quoted\"\"\"\r\nI-2,,Blocked,,,,,\r\n";
        (await ImportAsync(Csv.Replace("two\n", "two ", StringComparison.Ordinal), "text/csv", 200)).Number("created").ShouldBe(2);
        await _system.PostAsync("/api/v1/id-tags", """{"idTag":"I-3","note":"=HYPERLINK(\"http://x\")"}""", 201);
        var tag = await _system.GetAsync("/api/v1/id-tags/i-1");
        (tag.Text("note"), tag.GetProperty("permittedChargePoints").GetArrayLength(), tag.GetProperty("energyBudget").Number("energyWh"))
            .ShouldBe(("two lines, \"quoted\"", 2, 5_000));

        var export = await _system.Http.GetStringAsync(new Uri("/api/v1/id-tags.csv?prefix=I-", UriKind.Relative));
        (await ImportAsync(export, "text/csv", 200)).ToString().ShouldBe("""{"created":0,"changed":3}""");
        export.ShouldContain("\"'=HYPERLINK(");
        (await _system.GetAsync("/api/v1/id-tags/I-3")).Text("note").ShouldBe("=HYPERLINK(\"http://x\")");
        (await _system.Http.GetStringAsync(new Uri("/api/v1/id-tags.csv?prefix=I-", UriKind.Relative))).ShouldBe(export);
    }

    [Fact]
    public async Task An_import_with_a_bad_row_changes_nothing_and_names_each_line()
    {
        var refused = await ImportAsync("idTag,status,maxActiveTransactions\nOK-1,,\nBAD-1,Fine,\nBAD-2,,many\nok-1,,\nshort\n", "text/csv", 400);
        refused.GetProperty("errors").EnumerateArray().Select(e => (e.Number("row"), e.Text("field")))
            .ShouldBe([(3, "status"), (4, "maxActiveTransactions"), (5, "idTag"), (6, "")]);
        await _system.GetAsync("/api/v1/id-tags/OK-1", 404);
        await ImportAsync("""[{"idTag":"A"},{"colour":"red"}]""", "application/json", 400);
        await ImportAsync("""{"idTag":"A"}""", "application/json", 400);
        await ImportAsync("name\nA\n", "text/csv", 400);
        await ImportAsync("A", "text/plain", 415);
    }

    [Fact]
    public async Task Thousands_of_tags_come_in_one_import_and_are_known_at_once()
    {
        await using var chargePoint = await _system.BootedAsync("CP");
        var rows = string.Join(',', Enumerable.Range(0, 3_000).Select(i => $$"""{"idTag":"BULK-{{i}}","note":"{{new string('x', 40)}}"}"""));
        (await ImportAsync($"[{rows}]", "application/json", 200)).Number("created").ShouldBe(3_000);
        (await chargePoint.CallAsync("Authorize", """{"idTag":"BULK-2999"}""")).GetProperty("idTagInfo").Text("status").ShouldBe("Accepted");
        await ImportAsync(new string(' ', 17 * 1024 * 1024), "application/json", 413);
        (await _system.PostAsync("/api/v1/id-tags", $$"""{"idTag":"A","note":"{{new string('x', 70_000)}}"}""", 413)).Text("type").ShouldBe("urn:centralsystem:problem:body-too-large");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _system.DisposeAsync();

    private async Task<JsonElement> ImportAsync(string body, string contentType, int status)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(contentType));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/id-tags/import") { Content = content };

        // A refusal must not come while megabytes are still on their way.
        request.Headers.ExpectContinue = true;
        using var response = await _system.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body, string? ifMatch)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await _system.Http.SendAsync(request);
    }
}
