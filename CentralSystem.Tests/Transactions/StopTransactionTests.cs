using CentralSystem.Tests.Support;
using CentralSystem.Web.Transactions;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Tests.Transactions;

/// <summary>A stop is always answered; it ends the transaction it can only mean, and what fits nowhere is kept.</summary>
public sealed class StopTransactionTests
{
    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1"), Trait("Quirk", "25")]
    public async Task Stop_sent_again_changes_nothing_also_after_a_restart()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        StopTransactionRequest stop;
        await using (var chargePoint = await system.ConnectAsync("CP001"))
        {
            stop = A.StopTransaction with { TransactionId = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId, TransactionData = [A.MeterValueAt(A.Stop, "11000")] };
            await chargePoint.CallAsync(stop);
            await chargePoint.CallAsync(stop);
        }

        await system.RestartAsync();
        await using var again = await system.ConnectAsync("CP001", boot: false);
        (await again.CallAsync(stop)).IdTagInfo!.Status.Known.ShouldBe(AuthorizationStatus.Accepted);
        var transaction = (await system.TransactionsAsync()).Single();
        (transaction.MeterStop, transaction.EnergyWh, transaction.Flags).ShouldBe((11_000L, 10_000L, TransactionFlags.None));
        (await system.ReadAsync(db => db.MeterValues.CountAsync())).ShouldBe(1);
        (await system.ReadAsync(db => db.UnmatchedMessages.CountAsync())).ShouldBe(0);
    }

    [Fact, Trait("Quirk", "25")]
    public async Task Second_stop_with_other_figures_is_kept_beside_the_first_and_flagged()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var stop = A.StopTransaction with { TransactionId = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId };
        await chargePoint.CallAsync(stop);
        await chargePoint.CallAsync(stop with { MeterStop = 12_000 });
        await chargePoint.CallAsync(stop with { MeterStop = 12_000 });
        var transaction = (await system.TransactionsAsync()).Single();
        (transaction.MeterStop, transaction.Flags).ShouldBe((11_000L, TransactionFlags.ContradictingStop));
        (await system.ReadAsync(db => db.UnmatchedMessages.SingleAsync())).Payload.ShouldContain("\"meterStop\":12000");
    }

    [Theory, Trait("Spec", "OCPP 1.6 errata §3.18"), Trait("Quirk", "19"), Trait("Quirk", "24")]
    [InlineData(-1, A.Tag)]
    [InlineData(0, A.Tag)]
    [InlineData(4711, A.Tag)]
    [InlineData(-1, null)]
    [InlineData(-1, "")]
    public async Task Stop_without_a_usable_transactionId_ends_the_only_transaction_it_can_mean(int transactionId, string? idTag)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await chargePoint.CallAsync(A.StartTransaction);
        var stop = A.StopTransaction with { TransactionId = transactionId, IdTag = idTag };
        await chargePoint.CallAsync(stop);
        await chargePoint.CallAsync(stop);
        var transaction = (await system.TransactionsAsync()).Single();
        (transaction.MeterStop, transaction.Flags).ShouldBe((11_000L, TransactionFlags.MatchedStop));
        (await system.ReadAsync(db => db.UnmatchedMessages.CountAsync())).ShouldBe(1);

        // The next transaction is not the one that stop meant, however often it is sent again.
        await chargePoint.CallAsync(A.StartTransaction with { Timestamp = A.Start.AddMinutes(30) });
        await chargePoint.CallAsync(stop);
        (await system.TransactionsAsync())[1].StopReceivedAt.ShouldBeNull();
    }

    [Fact, Trait("Quirk", "24")]
    public async Task Stop_with_an_unknown_transactionId_and_no_idTag_ends_nothing_and_is_kept()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await chargePoint.CallAsync(A.StartTransaction);
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = 4711, IdTag = null });
        (await system.TransactionsAsync()).Single().StopReceivedAt.ShouldBeNull();
        var unmatched = await system.ReadAsync(db => db.UnmatchedMessages.SingleAsync());
        (unmatched.Action, unmatched.TransactionId).ShouldBe(("StopTransaction", 4711L));
    }

    [Theory, Trait("Quirk", "24")]
    [InlineData(4711)]
    [InlineData(-1)]
    public async Task Stop_that_fits_none_is_kept_once_however_long_its_transactionData_is(int transactionId)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var random = new Random(1);
        var stop = A.StopTransaction with
        {
            TransactionId = transactionId,
            IdTag = "NOBODY",
            TransactionData =
            [
                .. Enumerable.Range(0, 64).Select(quarter => new MeterValue
                {
                    Timestamp = A.Start.AddMinutes(15 * quarter),
                    SampledValue = [.. Enumerable.Range(0, 8).Select(_ => new SampledValue { Value = $"{random.Next(100_000_000)}.{random.Next(1_000)}" })],
                }),
            ],
        };
        await chargePoint.CallAsync(stop);
        await chargePoint.CallAsync(stop);
        (await system.ReadAsync(db => db.UnmatchedMessages.SingleAsync())).TransactionId.ShouldBe(transactionId);
    }

    [Fact, Trait("Spec", "OCPP 1.6 errata §3.18"), Trait("Quirk", "24"), Trait("Quirk", "25")]
    public async Task Stop_that_names_its_transaction_wins_over_one_that_was_matched_to_it_before()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var transactionId = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = -1, MeterStop = 9_000, Timestamp = A.Start.AddMinutes(10), Reason = Reason.PowerLoss });
        var matched = await system.TransactionAsync(transactionId);
        (matched.MeterStop, matched.Flags).ShouldBe((9_000L, TransactionFlags.MatchedStop));

        var stop = A.StopTransaction with { TransactionId = transactionId, TransactionData = [A.MeterValueAt(A.Stop, "11000")] };
        await chargePoint.CallAsync(stop);
        await chargePoint.CallAsync(stop);
        var named = await system.TransactionAsync(transactionId);
        (named.MeterStop, named.StopTimestamp, named.StopReason, named.EnergyWh).ShouldBe((11_000L, A.Stop, "Local", 10_000L));
        named.Flags.HasFlag(TransactionFlags.ContradictingStop).ShouldBeTrue();
        (await system.ReadAsync(db => db.MeterValues.SingleAsync())).TransactionId.ShouldBe(transactionId);
    }

    [Fact, Trait("Quirk", "25")]
    public async Task First_stop_that_names_its_transaction_stands_against_later_ones()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var transactionId = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = -1, MeterStop = 9_000, Timestamp = A.Start.AddMinutes(10) });
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = transactionId });
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = transactionId, MeterStop = 10_500 });
        (await system.TransactionAsync(transactionId)).MeterStop.ShouldBe(A.StopTransaction.MeterStop);
        (await system.ReadAsync(db => db.UnmatchedMessages.CountAsync())).ShouldBe(2);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7")]
    public async Task Late_stop_of_an_older_transaction_leaves_unnamed_meter_values_to_the_newest_one_that_ended()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var older = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        var newest = (await chargePoint.CallAsync(A.StartTransaction with { MeterStart = 3_000, Timestamp = A.Start.AddMinutes(20) })).TransactionId;
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = newest });
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = older, MeterStop = 3_000, Timestamp = A.Start.AddMinutes(10) });
        await chargePoint.CallAsync(A.MeterValues with { MeterValue = [A.MeterValueAt(A.Start.AddMinutes(30), "5000")] });
        (await system.ReadAsync(db => db.MeterValues.SingleAsync())).TransactionId.ShouldBe(newest);
    }

    [Fact, Trait("Quirk", "24")]
    public async Task Stop_that_may_mean_two_transactions_ends_none_of_them()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await chargePoint.CallAsync(A.StartTransaction);
        await chargePoint.CallAsync(A.StartTransaction with { ConnectorId = 2 });
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = -1 });
        (await system.TransactionsAsync()).ShouldAllBe(t => t.StopReceivedAt == null);
        (await system.ReadAsync(db => db.UnmatchedMessages.CountAsync())).ShouldBe(1);
    }

    [Fact, Trait("Quirk", "24")]
    public async Task Stop_without_a_usable_transactionId_ends_no_transaction_of_another_idTag_of_later_or_of_a_higher_register()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await chargePoint.CallAsync(A.StartTransaction);
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = -1, IdTag = A.OtherTag });
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = -1, Timestamp = A.Start.AddMinutes(-1) });
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = -1, MeterStop = A.StartTransaction.MeterStart - 1 });
        (await system.TransactionsAsync()).Single().StopReceivedAt.ShouldBeNull();
        (await system.ReadAsync(db => db.UnmatchedMessages.CountAsync())).ShouldBe(3);
    }

    [Fact, Trait("Quirk", "24")]
    public async Task Stop_naming_a_transaction_of_another_Charge_Point_leaves_that_one_alone()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await using var stranger = await system.ConnectAsync("CP002");
        var transactionId = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await stranger.CallAsync(A.StopTransaction with { TransactionId = transactionId });
        (await system.TransactionAsync(transactionId)).StopReceivedAt.ShouldBeNull();
    }

    [Theory, Trait("Spec", "OCPP 1.6 §6.50")]
    [InlineData(A.Tag, AuthorizationStatus.Accepted)]
    [InlineData(A.UnknownTag, AuthorizationStatus.Invalid)]
    public async Task Stop_tells_what_is_thought_of_its_idTag(string idTag, AuthorizationStatus status)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var transactionId = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        (await chargePoint.CallAsync(A.StopTransaction with { TransactionId = transactionId, IdTag = idTag })).IdTagInfo!.Status.Known.ShouldBe(status);
        var transaction = await system.TransactionAsync(transactionId);
        (transaction.StopIdTag, transaction.StopReceivedAt is null).ShouldBe((idTag, false));
    }

    [Theory, Trait("Quirk", "14"), Trait("Quirk", "15"), Trait("Quirk", "28")]
    [InlineData(11_000, "2026-01-15T09:00:00Z", "StopBeforeStart", 10_000L)]
    [InlineData(500, "2026-01-15T11:00:00Z", "MeterStopBelowStart", null)]
    [InlineData(-1, "2026-01-15T11:00:00Z", "MeterStopBelowStart, NegativeRegister", null)]
    [InlineData(11_000, "1970-01-01T00:00:00Z", "StopBeforeStart, ImplausibleTimestamp", 10_000L)]
    [InlineData(11_000, "garbage", "UnreadableTimestamp", 10_000L)]
    [InlineData(1_000, "2026-01-15T10:00:00Z", "None", 0L)]
    public async Task Odd_stop_ends_the_transaction_with_flags_and_never_a_negative_energy(int meterStop, string timestamp, string flags, long? energy)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await chargePoint.ExpectResultAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG-1","meterStart":1000,"timestamp":"2026-01-15T10:00:00Z"}""");
        await chargePoint.ExpectResultAsync("StopTransaction", $$"""{"transactionId":1,"meterStop":{{meterStop}},"timestamp":"{{timestamp}}"}""");
        var transaction = await system.TransactionAsync(1);
        transaction.StopReceivedAt.ShouldNotBeNull();
        transaction.Flags.ToString().ShouldBe(flags);
        transaction.EnergyWh.ShouldBe(energy);
        (transaction.EnergySource is null).ShouldBe(transaction.EnergyWh is null);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1"), Trait("Quirk", "14"), Trait("Quirk", "25")]
    public async Task Stop_at_an_impossible_date_sent_again_changes_nothing()
    {
        var time = new LeapingTime(DateTimeOffset.UtcNow);
        await using var system = await RunningCentralSystem.StartAsync(s => s.Time(time));
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await chargePoint.ExpectResultAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG-1","meterStart":1000,"timestamp":"2022-02-28T10:00:00Z"}""");
        const string Stop = """{"transactionId":1,"meterStop":11000,"timestamp":"2022-02-29T10:00:00Z"}""";
        await chargePoint.ExpectResultAsync("StopTransaction", Stop);
        var stopped = await system.TransactionAsync(1);

        time.Advance(TimeSpan.FromSeconds(1));
        await chargePoint.ExpectResultAsync("StopTransaction", Stop);
        var again = await system.TransactionAsync(1);
        (again.StopTimestamp, again.StopReceivedAt, again.Flags).ShouldBe((stopped.StopTimestamp, stopped.StopReceivedAt, TransactionFlags.UnreadableTimestamp));
        (await system.ReadAsync(db => db.UnmatchedMessages.CountAsync())).ShouldBe(0);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1, errata §3.18"), Trait("Quirk", "14"), Trait("Quirk", "24")]
    public async Task Stop_at_an_impossible_date_without_a_usable_transactionId_ends_no_second_transaction_when_it_is_sent_again()
    {
        var time = new LeapingTime(A.Stop);
        await using var system = await RunningCentralSystem.StartAsync(s => s.Time(time).Set("HEARTBEAT_INT_MS", "0"));
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        const string Stop = """{"transactionId":-1,"meterStop":11000,"timestamp":"2022-02-29T10:00:00Z"}""";
        await chargePoint.ExpectResultAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG-1","meterStart":1000,"timestamp":"2026-01-15T10:00:00Z"}""");
        await chargePoint.ExpectResultAsync("StopTransaction", Stop);
        (await system.TransactionAsync(1)).StopTimestamp.ShouldBe(A.Stop, "the time of receipt stands in");
        time.Advance(TimeSpan.FromMinutes(1));
        await chargePoint.ExpectResultAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG-1","meterStart":11000,"timestamp":"2026-01-15T11:00:30Z"}""");
        await chargePoint.ExpectResultAsync("StopTransaction", Stop);
        (await system.TransactionAsync(2)).StopReceivedAt.ShouldBeNull();
        (await system.ReadAsync(db => db.UnmatchedMessages.CountAsync())).ShouldBe(1);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1, errata §3.18"), Trait("Quirk", "14"), Trait("Quirk", "24")]
    public async Task Stop_at_an_impossible_date_without_a_usable_transactionId_is_another_one_when_it_comes_more_than_a_day_later()
    {
        var time = new SteppedClock(A.Stop);
        await using var system = await RunningCentralSystem.StartAsync(s => s.Time(time).Set("HEARTBEAT_INT_MS", "0"));
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        const string Stop = """{"transactionId":-1,"meterStop":7000,"timestamp":"2022-02-29T10:00:00Z"}""";
        await chargePoint.ExpectResultAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG-1","meterStart":0,"timestamp":"2026-01-15T10:00:00Z"}""");
        await chargePoint.ExpectResultAsync("StopTransaction", Stop);
        time.Now = A.Stop.AddHours(23);
        await chargePoint.ExpectResultAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG-1","meterStart":0,"timestamp":"2026-01-16T09:00:00Z"}""");
        await chargePoint.ExpectResultAsync("StopTransaction", Stop);
        (await system.TransactionAsync(2)).StopReceivedAt.ShouldBeNull("within a day it is a repetition, also past midnight");

        time.Now = A.Stop.AddHours(25);
        await chargePoint.ExpectResultAsync("StopTransaction", Stop);
        var transaction = await system.TransactionAsync(2);
        (transaction.EnergyWh, transaction.StopTimestamp).ShouldBe((7_000L, A.Stop.AddHours(25)));
        (await system.ReadAsync(db => db.UnmatchedMessages.CountAsync())).ShouldBe(2);

        time.Now = A.Stop.AddHours(26);
        await chargePoint.ExpectResultAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG-1","meterStart":0,"timestamp":"2026-01-16T13:00:00Z"}""");
        await chargePoint.ExpectResultAsync("StopTransaction", Stop);
        (await system.TransactionAsync(3)).StopReceivedAt.ShouldBeNull("it repeats the second one");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1, errata §3.18"), Trait("Quirk", "14"), Trait("Quirk", "24")]
    public async Task Unmatched_stop_with_a_meter_value_at_an_impossible_date_is_kept_once_and_the_value_lies_at_its_receipt_when_it_is_assigned()
    {
        var time = new LeapingTime(A.Stop);
        await using var system = await RunningCentralSystem.StartAsync(s => s.Time(time).Set("HEARTBEAT_INT_MS", "0"));
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        const string Stop = """
            {"transactionId":4711,"meterStop":11000,"timestamp":"2026-01-15T11:00:00Z","transactionData":[{"timestamp":"2022-02-29T10:00:00Z","sampledValue":[{"value":"11000"}]}]}
            """;
        await chargePoint.ExpectResultAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG-1","meterStart":1000,"timestamp":"2026-01-15T10:00:00Z"}""");
        await chargePoint.ExpectResultAsync("StopTransaction", Stop);
        time.Advance(TimeSpan.FromMinutes(1));
        await chargePoint.ExpectResultAsync("StopTransaction", Stop);
        var message = await system.ReadAsync(db => db.UnmatchedMessages.SingleAsync());
        await system.Get<UnmatchedMessages>().AssignAsync(message.Id, 1, null);
        var transaction = await system.TransactionAsync(1);
        (transaction.StopTimestamp, transaction.EnergyWh, transaction.Flags).ShouldBe((A.Stop, 10_000L, TransactionFlags.None));
        (await system.ReadAsync(db => db.MeterValues.SingleAsync())).Timestamp.ShouldBe(A.Stop, "the time of receipt stands in");
    }

    [Fact, Trait("Quirk", "14")]
    public async Task Unmatched_stop_at_an_impossible_date_ends_at_its_receipt_when_it_is_assigned()
    {
        var time = new LeapingTime(A.Stop);
        await using var system = await RunningCentralSystem.StartAsync(s => s.Time(time).Set("HEARTBEAT_INT_MS", "0"));
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        await chargePoint.ExpectResultAsync("StartTransaction", """{"connectorId":1,"idTag":"TAG-1","meterStart":1000,"timestamp":"2026-01-15T10:00:00Z"}""");
        await chargePoint.ExpectResultAsync("StopTransaction", """{"transactionId":4711,"meterStop":11000,"timestamp":"2022-02-29T10:00:00Z"}""");
        time.Advance(TimeSpan.FromMinutes(1));
        await system.Get<UnmatchedMessages>().AssignAsync((await system.ReadAsync(db => db.UnmatchedMessages.SingleAsync())).Id, 1, null);
        var transaction = await system.TransactionAsync(1);
        (transaction.StopTimestamp, transaction.EnergyWh, transaction.Flags).ShouldBe((A.Stop, 10_000L, TransactionFlags.UnreadableTimestamp));
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.16.5"), Trait("Quirk", "28")]
    public async Task Energy_comes_from_the_samples_where_the_registers_make_no_sense()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var transactionId = (await chargePoint.CallAsync(A.StartTransaction with { MeterStart = 0 })).TransactionId;
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = transactionId, MeterValue = [A.MeterValueAt(A.Start.AddMinutes(1), "900001500")] });
        await chargePoint.CallAsync(A.StopTransaction with
        {
            TransactionId = transactionId,
            MeterStop = 900_009_000,
            TransactionData =
            [
                new MeterValue
                {
                    Timestamp = A.Start.AddMinutes(50),
                    SampledValue =
                    [
                        new SampledValue { Value = "900009", Unit = UnitOfMeasure.KWh, Measurand = Measurand.EnergyActiveImportRegister },
                        new SampledValue { Value = "5", Phase = Phase.L1, Measurand = Measurand.EnergyActiveImportRegister },
                        new SampledValue { Value = "11000", Measurand = Measurand.PowerActiveImport, Unit = UnitOfMeasure.W },
                    ],
                },
            ],
        });
        var transaction = await system.TransactionAsync(transactionId);
        (transaction.EnergyWh, transaction.EnergySource).ShouldBe((7_500L, EnergySource.Samples));
    }

    [Fact, Trait("Quirk", "25"), Trait("Quirk", "28")]
    public async Task Energy_no_connector_can_deliver_is_unknown_or_flagged()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var transactionId = (await chargePoint.CallAsync(A.StartTransaction with { MeterStart = 0 })).TransactionId;
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = transactionId, MeterStop = 900_009_000 });
        var transaction = await system.TransactionAsync(transactionId);
        (transaction.EnergyWh is null || transaction.Flags != TransactionFlags.None).ShouldBeTrue(
            $"900 MWh in an hour from a register that began at 0: energy {transaction.EnergyWh} by {transaction.EnergySource}, flags {transaction.Flags}");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.10"), Trait("Quirk", "28")]
    public async Task Stop_is_answered_and_its_energy_unknown_whatever_the_samples_claim()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var transactionId = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        var samples = new[] { "1e308", "1e307" }.Select((value, minute) => new MeterValue
        {
            Timestamp = A.Start.AddMinutes(minute),
            SampledValue = [new SampledValue { Value = value, Unit = UnitOfMeasure.KWh, Measurand = Measurand.EnergyActiveImportRegister }],
        });
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = transactionId, MeterValue = [.. samples] });
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = transactionId, MeterStop = 500 });
        var transaction = await system.TransactionAsync(transactionId);
        (transaction.MeterStop, transaction.EnergyWh, transaction.Flags).ShouldBe((500L, null, TransactionFlags.MeterStopBelowStart));
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.16.5")]
    public async Task TransactionData_is_kept_with_the_transaction()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var transactionId = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.StopTransaction with
        {
            TransactionId = transactionId,
            TransactionData =
            [
                new MeterValue { Timestamp = A.Start, SampledValue = [new SampledValue { Value = "1000", Context = ReadingContext.TransactionBegin }] },
                new MeterValue { Timestamp = A.Stop, SampledValue = [new SampledValue { Value = "11000", Context = ReadingContext.TransactionEnd }] },
            ],
        });
        var values = await system.ReadAsync(db => db.MeterValues.Include(v => v.Samples).ThenInclude(s => s.Kind).OrderBy(v => v.Timestamp).ToListAsync());
        values.Select(v => (v.TransactionId, v.ConnectorId, v.Timestamp, v.Samples.Single().Value, v.Samples.Single().Kind.Context)).ShouldBe(
            [
                (transactionId, 1, A.Start, 1_000d, "Transaction.Begin"),
                (transactionId, 1, A.Stop, 11_000d, "Transaction.End"),
            ]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TransactionData_that_only_a_repetition_of_the_stop_brings_is_kept_once(bool wasMatched)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var transactionId = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        var stop = A.StopTransaction with { TransactionId = transactionId };
        await chargePoint.CallAsync(wasMatched ? stop with { TransactionId = -1 } : stop);
        var whole = stop with { TransactionData = [new MeterValue { Timestamp = A.Stop, SampledValue = [new SampledValue { Value = "signed", Format = ValueFormat.SignedData }] }] };

        await chargePoint.CallAsync(whole);
        await chargePoint.CallAsync(whole);

        (await system.ReadAsync(db => db.MeterValues.SelectMany(v => v.Samples, (v, s) => new { v.TransactionId, s.Text }).ToListAsync()))
            .ShouldHaveSingleItem().ShouldBe(new { TransactionId = (int?)transactionId, Text = (string?)"signed" });
        (await system.ReadAsync(db => db.UnmatchedMessages.CountAsync())).ShouldBe(wasMatched ? 1 : 0);
    }
}
