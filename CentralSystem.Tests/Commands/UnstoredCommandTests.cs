using System.Text.Json;
using CentralSystem.Tests.Access;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CentralSystem.Tests.Commands;

/// <summary>Commands whose rows cannot be written for a while.</summary>
public sealed class UnstoredCommandTests : IAsyncLifetime
{
    private const string Commands = "/api/v1/charge-points/CP/commands";

    private readonly FakeTimeProvider _time = new(A.Start);
    private RunningCentralSystem _system = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _system = await RunningCentralSystem.StartAsync(s => s.Set("Commands:ReconnectDelayMs", "0").Set("Commands:TimeoutSeconds", "3600").Time(_time));
        _system.ExpectErrors();
        _http = _system.CreateHttpClient();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _system.DisposeAsync();
    }

    [Fact]
    public async Task The_answer_is_kept_once_the_database_takes_it()
    {
        await using var chargePoint = await _system.ConnectRawAsync("CP");
        var id = await SendAsync("?wait=false", 202);
        var call = JsonSerializer.Deserialize<JsonElement>(await chargePoint.ReceiveRawAsync());
        await UntilAsync(id, "Sent");
        await WithoutCommandsAsync(async () =>
        {
            await chargePoint.SendRawAsync($$"""[3,"{{call[1].GetString()}}",{"status":"Accepted"}]""");
            await Eventually.TrueAsync(() => _system.Log.Any(entry => entry.Message.Contains("could not be stored", StringComparison.Ordinal)), "the end is not stored");
        });
        await UntilAsync(id, "Answered");
    }

    [Fact]
    public async Task What_waited_too_long_expires_once_the_database_takes_it()
    {
        await _system.AddChargePointAsync("CP");
        string[] ids = [await SendAsync(Queued, 202), await SendAsync(Queued, 202)];
        await WithoutCommandsAsync(() => Eventually.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMinutes(10));
                return _system.Log.Any(entry => entry.Message.Contains("progress of a command could not be stored", StringComparison.Ordinal));
            },
            "the end is not stored"));
        foreach (var id in ids)
        {
            await UntilAsync(id, "Expired");
        }
    }

    [Fact]
    public async Task What_waits_for_a_removed_charge_point_is_cancelled()
    {
        await _system.AddChargePointAsync("CP");
        var id = await SendAsync(Queued, 202);
        (await _http.AskAsync(HttpMethod.Delete, "/api/v1/charge-points/CP")).Status.ShouldBe(204);
        await UntilAsync(id, "Cancelled");
    }

    private static string Queued => $"?queueUntil={Uri.EscapeDataString(A.Start.AddHours(1).ToString("O"))}";

    private async Task<string> SendAsync(string query, int status)
    {
        var answer = await _http.AskAsync(HttpMethod.Post, $"{Commands}/ClearCache{query}");
        answer.Status.ShouldBe(status, answer.Text);
        return answer.Json.Member("commandId")!;
    }

    private Task UntilAsync(string id, string status) => Eventually.TrueAsync(
        async () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(300));
            return (await _http.ReadAsync($"/api/v1/commands/{id}")).Json.Member("status") == status;
        },
        $"the command is {status}");

    private async Task WithoutCommandsAsync(Func<Task> work)
    {
        await AlterAsync("ALTER TABLE commands RENAME TO commands_away");
        await work();
        await AlterAsync("ALTER TABLE commands_away RENAME TO commands");
    }

    private async Task AlterAsync(string sql) => await _system.Get<GroupCommitWriter>().ChangeAsync(db => db.Database.ExecuteSqlRaw(sql));
}
