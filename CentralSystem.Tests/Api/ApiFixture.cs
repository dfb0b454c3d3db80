using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CentralSystem.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CentralSystem.Tests.Api;

/// <summary>A central system of its own on a free port with a folder of its own; may be stopped and started again on the same data.</summary>
public sealed class ApiFixture : IAsyncDisposable
{
    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("central-system-api-").FullName;
    private readonly (string Key, string Value)[] _settings;
    private Factory _factory = null!;
    private bool _wasStarted;

    private ApiFixture((string Key, string Value)[] settings) => _settings = settings;

    /// <summary>Folder of its data.</summary>
    public string Directory => _directory;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>A service of the program.</summary>
    public T Get<T>()
        where T : notnull =>
        _factory.Services.GetRequiredService<T>();

    public static ApiFixture Start(params (string Key, string Value)[] settings)
    {
        var system = new ApiFixture(settings);
        system.Start();
        return system;
    }

    /// <summary>Stops and starts on the same data, which the test may touch in between.</summary>
    public async Task RestartAsync(string? sql = null)
    {
        await StopAsync();
        if (sql is not null)
        {
            await using var database = TestDatabase.Open(_directory);
            await using var command = database.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync();
        }

        Start();
    }

    public async Task<TestChargePoint> ConnectAsync(string identity, string? password = null)
    {
        var url = new UriBuilder(Http.BaseAddress!) { Scheme = "ws", Path = $"/ocpp/{Uri.EscapeDataString(identity)}" }.Uri;
        return await TestChargePoint.ConnectAsync(url, identity, password);
    }

    /// <summary>A connected Charge Point whose boot was answered.</summary>
    public async Task<TestChargePoint> BootedAsync(string identity, string? password = null)
    {
        var chargePoint = await ConnectAsync(identity, password);
        await chargePoint.BootAsync();
        return chargePoint;
    }

    public async Task<JsonElement> GetAsync(string path, int status = 200) => await ReadAsync(await Http.GetAsync(path), status);

    public async Task<JsonElement> PostAsync(string path, string? json = null, int status = 200) => await ReadAsync(await SendAsync(HttpMethod.Post, path, json), status);

    public async Task<JsonElement> PatchAsync(string path, string json, int status = 200) => await ReadAsync(await SendAsync(HttpMethod.Patch, path, json), status);

    public Task<JsonElement> CommandAsync(string chargePointId, string action, string? payload = null, int status = 200) =>
        PostAsync($"/api/v1/charge-points/{Uri.EscapeDataString(chargePointId)}/commands/{action}", payload, status);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = json is null ? null : new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        return await Http.SendAsync(request);
    }

    /// <summary>Asks until the answer is as expected; fails after a limit.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> expected)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var answer = await GetAsync(path);
            if (expected(answer))
            {
                return answer;
            }

            limit.IsCancellationRequested.ShouldBeFalse($"{path} never became as expected; last: {answer}");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>Reads the first column of a query past the program.</summary>
    public async Task<List<string>> QueryAsync(string sql)
    {
        await using var database = TestDatabase.Open(_directory);
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        TestDatabase.Drop(_directory);
        System.IO.Directory.Delete(_directory, recursive: true);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, int status)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            ((int)response.StatusCode).ShouldBe(status, text);
            if (status >= 400)
            {
                response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
            }

            return text.Length > 0 ? JsonSerializer.Deserialize<JsonElement>(text) : default;
        }
    }

    private void Start()
    {
        _factory = new Factory(_directory, _settings, isFirstStart: !_wasStarted);
        _wasStarted = true;
        _factory.UseKestrel(0);
        _factory.StartServer();
        Http = _factory.CreateClient();
        Http.DefaultRequestHeaders.Add("X-API-Key", TestAccess.BootstrapApiKey);
    }

    private async Task StopAsync()
    {
        Http.Dispose();
        await _factory.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }

    /// <remarks>Any type of the program stands for it; both programs have a Program.</remarks>
    private sealed class Factory(string directory, (string Key, string Value)[] settings, bool isFirstStart) : WebApplicationFactory<CentralSystem.Web.Settings.ServerOptions>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            TestAccess.Configure(builder);
            builder.UseSetting("Storage:DataDirectory", directory);
            builder.UseSetting("Storage:ConnectionString", TestDatabase.ConnectionStringOf(directory));
            builder.UseSetting("Serilog:MinimumLevel:Default", "Warning");
            builder.UseSetting("Telemetry:Metrics", "Off");
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureTestServices(services => TestDatabase.SeedAsNew(services, isFirstStart));
        }
    }
}

/// <summary>Reads JSON in tests.</summary>
public static class JsonElementExtensions
{
    extension(JsonElement element)
    {
        public string? Text(string name) => element.TryGetProperty(name, out var member) ? member.ToString() : null;

        public int Number(string name) => element.GetProperty(name).GetInt32();

        public JsonElement[] Items() => [.. element.GetProperty("items").EnumerateArray()];
    }
}
