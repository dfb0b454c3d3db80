using CentralSystem.Tests.Support;
using CentralSystem.Web.Reservations;
using CentralSystem.Web.Storage;
using CentralSystem.Web.Transactions;
using Microsoft.EntityFrameworkCore;
using Ocpp.Types;

namespace CentralSystem.Tests.Transactions;

/// <summary>A start opens one transaction, however often and in whatever shape it comes.</summary>
public sealed class StartTransactionTests
{
    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1"), Trait("Quirk", "22")]
    public async Task Start_sent_twice_opens_one_transaction()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var request = A.StartTransaction with { MeterStart = 1_200 };
        var first = await chargePoint.CallAsync(request);
        var again = await chargePoint.CallAsync(request);   // the first answer got lost on the way
        again.ShouldBe(first);
        (await system.TransactionsAsync()).ShouldHaveSingleItem().Flags.ShouldBe(TransactionFlags.None);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1"), Trait("Quirk", "22")]
    public async Task Start_sent_again_after_a_restart_is_the_same_transaction()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        int transactionId;
        await using (var chargePoint = await system.ConnectAsync("CP001"))
        {
            transactionId = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        }

        await system.RestartAsync();
        await using var again = await system.ConnectAsync("CP001", boot: false);
        (await again.CallAsync(A.StartTransaction)).TransactionId.ShouldBe(transactionId);
        (await system.TransactionsAsync()).ShouldHaveSingleItem();
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1"), Trait("Quirk", "22")]
    public async Task Start_under_way_on_the_old_socket_and_again_on_the_new_one_is_one_transaction()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        const string Start = """{"connectorId":1,"idTag":"TAG-1","meterStart":0,"timestamp":"2026-01-15T10:00:00Z"}""";
        for (var round = 0; round < 10; round++)
        {
            await using var old = await system.ConnectTcpAsync($"CP{round}");
            await using var newer = await system.HandshakeAsync($"/ocpp/CP{round}", "Sec-WebSocket-Protocol: ocpp1.6");
            await Task.WhenAll(
                old.SendTextAsync($"""[2,"old","StartTransaction",{Start}]"""),
                newer.SendTextAsync($"""[2,"new","StartTransaction",{Start}]"""));
            var answer = await newer.ReceiveTextAsync();
            var transactions = await system.TransactionsAsync();
            transactions.Count.ShouldBe(round + 1);
            answer.ShouldBe($$"""[3,"new",{"idTagInfo":{"status":"Accepted"},"transactionId":{{transactions[round].TransactionId}}}]""");
        }

        (await system.TransactionsAsync()).Count.ShouldBe(10);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1")]
    public async Task Same_start_written_a_hundred_times_at_once_is_one_transaction()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var state = (await system.SessionAsync("CP001")).ChargePoint;
        var writer = system.Get<GroupCommitWriter>();
        var verdict = new Web.IdTags.IdTagVerdict(AuthorizationStatus.Accepted, null, null, 1);
        var started = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () =>
            await writer.WriteAsync(new StartTransactionWrite(state, A.StartTransaction, verdict, DateTimeOffset.UtcNow, TransactionFlags.None)))));
        started.Distinct().ShouldHaveSingleItem().ShouldBe(new StartedTransaction(1, AuthorizationStatus.Accepted));
        (await system.TransactionsAsync()).ShouldHaveSingleItem();
    }

    [Fact, Trait("Spec", "OCPP 1.6 §7.28")]
    public async Task Start_with_the_idTag_in_another_letter_case_is_the_same_transaction()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var first = await chargePoint.CallAsync(A.StartTransaction);
        (await chargePoint.CallAsync(A.StartTransaction with { IdTag = "tag-1" })).TransactionId.ShouldBe(first.TransactionId);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1")]
    public async Task Starts_that_differ_in_one_member_are_different_transactions()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await using var other = await system.ConnectAsync("CP002");
        var ids = new[]
        {
            await chargePoint.CallAsync(A.StartTransaction),
            await chargePoint.CallAsync(A.StartTransaction with { ConnectorId = 2 }),
            await chargePoint.CallAsync(A.StartTransaction with { IdTag = A.OtherTag }),
            await chargePoint.CallAsync(A.StartTransaction with { MeterStart = 1_001 }),
            await chargePoint.CallAsync(A.StartTransaction with { Timestamp = A.Start.AddMilliseconds(1) }),
            await other.CallAsync(A.StartTransaction),
        };
        ids.Select(i => i.TransactionId).Distinct().Count().ShouldBe(6);
        ids.ShouldAllBe(i => i.TransactionId > 0);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.8, errata §3.54"), Trait("Quirk", "23")]
    public async Task Refused_idTag_gets_its_status_and_a_transactionId_each_time()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await system.AddIdTagAsync("BLOCKED", AuthorizationStatus.Blocked);
        await system.AddIdTagAsync("OLD", expiryDate: DateTimeOffset.UtcNow.AddDays(-1));
        await using var chargePoint = await system.ConnectAsync("CP001");
        foreach (var (idTag, status) in new[] { ("BLOCKED", AuthorizationStatus.Blocked), ("OLD", AuthorizationStatus.Expired), (A.UnknownTag, AuthorizationStatus.Invalid) })
        {
            var started = await chargePoint.CallAsync(A.StartTransaction with { IdTag = idTag });
            (started.IdTagInfo.Status.Known, started.TransactionId > 0).ShouldBe((status, true));
            (await chargePoint.CallAsync(A.StartTransaction with { IdTag = idTag })).ShouldBe(started);
            (await system.TransactionAsync(started.TransactionId)).Flags.HasFlag(TransactionFlags.NotAuthorized).ShouldBeTrue();
        }
    }

    [Fact, Trait("Quirk", "43")]
    public async Task Unknown_idTag_is_accepted_where_the_setting_says_so()
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Authorization:UnknownIdTags", "Accept"));
        await using var chargePoint = await system.ConnectAsync("CP001");
        (await chargePoint.AuthorizeAsync(A.UnknownTag)).ShouldBe(AuthorizationStatus.Accepted);
        (await chargePoint.CallAsync(A.StartTransaction with { IdTag = A.UnknownTag })).IdTagInfo.Status.Known.ShouldBe(AuthorizationStatus.Accepted);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.10, §7.27")]
    public async Task IdTagInfo_names_parent_and_expiry()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        var expiry = new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await system.AddIdTagAsync("CHILD", parentIdTag: "PARENT", expiryDate: expiry);
        await using var chargePoint = await system.ConnectAsync("CP001");
        var expected = new IdTagInfo { Status = AuthorizationStatus.Accepted, ParentIdTag = "PARENT", ExpiryDate = expiry };
        (await chargePoint.CallAsync(A.Authorize with { IdTag = "CHILD" })).IdTagInfo.ShouldBe(expected);
        var started = await chargePoint.CallAsync(A.StartTransaction with { IdTag = "CHILD" });
        started.IdTagInfo.ShouldBe(expected);
        (await chargePoint.CallAsync(A.StopTransaction with { TransactionId = started.TransactionId, IdTag = "CHILD" })).IdTagInfo.ShouldBe(expected);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §7.2")]
    public async Task Start_above_the_limit_of_an_idTag_is_ConcurrentTx_and_Authorize_never_is()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await system.AddIdTagAsync("ONE", maxActiveTransactions: 1);
        await using var chargePoint = await system.ConnectAsync("CP001");
        await using var other = await system.ConnectAsync("CP002");
        var first = A.StartTransaction with { IdTag = "ONE" };
        var running = await chargePoint.CallAsync(first);
        running.IdTagInfo.Status.Known.ShouldBe(AuthorizationStatus.Accepted);

        (await chargePoint.CallAsync(first)).ShouldBe(running, "Its own retry does not count against it.");
        (await other.AuthorizeAsync("ONE")).ShouldBe(AuthorizationStatus.Accepted);
        var second = await other.CallAsync(first);
        (second.IdTagInfo.Status.Known, second.TransactionId > 0).ShouldBe((AuthorizationStatus.ConcurrentTx, true));
        (await other.CallAsync(first)).ShouldBe(second);

        await other.CallAsync(A.StopTransaction with { TransactionId = second.TransactionId });
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = running.TransactionId });
        (await other.CallAsync(first with { Timestamp = A.Stop })).IdTagInfo.Status.Known.ShouldBe(AuthorizationStatus.Accepted);
    }

    [Fact, Trait(TestDatabase.Trait, "Sqlite")]
    public async Task What_runs_of_an_idTag_is_counted_in_the_indexes_of_what_runs()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var database = TestDatabase.Open(system.DataDirectory);
        await using var explain = database.CreateCommand();
        explain.CommandText = "EXPLAIN QUERY PLAN " + StartTransactionWrite.CountOpenOfIdTag.Replace("?1", "'ONE'", StringComparison.Ordinal);
        await using var reader = await explain.ExecuteReaderAsync();
        var steps = new List<string>();
        while (await reader.ReadAsync())
        {
            steps.Add(reader.GetString(3));
        }

        steps.Where(step => step.Contains("transactions", StringComparison.Ordinal)).ShouldBe(
            [
                "SEARCH transactions USING INDEX ix_transactions_open_by_id_tag (id_tag=? AND authorization_status=?)",
                "SEARCH transactions USING INDEX ix_transactions_open_by_normalized_id_tag (normalized_id_tag=? AND authorization_status=?)",
            ]);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §7.2")]
    public async Task Start_that_was_refused_with_ConcurrentTx_and_never_stopped_does_not_count_against_the_limit()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await system.AddIdTagAsync("ONE", maxActiveTransactions: 1);
        await using var chargePoint = await system.ConnectAsync("CP001");
        await using var other = await system.ConnectAsync("CP002");
        var start = A.StartTransaction with { IdTag = "ONE" };
        var running = await chargePoint.CallAsync(start);
        (await other.CallAsync(start)).IdTagInfo.Status.Known.ShouldBe(AuthorizationStatus.ConcurrentTx);

        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = running.TransactionId, IdTag = "ONE" });
        (await chargePoint.CallAsync(start with { Timestamp = A.Stop })).IdTagInfo.Status.Known.ShouldBe(AuthorizationStatus.Accepted);
    }

    [Fact, Trait("Quirk", "22")]
    public async Task Start_on_a_connector_with_an_open_transaction_is_kept_and_flagged()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await chargePoint.CallAsync(A.StartTransaction);
        var second = await chargePoint.CallAsync(A.StartTransaction with { Timestamp = A.Start.AddHours(2), MeterStart = 5_000 });
        second.IdTagInfo.Status.Known.ShouldBe(AuthorizationStatus.Accepted);
        (await system.TransactionsAsync()).Select(t => t.Flags).ShouldBe([TransactionFlags.None, TransactionFlags.OverlappingStart]);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.8, §5.13")]
    public async Task Start_with_a_reservationId_uses_the_reservation()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var key = (await system.SessionAsync("CP001")).ChargePoint.Key;
        const int ReservationId = 17;
        await system.Get<GroupCommitWriter>().ChangeAsync(db => db.Reservations.Add(new Reservation
        {
            ChargePointKey = key,
            ReservationId = ReservationId,
            ConnectorId = 1,
            IdTag = A.Tag,
            ExpiryDate = DateTimeOffset.UtcNow.AddHours(1),
            State = ReservationState.Accepted,
            CreatedAt = DateTimeOffset.UtcNow,
            UpdatedAt = DateTimeOffset.UtcNow,
        }).Entity);

        var started = await chargePoint.CallAsync(A.StartTransaction with { ReservationId = ReservationId });
        var used = await system.ReadAsync(db => db.Reservations.SingleAsync());
        (used.State, used.TransactionId).ShouldBe((ReservationState.Used, started.TransactionId));
        (await system.TransactionAsync(started.TransactionId)).Flags.ShouldBe(TransactionFlags.None);

        // It is over: whoever names it again has none.
        var second = await chargePoint.CallAsync(A.StartTransaction with { ConnectorId = 2, IdTag = A.OtherTag, ReservationId = ReservationId });
        (await system.TransactionAsync(second.TransactionId)).Flags.ShouldBe(TransactionFlags.UnknownReservation);
        (await system.ReadAsync(db => db.Reservations.SingleAsync())).TransactionId.ShouldBe(started.TransactionId);

        var stranger = await chargePoint.CallAsync(A.StartTransaction with { ConnectorId = 3, ReservationId = 4711 });
        (await system.TransactionAsync(stranger.TransactionId)).Flags.ShouldBe(TransactionFlags.UnknownReservation);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1"), Trait("Quirk", "14"), Trait("Quirk", "22")]
    public async Task Start_at_an_impossible_date_sent_twice_opens_one_transaction()
    {
        var time = new LeapingTime(DateTimeOffset.UtcNow);
        await using var system = await RunningCentralSystem.StartAsync(s => s.Time(time));
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        const string Start = """{"connectorId":1,"idTag":"TAG-1","meterStart":0,"timestamp":"2022-02-29T10:00:00Z"}""";
        var first = await chargePoint.ExpectResultAsync("StartTransaction", Start);
        time.Advance(TimeSpan.FromSeconds(1));
        (await chargePoint.ExpectResultAsync("StartTransaction", Start)).GetRawText().ShouldBe(first.GetRawText());
        (await system.TransactionsAsync()).ShouldHaveSingleItem().Flags.ShouldBe(TransactionFlags.UnreadableTimestamp);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1"), Trait("Quirk", "14"), Trait("Quirk", "22")]
    public async Task Start_at_an_impossible_date_is_recognised_after_its_stop_and_after_a_correction_but_not_where_somebody_may_have_begun_anew()
    {
        var time = new LeapingTime(DateTimeOffset.UtcNow);
        await using var system = await RunningCentralSystem.StartAsync(s => s.Time(time).Set("HEARTBEAT_INT_MS", "0"));
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        (await StartAsync(100)).ShouldBe(1);
        await StopAsync(1, 500);
        (await StartAsync(100)).ShouldBe(1, "a register does not run backwards");
        (await StartAsync(500)).ShouldBe(2);
        await system.Get<TransactionCorrections>().CorrectAsync(2, new CorrectionInput { MeterStart = 510, Note = "misread" }, default);
        (await StartAsync(500)).ShouldBe(2, "it is open, under other figures");
        await StopAsync(2, 900);
        (await StartAsync(500)).ShouldBe(2, "it is over, under other figures");
        (await StartAsync(900)).ShouldBe(3);
        await StopAsync(3, 900);
        (await StartAsync(900)).ShouldBe(4, "nothing was delivered: this may be the next try");
        await StopAsync(4, 1_000);
        time.Advance(TimeSpan.FromDays(1));
        (await StartAsync(900)).ShouldBe(5, "nothing is repeated for a day");

        async Task<int> StartAsync(int meterStart)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            var payload = $$"""{"connectorId":1,"idTag":"TAG-1","meterStart":{{meterStart}},"timestamp":"2022-02-29T10:00:00Z"}""";
            return (await chargePoint.ExpectResultAsync("StartTransaction", payload)).GetProperty("transactionId").GetInt32();
        }

        async Task StopAsync(int transactionId, int meterStop)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await chargePoint.ExpectResultAsync("StopTransaction", $$"""{"transactionId":{{transactionId}},"meterStop":{{meterStop}},"timestamp":"2022-02-29T11:00:00Z"}""");
        }
    }

    [Theory, Trait("Quirk", "14"), Trait("Quirk", "22")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sessions_at_an_impossible_date_that_each_count_from_0_are_each_a_transaction(bool isCorrected)
    {
        var time = new LeapingTime(DateTimeOffset.UtcNow);
        await using var system = await RunningCentralSystem.StartAsync(s => s.Time(time).Set("HEARTBEAT_INT_MS", "0"));
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        const string Start = """{"connectorId":1,"idTag":"TAG-1","meterStart":0,"timestamp":"2022-02-29T10:00:00Z"}""";
        await chargePoint.ExpectResultAsync("StartTransaction", Start);
        if (isCorrected)
        {
            await system.Get<TransactionCorrections>().CorrectAsync(1, new CorrectionInput { MeterStart = 10, Note = "misread" }, default);
            time.Advance(TimeSpan.FromSeconds(1));
            (await IdOfStartAsync()).ShouldBe(1, "it is open, under other figures");
        }

        time.Advance(TimeSpan.FromHours(1));
        await chargePoint.ExpectResultAsync("StopTransaction", """{"transactionId":1,"meterStop":7000,"timestamp":"2022-02-29T11:00:00Z"}""");
        time.Advance(TimeSpan.FromHours(1));
        (await IdOfStartAsync()).ShouldBe(2);

        async Task<int> IdOfStartAsync() => (await chargePoint.ExpectResultAsync("StartTransaction", Start)).GetProperty("transactionId").GetInt32();
    }

    [Theory, Trait("Quirk", "14"), Trait("Quirk", "15"), Trait("Quirk", "28")]
    [InlineData("""{"connectorId":1,"idTag":"TAG-1","meterStart":0,"timestamp":"2022-02-29T10:00:00Z"}""", nameof(TransactionFlags.UnreadableTimestamp))]
    [InlineData("""{"connectorId":1,"idTag":"TAG-1","meterStart":0,"timestamp":"1970-01-01T00:00:10Z"}""", nameof(TransactionFlags.ImplausibleTimestamp))]
    [InlineData("""{"connectorId":1,"idTag":"TAG-1","meterStart":0,"timestamp":"2099-01-01T00:00:00Z"}""", nameof(TransactionFlags.ImplausibleTimestamp))]
    [InlineData("""{"connectorId":1,"idTag":"TAG-1","meterStart":-1,"timestamp":"2026-01-15T10:00:00Z"}""", nameof(TransactionFlags.NegativeRegister))]
    [InlineData("""{"connectorId":0,"idTag":"TAG-1","meterStart":0,"timestamp":"2026-01-15T10:00:00Z"}""", nameof(TransactionFlags.ImplausibleConnector))]
    [InlineData("""{"connectorId":1,"idTag":"TAG-1","meterStart":3000000000,"timestamp":"2026-01-15T10:00:00Z"}""", nameof(TransactionFlags.None))]
    public async Task Odd_start_is_answered_kept_and_flagged(string payload, string flags)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        (await chargePoint.ExpectResultAsync("StartTransaction", payload)).GetProperty("idTagInfo").GetProperty("status").GetString().ShouldBe("Accepted");
        (await system.TransactionsAsync()).Single().Flags.ToString().ShouldBe(flags);
    }
}
