using System.Net;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CentralSystem.Tests.Storage;

/// <summary>What only PostgreSQL can do to us: go away, come back, lose an answer, let a second process in.</summary>
[Collection(Heavy.Name), Trait(TestDatabase.Trait, "Postgres")]
public sealed class PostgresTests
{
    private const string Start = """{"connectorId":1,"idTag":"TAG-1","meterStart":0,"timestamp":"2026-01-15T10:00:00Z"}""";

    [SkippableFact]
    public async Task Outage_makes_changes_wait_and_the_service_unready_until_the_database_is_back()
    {
        Skip.IfNot(PostgresCluster.IsInstalled, "PostgreSQL is not installed");
        using var cluster = PostgresCluster.Start(isDurable: true);
        await using var system = await StartAsync(cluster.CreateDatabase());
        system.ExpectErrors();
        await using var chargePoint = await system.ConnectAsync("CP001");
        cluster.StopServer();
        var answer = chargePoint.CallAsync(A.StartTransaction);
        await Eventually.TrueAsync(() => !system.Get<GroupCommitWriter>().IsHealthy, "the loss is noticed");
        using var http = system.CreateHttpClient();
        (await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.IsCompleted.ShouldBeFalse("nothing is answered that is not durable");

        cluster.StartServer();
        var started = await answer.Within("the answer");
        (await system.TransactionsAsync()).ShouldHaveSingleItem().TransactionId.ShouldBe(started.TransactionId);
        (await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [SkippableFact]
    public async Task Commit_whose_answer_is_lost_is_neither_lost_nor_doubled()
    {
        Skip.IfNot(PostgresCluster.IsInstalled, "PostgreSQL is not installed");
        var database = new NpgsqlConnectionStringBuilder(PostgresCluster.Shared.CreateDatabase());
        using var proxy = new SwallowingProxy(database.Port);
        database.Port = proxy.Port;
        await using var system = await StartAsync(database.ConnectionString);
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await system.FlushAsync();

        proxy.SwallowNextCommit();
        await chargePoint.ExpectResultAsync("DataTransfer", """{"vendorId":"once"}""");
        proxy.HasSwallowed.ShouldBeTrue();
        (await system.ReadAsync(db => db.DataTransfers.CountAsync(t => t.VendorId == "once"))).ShouldBe(1);
        await chargePoint.ExpectResultAsync("StartTransaction", Start);
        system.Log.ShouldContain(e => e.Message.Contains("is back", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task The_lines_that_backup_and_restore_print_take_a_backup_and_bring_it_back_over_what_is_there()
    {
        Skip.IfNot(PostgresCluster.IsInstalled, "PostgreSQL is not installed");
        using var folder = new TempDirectory();
        var database = PostgresCluster.Shared.CreateDatabase();
        var file = Path.Combine(folder.FullName, "central-system.dump");
        await using var system = await StartAsync(database, journal: true);
        int before;
        await using (var chargePoint = await system.ConnectAsync("CP001"))
        {
            before = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
            await system.FlushAsync();
            await FollowAsync("backup", 1);
            await chargePoint.CallAsync(A.StartTransaction with { ConnectorId = 2, IdTag = A.OtherTag });
        }

        await system.StopAsync();
        await FollowAsync("restore", 3);
        await system.RestartAsync();
        (await system.TransactionsAsync()).ShouldHaveSingleItem().TransactionId.ShouldBe(before);
        await using var returned = await system.ConnectAsync("CP001");
        (await returned.CallAsync(A.StartTransaction with { ConnectorId = 2, IdTag = A.OtherTag })).TransactionId.ShouldBeGreaterThan(before + 1_000_000);

        async Task FollowAsync(string command, int lines)
        {
            var (_, output) = await CentralSystemProcess.RunAsync(folder.FullName, [command, file, $"--Storage:ConnectionString={database}"]);
            string[] told = [.. output.Where(line => line.StartsWith("  ", StringComparison.Ordinal))];
            told.Length.ShouldBe(lines, string.Join('\n', output));
            foreach (var line in told)
            {
                PostgresCluster.RunLine(line).ShouldBe(0, line);
            }
        }
    }

    [SkippableFact]
    public async Task Process_that_lost_the_database_to_another_writes_no_more_and_stops()
    {
        Skip.IfNot(PostgresCluster.IsInstalled, "PostgreSQL is not installed");
        var database = PostgresCluster.Shared.CreateDatabase();
        await using var system = await StartAsync(database);
        system.ExpectErrors();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await using var other = new NpgsqlConnection(database + ";Pooling=false");
        await other.OpenAsync();
        await using var takeOver = new NpgsqlCommand(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'central-system writer%'; " + $"SELECT pg_advisory_lock({PostgresStore.LockKey})",
            other);
        await takeOver.ExecuteNonQueryAsync();

        await chargePoint.ExpectErrorAsync("StartTransaction", Start, "InternalError");
        await Eventually.TrueAsync(() => system.Get<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested, "it stops");
        await using var transactions = new NpgsqlCommand("SELECT count(*) FROM transactions", other);
        (await transactions.ExecuteScalarAsync()).ShouldBe(0L);
    }

    [SkippableFact]
    public async Task Process_whose_database_went_back_to_an_older_state_writes_no_more_and_stops()
    {
        Skip.IfNot(PostgresCluster.IsInstalled, "PostgreSQL is not installed");
        using var cluster = PostgresCluster.Start(isDurable: false);
        var database = cluster.CreateDatabase();
        cluster.StopServer();
        cluster.TakeSnapshot();
        cluster.StartServer();
        await using var system = await StartAsync(database);
        system.ExpectErrors();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await chargePoint.ExpectResultAsync("StartTransaction", Start);

        // As a failover to a replica that had not got it yet.
        cluster.StopServer("immediate");
        cluster.RevertToSnapshot();
        cluster.StartServer();

        await chargePoint.ExpectErrorAsync("StartTransaction", Start.Replace(":0,", ":100,", StringComparison.Ordinal), "InternalError");
        await Eventually.TrueAsync(() => system.Get<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested, "it stops");
        (await system.ReadAsync(db => db.Transactions.CountAsync())).ShouldBe(0);
        system.Log.ShouldContain(e => e.Message.Contains("no longer true", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Second_process_on_the_same_database_stops_with_a_clear_sentence()
    {
        Skip.IfNot(PostgresCluster.IsInstalled, "PostgreSQL is not installed");
        var database = PostgresCluster.Shared.CreateDatabase();
        await using var system = await StartAsync(database);
        Should.Throw<SettingsException>(() => Claim(database)).Message.ShouldContain("no other central system uses");
    }

    [Theory]
    [InlineData("postgresql://ocpp:s3cret@127.0.0.1:1/ocpp?sslmode=disable", "can be reached")]
    [InlineData("Host=127.0.0.1;Port=1;Database=ocpp;Username=ocpp;Password=s3cret", "can be reached")]
    [InlineData("mysql://ocpp:s3cret@127.0.0.1/ocpp", "postgresql://user:password@host")]
    [InlineData("postgresql://ocpp:s3cret@127.0.0.1", "postgresql://user:password@host")]
    [InlineData("Host=127.0.0.1;Password=s3cret", "postgresql://user:password@host")]
    [InlineData("Host=127.0.0.1;Database=ocpp;Pasword=s3cret", "postgresql://user:password@host")]
    public void Unusable_database_stops_the_start_and_shows_no_password(string connectionString, string reason)
    {
        var refused = Should.Throw<SettingsException>(() => Claim(connectionString));
        refused.Message.ShouldContain("Storage:ConnectionString");
        refused.Message.ShouldContain(reason);
        refused.ToString().ShouldNotContain("s3cret");
    }

    [SkippableFact]
    public async Task Start_waits_for_a_database_that_is_not_up_yet()
    {
        Skip.IfNot(PostgresCluster.IsInstalled, "PostgreSQL is not installed");
        using var cluster = PostgresCluster.Start(isDurable: false);
        var database = cluster.CreateEmptyDatabase();
        cluster.StopServer();
        var starting = StartAsync(database);
        cluster.StartServer();
        await using var system = await starting.Within("the start");
        await using var chargePoint = await system.ConnectAsync("CP001");
    }

    [SkippableFact]
    public async Task Text_PostgreSQL_cannot_hold_is_stored_with_a_replacement()
    {
        Skip.IfNot(PostgresCluster.IsInstalled, "PostgreSQL is not installed");
        await using var system = await StartAsync(PostgresCluster.Shared.CreateDatabase());
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await chargePoint.ExpectResultAsync("DataTransfer", """{"vendorId":"V","data":"a\u0000b"}""");
        (await system.ReadAsync(db => db.DataTransfers.Select(t => t.Data).SingleAsync())).ShouldBe("a\uFFFDb");
        var asked = "\0";
        (await system.ReadAsync(db => db.DataTransfers.CountAsync(t => t.VendorId == asked))).ShouldBe(0);
    }

    [SkippableFact]
    public async Task Large_group_with_repetitions_in_it_is_stored_once()
    {
        Skip.IfNot(PostgresCluster.IsInstalled, "PostgreSQL is not installed");
        await using var system = await StartAsync(PostgresCluster.Shared.CreateDatabase());
        await using var chargePoint = await system.ConnectAsync("CP001");
        var key = (await system.SessionAsync("CP001")).ChargePoint.Key;
        var writer = system.Get<GroupCommitWriter>();
        await Task.WhenAll(Enumerable.Range(0, 1_200).Select(i => writer.WriteAsync(new Security(key, i / 2)).AsTask()));
        (await system.ReadAsync(db => db.SecurityEvents.CountAsync())).ShouldBe(600);
    }

    private static Task<RunningCentralSystem> StartAsync(string connectionString, bool journal = false) =>
        RunningCentralSystem.StartAsync(settings => settings.Set("Storage:ConnectionString", connectionString).Set("Journal:Enabled", journal ? "true" : "false"));

    /// <summary>What the start of the program does before anything else.</summary>
    private static void Claim(string connectionString)
    {
        var options = Options.Create(new StorageOptions { StartTimeoutSeconds = 0 });
        using var store = new PostgresStore(PostgresAddress.Parse(connectionString), options, NullLogger<PostgresStore>.Instance);
        store.Claim();
    }

    private sealed class Security(int chargePointKey, int second) : StoreWrite<bool>
    {
        private const string Insert = "INSERT INTO security_events (charge_point_key, type, timestamp, tech_info, received_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

        public override void Apply(StoreSession session) => session.Deferred(Insert)
            .Bind(1, chargePointKey).Bind(2, "T").Bind(3, A.Start.AddSeconds(second)).Bind(4, "").Bind(5, A.Start)
            .Execute();
    }
}
