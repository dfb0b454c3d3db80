using System.Text.Json;
using CentralSystem.Tests.Access;
using CentralSystem.Web.Api;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.Api;

/// <summary>Every list of the document takes <c>order</c>, <c>limit</c> and <c>cursor</c>, and is read from either end, page by page.</summary>
public sealed class ListOrderTests(ListedSystem system) : IClassFixture<ListedSystem>
{
    private static readonly (string First, string Last)[] Opposites = [("Newest", "Oldest"), ("Ascending", "Descending")];

    [Fact]
    public async Task Every_list_is_read_from_either_end_and_refuses_what_is_no_page_of_it()
    {
        var http = system.Http;
        var document = (await http.ReadAsync("/openapi/v1.json")).Json;
        var lists = DescribedOperation.AllOf(document).Where(operation => IsList(operation, document)).ToList();
        lists.Count.ShouldBeGreaterThan(40);
        var faults = new List<string>();
        foreach (var list in lists)
        {
            faults.AddRange(Undescribed(list));
            faults.AddRange(await UnrefusedAsync(http, list));
            foreach (var query in ListedSystem.Queries.GetValueOrDefault(list.Path, [""]))
            {
                faults.AddRange(await MisreadAsync(http, list, query));
            }
        }

        string.Join('\n', faults).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("id-tag-groups", "Newest", "Group4,Group1,Group2")]
    [InlineData("unknown-id-tags", "Oldest", "Stranger2,Stranger1,Stranger4")]
    [InlineData("transactions", "Energy", "3,2,1")]
    public async Task Equal_instants_and_amounts_are_told_apart_by_the_identifier(string list, string order, string expected)
    {
        var items = await ReadAsync(system.Http, $"/api/v1/{list}?order={order}", limit: 1);
        string.Join(',', items.Select(item => JsonSerializer.Deserialize<JsonElement>(item).EnumerateObject().First().Value)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("id-tags", "order=Newest", "order=Oldest")]
    [InlineData("id-tags", "order=Ascending", "order=Descending")]
    [InlineData("id-tags", "order=Ascending", "order=Newest")]
    [InlineData("transactions", "order=Newest", "order=Oldest")]
    [InlineData("transactions", "order=Energy", "order=Newest")]
    [InlineData("charge-points", "sort=identity&order=Ascending", "order=Ascending")]
    [InlineData("meter-values", "order=Newest", "order=Oldest")]
    [InlineData("meter-values", "chargePointId=CP-1&resolution=Hour", "chargePointId=CP-1&resolution=Hour&order=Newest")]
    [InlineData("reports/energy", "groupBy=IdTag", "groupBy=IdTag&order=Descending")]
    [InlineData("local-lists", "order=Ascending", "order=Descending")]
    public async Task A_cursor_belongs_to_the_order_it_was_made_in(string list, string order, string another)
    {
        var cursor = (await system.Http.ReadAsync($"/api/v1/{list}?{order}&limit=1")).Json.Text("nextCursor").ShouldNotBeNull();
        (await system.Http.ReadAsync($"/api/v1/{list}?{order}&limit=1&cursor={cursor}")).Status.ShouldBe(200);

        var answer = await system.Http.ReadAsync($"/api/v1/{list}?{another}&limit=1&cursor={cursor}");

        (answer.Status, answer.Problem, answer.Json.Text("field")).ShouldBe((400, "invalid-request", "cursor"), answer.Text);
        answer.Text.ShouldContain("another order");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_in_the_middle_of_equal_values_enters_the_index_at_its_place(bool isDescending)
    {
        await using var db = await system.ContextAsync();
        var page = new PageQuery { Limit = 10, Cursor = $"{(isDescending ? "desc" : "asc")}-CreatedAt-Id.{PageQuery.CursorOf(At.ToString("O"), "TAG-5")}" };
        var sql = db.IdTags.InOrder(t => t.CreatedAt, t => t.Id, isDescending, page).ToQueryString();

        // Once for those that are equal, with both parts of the index as bounds, and once for those behind.
        var bounds = isDescending ? "<" : ">";
        sql.ShouldMatch($"""created_at"? = [^\n]* AND [^\n]*"?id"? {bounds} """);
        sql.ShouldMatch($"""WHERE [^\n]*created_at"? {bounds} [^=]""");
        sql.ShouldNotContain(" OR ");
        sql.Split("LIMIT ").Length.ShouldBe(3);
    }

    private static readonly DateTimeOffset At = new(2026, 1, 31, 8, 0, 0, TimeSpan.Zero);

    private static bool IsList(DescribedOperation operation, JsonElement document) =>
        operation.Method == "GET"
        && operation.Element.GetProperty("responses").GetProperty("200").TryGetProperty("content", out var content)
        && content.TryGetProperty("application/json", out var json)
        && json.GetProperty("schema").Text("$ref") is { } name
        && document.GetProperty("components").GetProperty("schemas").GetProperty(name.Split('/')[^1]).GetProperty("properties").TryGetProperty("nextCursor", out _);

    private static IEnumerable<string> Undescribed(DescribedOperation list)
    {
        var names = list.Parameters().Select(parameter => parameter.Text("name")).ToList();
        var missing = ((string[])["order", "limit", "cursor"]).Except(names).Select(name => $"{list}: takes no {name}");
        return list.Element.GetProperty("responses").TryGetProperty("400", out var problem) && problem.ToString().Contains("#/components/schemas/Problem\"", StringComparison.Ordinal)
            ? missing
            : missing.Append($"{list}: describes no problem for a page that is none");
    }

    private static async Task<List<string>> UnrefusedAsync(HttpClient http, DescribedOperation list)
    {
        var faults = new List<string>();
        foreach (var (name, value) in ((string, string)[])[("limit", "0"), ("limit", "1001"), ("cursor", "nonsense"), ("order", "Sideways"), ("order", "99")])
        {
            var answer = await http.ReadAsync($"{PathOf(list)}?{ListedSystem.Queries.GetValueOrDefault(list.Path, [""])[0]}&{name}={value}");
            if (answer.Status != 400 || answer.Problem != "invalid-request" || answer.Json.Member("field") != name)
            {
                faults.Add($"{list}: {name}={value} is answered {answer.Status}: {answer.Text}");
            }
        }

        return faults;
    }

    private static async Task<List<string>> MisreadAsync(HttpClient http, DescribedOperation list, string query)
    {
        var faults = new List<string>();
        var path = $"{PathOf(list)}?{query}&order=";
        var whole = await ReadAsync(http, path[..path.LastIndexOf('&')], limit: 1000);
        if (whole.Count < 3)
        {
            faults.Add($"{list} {query}: shows {whole.Count} entries");
        }

        foreach (var (first, last) in Opposites.Where(pair => OrdersOf(list).Contains(pair.First)))
        {
            var (forwards, backwards) = (await ReadAsync(http, path + first, limit: 2), await ReadAsync(http, path + last, limit: 1));
            if (!forwards.SequenceEqual(Enumerable.Reverse(backwards)) || forwards.Count != whole.Count || forwards.Distinct().Count() != forwards.Count)
            {
                faults.Add($"{list} {query}: {first} is\n{string.Join('\n', forwards)}\nand {last} is\n{string.Join('\n', backwards)}");
            }
        }

        return faults;
    }

    private static async Task<List<string>> ReadAsync(HttpClient http, string path, int limit)
    {
        var (items, cursor) = (new List<string>(), (string?)"");
        while (cursor is not null)
        {
            var answer = await http.ReadAsync($"{path}&limit={limit}&cursor={cursor}");
            answer.Status.ShouldBe(200, $"{path}: {answer.Text}");
            items.AddRange(answer.Json.GetProperty("items").EnumerateArray().Select(item => item.GetRawText()));
            cursor = answer.Json.Member("nextCursor");
        }

        return items;
    }

    private static string PathOf(DescribedOperation list) =>
        ListedSystem.Known.Aggregate(list.Path, (path, known) => path.Replace($"{{{known.Key}}}", known.Value, StringComparison.Ordinal));

    private static string[] OrdersOf(DescribedOperation list) =>
        [.. list.Parameters().Where(parameter => parameter.Text("name") == "order").SelectMany(parameter => EnumOf(parameter.GetProperty("schema")))];

    private static IEnumerable<string> EnumOf(JsonElement schema) => schema.GetRawText().Contains("KeyOrder", StringComparison.Ordinal) ? ["Ascending", "Descending"]
        : schema.GetRawText().Contains("IdTagOrder", StringComparison.Ordinal) ? ["Ascending", "Descending", "Newest", "Oldest"] : ["Newest", "Oldest"];
}
