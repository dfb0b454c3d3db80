using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CentralSystem.Tests.Access;
using CentralSystem.Tests.Support;
using CentralSystem.Tests.Telemetry;
using CentralSystem.Web.Dashboard;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Tests.Hostile;

/// <summary>Plants a secret of its own wherever one can be given and looks for it wherever something can be read.</summary>
[Collection(Heavy.Name)]
public sealed class SecretLeakTests
{
    /// <summary>Where each secret may be kept as it is, and why.</summary>
    private static readonly Secret[] Secrets =
    [
        new("chargepointpassword1"),
        new("wrongpassword4b1f"),
        new("00112233445566778899aabbccddeeff"),
        new("urlpassw@rd/of-diagnostics"),
        new("urlpassword-of-firmware"),
        new("MIIprivatekeyofapem"),
        new("MIIprivatekeybesideacsr"),
        new("urlpassword-of-info"),
        new("urlpassword-of-code"),
        new("embedded-authorization-key"),
        new("echoed-authorization-key"),
        new("echoed-in-a-description"),
        new("authorization-key-of-a-campaign") { MayBeStored = true },
        new("dXNlcjp0b2tlbm9mYWhlYWRlcg"),
        new("password of a new user"),
        new("wrong password of a login"),
        new("external-authorization-secret"),
        new("urlpassword-of-a-webhook"),
        new("token-in-the-query-of-a-webhook") { MayBeStored = true, MayBeRead = true },
        new(TestAccess.BootstrapApiKey),
        new(TestAccess.AdminPassword),
    ];

    [Fact]
    public async Task No_secret_is_in_log_database_exports_or_answers()
    {
        string folder;
        List<Secret> secrets = [.. Secrets];
        await using var collector = await TraceCollector.StartAsync(HttpProtocols.Http1);
        var answers = new List<string>();
        var log = new List<string>();
        using var copy = new TempDirectory();
        await using (var system = await RunningCentralSystem.StartAsync(s => s
            .Set("LOG_PAYLOAD", "true").Set("LOG_LIFECYCLE", "true").Set("Telemetry:Metrics", "Authenticated")
            .Set("Authorization:External:Url", "http://127.0.0.1:9/authorize").Set("Authorization:External:Secret", "external-authorization-secret")
            .Set("Telemetry:OtlpEndpoint", collector.Address).Set("Telemetry:OtlpProtocol", "HttpProtobuf").Set("Telemetry:SamplingPercent", "100")))
        {
            using var http = system.CreateHttpClient();
            await PlantAsync(system, http);
            secrets.AddRange(await MadeAsync(http));
            using (var person = await system.LogInAsync())
            {
                secrets.Add(new(person.DefaultRequestHeaders.GetValues("Cookie").Single().Split('=', 2)[1]));
                await system.FlushAsync();
                foreach (var path in PagesOf(system))
                {
                    answers.Add($"{path}: {(await person.ReadAsync(path)).Text}");
                }
            }

            secrets.AddRange(await SecondFactorAsync(system));
            await system.FlushAsync();
            answers.Add($"event stream: {await EventStreamAsync(system)}");
            foreach (var path in await PathsAsync(http))
            {
                answers.Add($"{path}: {await http.GetStringAsync(new Uri(path, UriKind.Relative))}");
            }

            await system.StopAsync();
            log.AddRange(system.Log.Select(e => e.ToString()));
            folder = system.DataDirectory;
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
            {
                File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)), overwrite: true);
            }
        }

        log.ShouldContain(line => line.Contains("ChangeConfiguration", StringComparison.Ordinal), "The payloads are logged.");
        answers.ShouldContain(answer => answer.Contains("GetDiagnostics", StringComparison.Ordinal), "The journal is read.");
        answers.ShouldContain(answer => answer.StartsWith("/charge-points/CP001: ", StringComparison.Ordinal) && answer.Contains("no connection to", StringComparison.Ordinal), "The pages are read.");
        answers.ShouldContain(answer => answer.StartsWith("event stream: ", StringComparison.Ordinal) && answer.Contains("no connection to", StringComparison.Ordinal), "The events are read.");
        collector.Text.ShouldContain("GetDiagnostics", Case.Sensitive, "The calls are traced.");
        var leaks = new List<string>();
        foreach (var secret in secrets)
        {
            leaks.AddRange(new[] { collector.Text }.Where(secret.IsIn).Select(_ => $"traces hold {secret.Text}"));
            leaks.AddRange(log.Where(secret.IsIn).Select(line => $"log: {line}"));
            leaks.AddRange(answers.Where(answer => !secret.MayBeRead && secret.IsIn(answer)).Select(answer => $"answer: {answer[..Math.Min(300, answer.Length)]} holds {secret.Text}"));
            leaks.AddRange(Directory.EnumerateFiles(copy.FullName).Where(file => !secret.MayBeStored && secret.IsIn(File.ReadAllBytes(file))).Select(file => $"{Path.GetFileName(file)} holds {secret.Text}"));
        }

        leaks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Authorization:External:Url")]
    [InlineData("Certificates:ExternalUrl")]
    [InlineData("Telemetry:OtlpEndpoint")]
    public async Task A_URL_with_a_password_among_the_settings_stops_the_start_and_is_told_without_it(string key)
    {
        using var files = new TempDirectory();
        var (exitCode, output) = await CentralSystemProcess.RunAsync(files.FullName, [$"--{key}=https://user:planted-password@service.example/"]);
        exitCode.ShouldBe(1);
        var said = string.Join('\n', output);
        said.ShouldContain(key);
        said.ShouldContain("without user and password");
        said.ShouldNotContain("planted-password");
    }

    [Theory]
    [InlineData("""{"location":"ftp://user:p@ss/word@host/x"}""", "p@ss/word")]
    [InlineData("""{"location":"ftp:\/\/user:password@host\/x"}""", "password")]
    [InlineData("""[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"0011223344""", "0011223344")]
    [InlineData("""{"data":"-----BEGIN EC PRIVATE KEY-----\nMHcCAQ\n-----END"}""", "MHcCAQ")]
    [InlineData("""{"data":"{\"Authorization\":\"Basic dXNlcjpwYXNz\"}"}""", "dXNlcjpwYXNz")]
    [InlineData("""{"data":"GET / Authorization: Bearer abc.def"}""", "abc.def")]
    [InlineData("""{"data":"{\"key\":\"AuthorizationKey\",\"value\":\"0011\"}"}""", "0011")]
    [InlineData("""{"data":"{\"value\":\"0011\",\"key\":\"AuthorizationKey\"}"}""", "0011")]
    [InlineData("""{"data":"[{\\\"key\\\": \\\"authorizationkey\\\", \\\"value\\\": \\\"0011"}""", "0011")]
    [InlineData("""{"data":"{\"pem\":\"-----BEGIN PRIVATE KEY-----\\nMHcCAQ\\n-----END\"}"}""", "MHcCAQ")]
    [InlineData("""{"configurationKey":[{"key":"WifiPassword","readonly":false,"value":"hunter2"}]}""", "hunter2")]
    [InlineData("""{"value":"hunter2","key":"APN_password"}""", "hunter2")]
    [InlineData("""{"key":"SIMPin","readonly":false,"value":4711}""", "4711")]
    [InlineData("""{"value":4711,"readonly":false,"key":"SimPIN2"}""", "4711")]
    [InlineData("""{"data":"{\"key\":\"vpn.pre-shared_key\",\"value\":\"hunter2\"}"}""", "hunter2")]
    [InlineData("""{"key":"vendor_pwd","value":"hunter2"}""", "hunter2")]
    public void A_secret_is_masked_however_it_is_written(string frame, string secret)
    {
        Web.Connections.Secrets.Mask(Encoding.UTF8.GetBytes(frame)).ShouldNotContain(secret);
    }

    [Theory]
    [InlineData("MinimumPasswordLength", false)]
    [InlineData("PinEntryTimeout", false)]
    [InlineData("MeterBypass", false)]
    [InlineData("WebSocketPingInterval", false)]
    [InlineData("PublicKey", false)]
    [InlineData("WifiPassword", true)]
    [InlineData("wifi_psk", true)]
    [InlineData("SIMPin", true)]
    [InlineData("sim_pin", true)]
    [InlineData("BackendAuthKey", true)]
    [InlineData("ApnPass", true)]
    [InlineData("AccessToken", true)]
    [InlineData("Password2", true)]
    [InlineData("authorizationkey", true)]
    public void A_key_holds_a_secret_when_its_last_word_says_so(string key, bool isSecret) =>
        (Web.Connections.Secrets.IsSecretKey(key), Web.Connections.Secrets.Mask($$"""{"key":"{{key}}","value":"shown"}""").Contains("shown", StringComparison.Ordinal)).ShouldBe((isSecret, !isSecret));

    [Fact]
    public void No_key_of_the_specification_but_the_AuthorizationKey_is_taken_for_a_secret() =>
        Web.Configuration.KeyRules.Standard.Where(Web.Connections.Secrets.IsSecretKey).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"key":"SIMPin","value":4711,"x":1}""")]
    [InlineData("""{"data":"{\"value\":4711,\"key\":\"SIMPin\"}","x":1}""")]
    [InlineData("""{"data":"-----BEGIN PRIVATE KEY-----abc\\\"def","x":1}""")]
    [InlineData("""{"data":"{\"key\":\"AuthorizationKey\",\"value\":\"0011\"}","x":1}""")]
    public void What_is_masked_can_still_be_read(string frame) =>
        JsonSerializer.Deserialize<JsonElement>(Web.Connections.Secrets.Mask(frame)).GetProperty("x").GetInt32().ShouldBe(1);

    /// <summary>Pages of the dashboard as they come first, before any of them is live.</summary>
    private static IEnumerable<string> PagesOf(RunningCentralSystem system) => MappedEndpoints.Of(system)
        .Where(page => page.Endpoint.Metadata.GetMetadata<DashboardPage>() is not null && page.Endpoint.RoutePattern.Parameters.Count == 0
            && page.Method == HttpMethod.Get && !page.Path.StartsWith("/_", StringComparison.Ordinal))
        .Select(page => page.Path).Distinct().Append("/charge-points/CP001").Append("/webhooks/1");

    /// <summary>All events so far, as a listener gets them.</summary>
    private static async Task<string> EventStreamAsync(RunningCentralSystem system)
    {
        using var http = system.CreateHttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events");
        request.Headers.Add("Accept", "text/event-stream");
        request.Headers.Add("Last-Event-ID", "0");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var newest = await system.ReadAsync(db => db.Events.MaxAsync(e => e.Id));
        var told = new StringBuilder();
        while (await reader.ReadLineAsync().Within("a line of the stream") is { } line && line != $"id: {newest}")
        {
            told.AppendLine(line);
        }

        return told.ToString();
    }

    /// <summary>Has the program make secrets of its own; each may be seen in the one answer that shows it.</summary>
    private static async Task<Secret[]> MadeAsync(HttpClient http)
    {
        var key = await MadeAsync("/api/v1/api-keys", """{"name":"made","role":"Viewer"}""", "key");
        var password = await MadeAsync("/api/v1/charge-points", """{"chargePointId":"MADE","generatePassword":true}""", "generatedPassword");

        // It signs deliveries, so it is stored as it is.
        var webhook = await MadeAsync("/api/v1/webhooks", """{"url":"https://hooks.example/hook?token=token-in-the-query-of-a-webhook"}""", "secret");
        var other = await http.AskAsync(HttpMethod.Post, "/api/v1/webhooks", """{"url":"https://user:urlpassword-of-a-webhook@hooks.example/"}""");
        other.Status.ShouldBe(400, other.Text);
        return [new(key), new(password), new(webhook)];

        async Task<string> MadeAsync(string path, string body, string member)
        {
            var answer = await http.AskAsync(HttpMethod.Post, path, body, ("Idempotency-Key", $"{Guid.NewGuid()}"));
            answer.Status.ShouldBe(201, answer.Text);
            return answer.Json.Member(member).ShouldNotBeNull();
        }
    }

    /// <summary>A person's second factor: its secret, and the recovery codes.</summary>
    private static async Task<IEnumerable<Secret>> SecondFactorAsync(RunningCentralSystem system)
    {
        using var person = await system.LogInAsync();
        var secret = (await person.AskAsync(HttpMethod.Post, "/api/v1/me/second-factor")).Json.Member("secret").ShouldNotBeNull();
        var code = Authenticator.CodeOf(secret, DateTimeOffset.UtcNow);
        var confirmed = await person.AskAsync(HttpMethod.Post, "/api/v1/me/second-factor/confirmation", $$"""{"code":"{{code}}"}""");
        return confirmed.Json.GetProperty("recoveryCodes").EnumerateArray().Select(shown => shown.GetString()!).Append(secret).Select(text => new Secret(text));
    }

    private static async Task PlantAsync(RunningCentralSystem system, HttpClient http)
    {
        await PostAsync(http, "/api/v1/charge-points", new { chargePointId = "CP001", password = "chargepointpassword1" }, 201);
        await PostAsync(http, "/api/v1/users", new { name = "new-user", role = "Viewer", password = "password of a new user" }, 201);
        await PostAsync(http, "/api/v1/session", new { name = "admin", password = "wrong password of a login" }, 401);
        await using (var wrong = await system.HandshakeAsync("/ocpp/CP001?token=wrongpassword4b1f", "Sec-WebSocket-Protocol: ocpp1.6", Basic("CP001", "wrongpassword4b1f")))
        {
            wrong.StatusCode.ShouldBe(401);
        }

        await using var chargePoint = await system.ConnectAsync("CP001", configure: options =>
        {
            options.AddSubProtocol("ocpp1.6");
            options.SetRequestHeader("Authorization", Basic("CP001", "chargepointpassword1")["Authorization: ".Length..]);
        });
        chargePoint.Answer<ChangeConfigurationRequest, ChangeConfigurationResponse>(asked => asked.Value.StartsWith("echoed", StringComparison.Ordinal)
            ? throw new OcppCallException(OcppErrorCode.PropertyConstraintViolation, $$"""{"key":"{{asked.Key}}","value":"{{asked.Value}}"}, ftp://user:echoed-in-a-description@files.example""")
            : new ChangeConfigurationResponse { Status = ConfigurationStatus.Rejected });
        chargePoint.Answer<GetDiagnosticsRequest, GetDiagnosticsResponse>(_ => new());
        chargePoint.Answer<UpdateFirmwareRequest, UpdateFirmwareResponse>(_ => new());
        await PostAsync(http, "/api/v1/charge-points/CP001/commands/ChangeConfiguration", new { key = "AuthorizationKey", value = "00112233445566778899aabbccddeeff" }, 200);
        await PostAsync(http, "/api/v1/charge-points/CP001/commands/ChangeConfiguration", new { key = "AuthorizationKey", value = "echoed-authorization-key" }, 502);
        await PostAsync(http, "/api/v1/campaigns",
            new { name = "keys", action = "ChangeConfiguration", payload = new { key = "AuthorizationKey", value = "authorization-key-of-a-campaign" }, chargePointIds = new[] { "CP001" } }, 201);
        await PostAsync(http, "/api/v1/charge-points/CP001/commands/GetDiagnostics", new { location = "ftp://user:urlpassw@rd/of-diagnostics@files.example/x" }, 200);
        await PostAsync(http, "/api/v1/charge-points/CP001/commands/UpdateFirmware", new { location = "https://user:urlpassword-of-firmware@files.example/y", retrieveDate = "2026-01-15T10:00:00Z" }, 200);
        await chargePoint.CallAsync(new DataTransferRequest
        {
            VendorId = "V",
            Data = "-----BEGIN PRIVATE KEY-----\nMIIprivatekeyofapem\n-----END PRIVATE KEY-----",
        });
        await chargePoint.CallAsync(new DataTransferRequest { VendorId = "V", Data = """{"key":"AuthorizationKey","value":"embedded-authorization-key"}""" });
        await chargePoint.CallAsync(new SignCertificateRequest { Csr = "-----BEGIN EC PRIVATE KEY-----\nMIIprivatekeybesideacsr\n-----END EC PRIVATE KEY-----" });
        await chargePoint.CallAsync(A.StatusNotification with { Status = ChargePointStatus.Faulted, ErrorCode = ChargePointErrorCode.OtherError, Info = "no connection to ftp://u:urlpassword-of-info@h", VendorErrorCode = "ftp://u:urlpassword-of-code@h" });
        await chargePoint.CallAsync(new SecurityEventNotificationRequest { Type = "SettingSystemTime", Timestamp = A.Start, TechInfo = "Authorization: Basic dXNlcjp0b2tlbm9mYWhlYWRlcg" });
        await chargePoint.CallAsync(A.Authorize);
    }

    /// <summary>Every path that is read without parameters.</summary>
    private static async Task<List<string>> PathsAsync(HttpClient http)
    {
        var document = await http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var paths = document.GetProperty("paths").EnumerateObject()
            .Where(path => path.Value.TryGetProperty("get", out _) && !path.Name.Contains('{', StringComparison.Ordinal) && !path.Name.EndsWith("/stream", StringComparison.Ordinal)
                && !path.Name.Contains("reports/energy", StringComparison.Ordinal)
                && !path.Name.EndsWith("/me/sessions", StringComparison.Ordinal))
            .Select(path => path.Name.StartsWith("/api", StringComparison.Ordinal) || path.Name.StartsWith("/health", StringComparison.Ordinal) ? path.Name : "/api/v1" + path.Name)
            .ToList();
        paths.ShouldContain("/api/v1/messages");
        return [.. paths, "/openapi/v1.json", "/health", "/metrics", "/api/v1/charge-points/CP001", "/api/v1/charge-points/CP001/commands"];
    }

    private static async Task PostAsync(HttpClient http, string path, object body, int status)
    {
        using var response = await http.PostAsJsonAsync(path, body);
        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync());
    }

    private static string Basic(string user, string password) => $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";

    private sealed record Secret(string Text)
    {
        /// <summary>The program needs it as it is; it may be in the database, and nowhere else.</summary>
        public bool MayBeStored { get; init; }

        /// <summary>It is part of what an operator set up and looks at.</summary>
        public bool MayBeRead { get; init; }

        /// <summary>As it stands, or in Base64, as it travels in a header.</summary>
        private readonly string[] _forms = [Text, Convert.ToBase64String(Encoding.UTF8.GetBytes(Text)).TrimEnd('=')];

        public bool IsIn(string text) => _forms.Any(form => text.Contains(form, StringComparison.OrdinalIgnoreCase));

        public bool IsIn(byte[] bytes) => _forms.Any(form =>
            bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(form)) >= 0 || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(form)) >= 0);
    }
}
