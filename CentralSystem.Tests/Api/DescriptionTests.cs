using CentralSystem.Tests.Support;
using Ocpp;
using Ocpp.Payloads;

namespace CentralSystem.Tests.Api;

/// <summary>The OpenAPI document says what the service does: every operation of it is called and compared.</summary>
public sealed class DescriptionTests(DescribedSystem system) : IClassFixture<DescribedSystem>
{
    [Fact]
    public async Task Every_operation_answers_its_own_example_as_the_document_says()
    {
        var schemas = new OpenApiSchemas(system.Document);
        var surprises = new List<string>();
        var operations = DescribedOperation.AllOf(system.Document).ToList();
        foreach (var operation in operations.OrderBy(operation => operation.Turn).ThenByDescending(operation => operation.Turn == 4 ? operation.Path.Length : 0))
        {
            await system.LearnAsync(operation.Noun);
            if (operation.Gap(system.Known) is { } gap)
            {
                surprises.Add(gap);
                continue;
            }

            var audited = await system.CountAuditEntriesAsync();
            using var request = operation.ToRequest(system.Known);
            using var response = await system.SendAsync(operation, request);
            surprises.AddRange(await operation.SurprisesOfAsync(response, schemas));
            if (operation.Method == "GET" && response.IsSuccessStatusCode && response.Headers.ETag is null
                && operations.Any(edit => edit.Path == operation.Path && edit.Method is "PUT" or "PATCH" or "DELETE" && HeedsIfMatch(edit)))
            {
                surprises.Add($"{operation}: comes without the ETag that its edits heed");
            }

            if (!response.IsSuccessStatusCode)
            {
                surprises.Add($"{operation}: its example is answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            }
            else if (operation.Method != "GET" && await system.CountAuditEntriesAsync() == audited)
            {
                surprises.Add($"{operation}: succeeds without an entry in the audit trail");
            }

        }

        string.Join('\n', surprises).ShouldBeEmpty();
    }

    /// <summary>What nobody edits: it ends, once, and its own state says whether it still can.</summary>
    private static readonly HashSet<string> EndedOnce = ["/api/v1/commands/{commandId}", "/api/v1/configuration-applications/{applicationId}", "/api/v1/api-keys/{id}", "/api/v1/me/sessions"];

    [Fact]
    public void Whatever_is_read_and_edited_is_edited_by_the_ETag_it_was_read_with()
    {
        var operations = DescribedOperation.AllOf(system.Document).ToLookup(operation => operation.Path);
        var edited = operations.Where(path => !EndedOnce.Contains(path.Key) && path.Any(o => o.Method == "GET")).SelectMany(path => path).Where(o => o.Method is "PUT" or "PATCH" or "DELETE").ToList();
        edited.Count.ShouldBeGreaterThan(15);
        edited.Where(o => !HeedsIfMatch(o)).Select(o => o.ToString()).ShouldBeEmpty();
        edited.Where(o => !o.Element.GetProperty("responses").TryGetProperty("412", out _)).Select(o => o.ToString()).ShouldBeEmpty();
    }

    [Fact]
    public void Every_endpoint_of_the_API_is_described()
    {
        var described = DescribedOperation.AllOf(system.Document).Select(operation => operation.ToString()).ToHashSet();
        system.MappedEndpoints().Where(endpoint => !described.Contains(endpoint)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_operation_says_what_it_does_and_what_its_parameters_mean()
    {
        var silent = new List<string>();
        foreach (var operation in DescribedOperation.AllOf(system.Document))
        {
            if (string.IsNullOrWhiteSpace(operation.Element.Text("summary")))
            {
                silent.Add($"{operation} has no summary");
            }

            silent.AddRange(operation.Parameters().Where(parameter => string.IsNullOrWhiteSpace(parameter.Text("description")))
                .Select(parameter => $"{operation}: {parameter.Text("name")} has no description"));
        }

        string.Join('\n', silent).ShouldBeEmpty();
    }

    [Fact]
    public void Whoever_logs_in_needs_no_key_and_gets_the_cookie_the_document_names()
    {
        var login = system.Document.GetProperty("paths").GetProperty("/api/v1/session").GetProperty("post");
        login.GetProperty("security").GetArrayLength().ShouldBe(0);
        login.ToString().ShouldNotContain("Idempotency-Key");
        login.GetProperty("responses").GetProperty("429").ToString().ShouldContain("#/components/schemas/Problem\"");
        system.Document.GetProperty("components").GetProperty("securitySchemes").GetProperty("session").Text("name").ShouldBe("central-system");
    }

    private static bool HeedsIfMatch(DescribedOperation operation) => operation.Parameters().Any(parameter => parameter.Text("name") == "If-Match");

    [Theory]
    [InlineData("/api/v1/events", "get", "503")]
    [InlineData("/api/v1/files", "post", "507")]
    [InlineData("/api/v1/me/password", "put", "429")]
    public void Failures_of_one_operation_alone_are_described(string path, string method, string status) =>
        system.Document.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses").TryGetProperty(status, out _).ShouldBeTrue();

    [Fact]
    public void Operation_ids_are_unique() =>
        DescribedOperation.AllOf(system.Document).Select(operation => operation.Element.Text("operationId")).ShouldBeUnique();

    [Fact]
    public void Every_command_of_the_central_system_is_an_operation_with_a_typed_body_and_answer()
    {
        var actions = OcppActions.All.Where(action => action.SentBy.HasFlag(SentBy.CentralSystem)).Select(action => action.Name).ToList();
        actions.Count.ShouldBe(26);
        foreach (var action in actions)
        {
            var operation = system.Document.GetProperty("paths").GetProperty($"/api/v1/charge-points/{{chargePointId}}/commands/{action}").GetProperty("post");
            operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").TryGetProperty("schema", out _).ShouldBeTrue(action);
            operation.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").TryGetProperty("schema", out _).ShouldBeTrue(action);
        }
    }

    [Fact]
    public async Task The_page_that_shows_it_may_run_its_own_scripts_and_no_other()
    {
        using var response = await system.Http.GetAsync("/docs/");
        var policy = string.Join(' ', response.Headers.GetValues("Content-Security-Policy"));
        var nonce = policy.Split("'nonce-")[1].Split('\'')[0];
        var page = await response.Content.ReadAsStringAsync();
        page.Split("<script").Skip(1).ShouldAllBe(script => script.Contains($"nonce=\"{nonce}\""));
        page.Split("<style").Skip(1).ShouldAllBe(style => style.Contains($"nonce=\"{nonce}\""));
        page.ShouldNotContain("style=\"");
        policy.ShouldNotContain("unsafe");

        // Where the page's own style sheet looks for the nonce; it is made by script.
        page.ShouldContain($"""<meta property="csp-nonce" content="{nonce}">""");
        (await system.Http.GetStringAsync("/docs/scalar.js")).ShouldContain("meta[property=csp-nonce]");
        page.ShouldNotContain("http://");
        page.ShouldNotContain("https://");
    }
}
