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

            if (operation is { Method: "GET", HasOptions: true })
            {
                using var chosen = operation.ToRequest(system.Known, withOptions: true);
                using var answer = await system.SendAsync(operation, chosen);
                surprises.AddRange((await operation.SurprisesOfAsync(answer, schemas)).Select(surprise => $"{surprise} (with every parameter)"));
                if (!answer.IsSuccessStatusCode)
                {
                    surprises.Add($"{operation}: the examples of its parameters are answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
                }
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
    public void Whatever_is_many_is_answered_as_an_object_with_items()
    {
        var bare = DescribedOperation.AllOf(system.Document)
            .Where(o => o.Element.GetProperty("responses").EnumerateObject().Any(answer => answer.Value.TryGetProperty("content", out var content)
                && content.TryGetProperty("application/json", out var json) && json.GetProperty("schema").Text("type") == "array"));
        bare.Select(o => o.ToString()).ShouldBeEmpty();
    }

    [Fact]
    public void No_summary_promises_an_order_where_one_may_be_chosen() =>
        DescribedOperation.AllOf(system.Document)
            .Where(o => o.Parameters().Any(parameter => parameter.Text("name") == "order") && o.Element.Text("summary")!.Contains(" first", StringComparison.Ordinal))
            .Select(o => $"{o}: {o.Element.Text("summary")}").ShouldBeEmpty();

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
            silent.AddRange(operation.ParametersWithoutExample().Select(name => $"{operation}: {name} has no example"));
        }

        string.Join('\n', silent).ShouldBeEmpty();
    }

    [Fact]
    public void Every_member_of_every_schema_says_what_it_means()
    {
        var members = system.Document.GetProperty("components").GetProperty("schemas").EnumerateObject()
            .Where(schema => schema.Value.TryGetProperty("properties", out _))
            .SelectMany(schema => schema.Value.GetProperty("properties").EnumerateObject(), (schema, member) => (Name: $"{schema.Name}.{member.Name}", member.Value)).ToList();
        members.Count.ShouldBeGreaterThan(1_000);
        string.Join('\n', members.Where(member => string.IsNullOrWhiteSpace(member.Value.Text("description"))).Select(member => member.Name)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_answer_of_JSON_or_text_has_an_example_and_it_fits()
    {
        var schemas = new OpenApiSchemas(system.Document);
        var surprises = new List<string>();
        foreach (var operation in DescribedOperation.AllOf(system.Document))
        {
            foreach (var (status, mediaType, media) in operation.Answers().Where(answer => answer.MediaType.EndsWith("json", StringComparison.Ordinal) || answer.MediaType.StartsWith("text/", StringComparison.Ordinal)))
            {
                if (!media.TryGetProperty("example", out var example))
                {
                    surprises.Add($"{operation}: {status} has no example as {mediaType}");
                    continue;
                }

                surprises.AddRange(schemas.DifferencesOf(example, media.GetProperty("schema")).Select(difference => $"{operation}: {status}: {difference}"));
                if (mediaType == "application/problem+json" && example.GetProperty("status").GetRawText() != status)
                {
                    surprises.Add($"{operation}: {status} shows {example}");
                }
            }
        }

        string.Join('\n', surprises).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET", "/api/v1/charge-points", "?limit=0", null, 400)]
    [InlineData("POST", "/api/v1/id-tag-groups", "", "[]", 400)]
    [InlineData("POST", "/api/v1/charge-points/{chargePointId}/commands/Reset", "", "{}", 400)]
    [InlineData("GET", "/api/v1/charge-points", "", null, 401)]
    [InlineData("GET", "/api/v1/charge-points/{chargePointId}", "", null, 404)]
    [InlineData("GET", "/api/v1/webhooks/{webhookId}", "", null, 404)]
    [InlineData("POST", "/api/v1/charge-points/{chargePointId}/commands/ClearCache", "", "{}", 409)]
    [InlineData("PATCH", "/api/v1/charge-points/{chargePointId}", "", "{}", 412)]
    [InlineData("POST", "/api/v1/id-tags", "", "a large one", 413)]
    [InlineData("POST", "/api/v1/id-tag-groups", "", "<xml/>", 415)]
    public async Task The_example_of_a_problem_is_the_one_that_comes(string method, string path, string query, string? body, int status)
    {
        var address = path.Replace("{chargePointId}", status == 404 ? "NOBODY" : "CP010", StringComparison.Ordinal).Replace("{webhookId}", "4711", StringComparison.Ordinal);
        using var made = await system.Http.PostAsync("/api/v1/charge-points", new StringContent("{\"chargePointId\":\"CP010\"}", System.Text.Encoding.UTF8, "application/json"));
        using var request = new HttpRequestMessage(new HttpMethod(method), address + query);
        if (body is not null)
        {
            request.Content = new StringContent(status == 413 ? new string(' ', 70_000) : body, System.Text.Encoding.UTF8, status == 415 ? "application/xml" : "application/json");
        }

        if (status == 412)
        {
            request.Headers.TryAddWithoutValidation("If-Match", "\"4711\"");
        }

        using var response = await (status == 401 ? system.Stranger : system.Http).SendAsync(request);
        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync());
        var problem = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(await response.Content.ReadAsStringAsync());
        var operation = DescribedOperation.AllOf(system.Document).Single(o => (o.Method, o.Path) == (method, path));
        var example = operation.Answers().Single(answer => answer.Status == $"{status}").Media.GetProperty("example");
        (example.Text("type"), example.Text("title")).ShouldBe((problem.Text("type"), problem.Text("title")));
    }

    [Fact]
    public void A_problem_of_many_operations_is_said_once()
    {
        var answers = system.Document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject())
            .SelectMany(operation => operation.Value.GetProperty("responses").EnumerateObject())
            .Where(answer => answer.Value.ToString().Contains("application/problem+json", StringComparison.Ordinal)).Select(answer => answer.Value.GetRawText()).ToList();
        answers.ShouldNotBeEmpty();
        answers.ShouldBeUnique();
    }

    [Fact]
    public async Task The_example_of_a_table_has_the_columns_that_come()
    {
        var tables = DescribedOperation.AllOf(system.Document).Where(o => o.Method == "GET" && o.Answers().Any(answer => answer.MediaType == "text/csv")).ToList();
        tables.Count.ShouldBe(6);
        foreach (var table in tables)
        {
            using var request = table.ToRequest(system.Known);
            request.Headers.Accept.ParseAdd("text/csv");
            using var response = await system.Http.SendAsync(request);
            var lines = table.Answers().Single(answer => answer is { Status: "200", MediaType: "text/csv" }).Media.Text("example")!.Split("\r\n");
            (await response.Content.ReadAsStringAsync()).Split("\r\n")[0].TrimStart('\uFEFF').ShouldBe(lines[0], table.ToString());
            lines[1].Split(',').Length.ShouldBeGreaterThanOrEqualTo(lines[0].Split(',').Length);
        }
    }

    [Fact]
    public void Whoever_logs_in_needs_no_key_and_gets_the_cookie_the_document_names()
    {
        var login = system.Document.GetProperty("paths").GetProperty("/api/v1/session").GetProperty("post");
        login.GetProperty("security").GetArrayLength().ShouldBe(0);
        login.ToString().ShouldNotContain("Idempotency-Key");
        DescribedOperation.AllOf(system.Document).Single(operation => operation.ToString() == "POST /api/v1/session").Answers().Single(answer => answer.Status == "429").Media.ToString()
            .ShouldContain("#/components/schemas/Problem\"");
        system.Document.GetProperty("components").GetProperty("securitySchemes").GetProperty("session").Text("name").ShouldBe("central-system");
    }

    private static bool HeedsIfMatch(DescribedOperation operation) => operation.Parameters().Any(parameter => parameter.Text("name") == "If-Match");

    [Theory]
    [InlineData("/api/v1/events", "get", "503")]
    [InlineData("/api/v1/files", "post", "507")]
    [InlineData("/api/v1/me/password", "put", "429")]
    public void Failures_of_one_operation_alone_are_described(string path, string method, string status) =>
        system.Document.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses").TryGetProperty(status, out _).ShouldBeTrue();

    [Theory]
    [InlineData("/api/v1/charge-points/import")]
    [InlineData("/api/v1/id-tags/import")]
    public async Task A_table_to_import_is_described_by_an_example_that_is_taken(string path)
    {
        var csv = system.Document.GetProperty("paths").GetProperty(path).GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("text/csv");
        csv.GetProperty("schema").Text("type").ShouldBe("string");
        using var body = new StringContent(csv.Text("example")!, System.Text.Encoding.UTF8, "text/csv");
        using var response = await system.Http.PostAsync(path, body);
        ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync());
    }

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
