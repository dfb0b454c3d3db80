using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CentralSystem.Tests.Support;

namespace CentralSystem.Tests.Access;

/// <summary>Asks over REST and reads what comes.</summary>
internal static class AccessClient
{
    extension(HttpClient http)
    {
        public async Task<Answer> AskAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
        {
            using var request = new HttpRequestMessage(method, path)
            {
                Content = json is null ? null : new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
            };
            foreach (var (name, value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using var response = await http.SendAsync(request);
            return new Answer(response, await response.Content.ReadAsStringAsync());
        }

        public Task<Answer> ReadAsync(string path, params (string Name, string Value)[] headers) => http.AskAsync(HttpMethod.Get, path, null, headers);

        public Task<Answer> LogInAsync(string name, string password, string? code = null) =>
            http.AskAsync(HttpMethod.Post, "/api/v1/session", JsonSerializer.Serialize(new { name, password, code }));
    }

    extension(RunningCentralSystem system)
    {
        /// <summary>A client with the session of a person who logs in, and a header that says our own page sent it.</summary>
        public async Task<HttpClient> LogInAsync(string name = "admin", string password = TestAccess.AdminPassword, string? code = null)
        {
            var http = system.CreateHttpClient(apiKey: null);
            var answer = await http.LogInAsync(name, password, code);
            answer.Status.ShouldBe(200, answer.Text);
            http.DefaultRequestHeaders.Add("Cookie", answer.Cookie);
            http.DefaultRequestHeaders.Add("X-Requested-With", "tests");
            return http;
        }

        public async Task AddUserAsync(string name, string role, string password)
        {
            using var http = system.CreateHttpClient();
            (await http.AskAsync(HttpMethod.Post, "/api/v1/users", JsonSerializer.Serialize(new { name, role, password, mustChangePassword = false }))).Status.ShouldBe(201);
        }
    }
}

/// <summary>An answer, read.</summary>
internal sealed class Answer(HttpResponseMessage response, string text)
{
    public int Status { get; } = (int)response.StatusCode;

    public string Text { get; } = text;

    /// <summary>Last part of the problem's type.</summary>
    public string? Problem => Json.Member("type")?.Split(':')[^1];

    public JsonElement Json => Text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(Text);

    /// <summary>The Set-Cookie header whole.</summary>
    public string? SetCookie { get; } = response.Headers.TryGetValues("Set-Cookie", out var values) ? values.Single() : null;

    /// <summary>Name and value of the cookie.</summary>
    public string? Cookie => SetCookie?.Split(';')[0];

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    private readonly Dictionary<string, string> _headers = response.Headers.Concat(response.Content.Headers)
        .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
}

internal static class AnswerJson
{
    public static string? Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member.ToString() : null;
}
