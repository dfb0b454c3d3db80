using System.Net;
using System.Text;
using System.Text.Json;
using CentralSystem.Tests.Support;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Transactions;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.Api;

/// <summary>An operator corrects, ends, assigns and acknowledges; what the Charge Point told stays.</summary>
public sealed class TransactionCorrectionTests
{
    [Fact]
    public async Task Correction_shows_beside_the_original_and_repeated_messages_change_nothing()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id });
        var view = await PostAsync(system, $"transactions/{id}/corrections", """{"meterStart":2000,"meterStop":5000,"idTag":"TAG-2","connectorId":2,"note":"meter exchanged"}""");
        (view.Number("meterStart"), view.Number("energyWh"), view.Text("idTag"), view.Number("connectorId")).ShouldBe((2_000, 3_000, "TAG-2", 2));
        var original = view.GetProperty("original");
        (original.Number("meterStart"), original.Number("energyWh"), original.Text("idTag")).ShouldBe((1_000, 10_000, A.Tag));

        (await chargePoint.CallAsync(A.StartTransaction)).TransactionId.ShouldBe(id);
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id });
        var transaction = (await system.TransactionsAsync()).Single();
        (transaction.MeterStop, transaction.Flags).ShouldBe((5_000L, TransactionFlags.Corrected));
        (await system.ReadAsync(db => db.UnmatchedMessages.CountAsync())).ShouldBe(0);

        var history = (await GetAsync(system, $"transactions/{id}/corrections")).Items().Single();
        (history.Text("kind"), history.Text("note")).ShouldBe(("Correction", "meter exchanged"));
        (await system.ReadAsync(db => db.AuditEntries.Select(e => e.Action).ToListAsync())).ShouldContain("transaction.corrected");
        (await system.ReadAsync(db => db.Events.Select(e => e.Type).ToListAsync())).ShouldContain("transaction.corrected");
    }

    [Fact]
    public async Task Correction_tells_for_which_idTag_the_transaction_counted_before_and_counts_now()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        using var http = system.CreateHttpClient();
        (await http.PutAsync("/api/v1/charge-points/CP001/authorization-policy", new StringContent("""{"stripSuffixPattern":"_[0-9]+"}""", Encoding.UTF8, "application/json"))).EnsureSuccessStatusCode();
        var id = (await chargePoint.CallAsync(A.StartTransaction with { IdTag = "TAG-1_77" })).TransactionId;
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id });
        var original = (await PostAsync(system, $"transactions/{id}/corrections", """{"idTag":"TAG-2","note":"wrong card"}""")).GetProperty("original");
        (original.Text("idTag"), original.Text("authorizedIdTag")).ShouldBe(("TAG-1_77", A.Tag));

        var said = JsonSerializer.Deserialize<JsonElement>(await system.ReadAsync(db => db.Events.Where(e => e.Type == "transaction.corrected").Select(e => e.Data).SingleAsync()));
        var history = (await GetAsync(system, $"transactions/{id}/corrections")).Items().Single();
        foreach (var told in new[] { said, history })
        {
            (told.GetProperty("before").Text("authorizedIdTag"), told.GetProperty("after").Text("authorizedIdTag")).ShouldBe((A.Tag, A.OtherTag));
        }
    }

    [Fact]
    public async Task Correction_of_the_connector_leaves_the_transaction_that_runs_there_its_unnamed_values()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var older = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        var newer = (await chargePoint.CallAsync(A.StartTransaction with { ConnectorId = 2, IdTag = A.OtherTag })).TransactionId;
        await PostAsync(system, $"transactions/{older}/corrections", """{"connectorId":2,"note":"cables swapped"}""");
        await chargePoint.CallAsync(A.MeterValues with { ConnectorId = 2 });
        (await system.ReadAsync(db => db.MeterValues.SingleAsync())).TransactionId.ShouldBe(newer);
    }

    [Fact]
    public async Task Open_transaction_is_ended_by_hand_and_its_late_stop_replaces_that()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        (await PostAsync(system, $"transactions/{id}/corrections", """{"meterStop":4000,"note":"half"}""", 400)).Text("field").ShouldBe("stopTimestamp");
        var view = await PostAsync(system, $"transactions/{id}/corrections", """{"meterStop":4000,"stopTimestamp":"2026-01-15T10:30:00Z","note":"cable was pulled"}""");
        (view.Number("energyWh"), view.Text("resolution")).ShouldBe((3_000, "Operator"));
        (await GetAsync(system, $"transactions/{id}/corrections")).Items().Single().Text("kind").ShouldBe("OperatorStop");

        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id });
        (await system.TransactionAsync(id)).EnergyWh.ShouldBe(10_000L);
        (await GetAsync(system, $"transactions/{id}/corrections")).Items().Length.ShouldBe(2);
    }

    [Theory, Trait("Spec", "OCPP 1.6 errata §3.18")]
    [InlineData(-1)]
    [InlineData(4_711)]
    public async Task Stop_without_a_usable_transactionId_is_matched_by_what_its_charge_point_knows_though_that_was_corrected(int transactionId)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await PostAsync(system, $"transactions/{id}/corrections", """{"idTag":"TAG-2","meterStart":20000,"note":"wrong card, wrong register"}""");

        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = transactionId, IdTag = A.OtherTag });
        (await system.TransactionsAsync()).Single().StopReceivedAt.ShouldBeNull("Of the operator's idTag it knows nothing.");

        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = transactionId, IdTag = A.Tag.ToLowerInvariant() });
        var transaction = (await system.TransactionsAsync()).Single();
        (transaction.MeterStop, transaction.IdTag).ShouldBe((11_000L, A.OtherTag));
        transaction.Flags.ShouldBe(TransactionFlags.Corrected | TransactionFlags.MatchedStop | TransactionFlags.MeterStopBelowStart);
    }

    [Fact]
    public async Task Correction_upon_an_older_state_and_one_that_cannot_be_are_refused()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        using var http = system.CreateHttpClient();
        var tag = (await http.GetAsync($"/api/v1/transactions/{id}")).Headers.ETag!.Tag;
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/transactions/{id}/corrections")
        {
            Content = new StringContent("""{"meterStart":2000,"note":"n"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", tag);
        (await http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        await PostAsync(system, $"transactions/{id}/corrections", """{"meterStart":12000,"note":"n"}""", 400);
        await PostAsync(system, $"transactions/{id}/corrections", """{"note":"n"}""", 400);
        await PostAsync(system, $"transactions/{id}/corrections", """{"meterStart":2000}""", 400);
        await PostAsync(system, "transactions/4711/corrections", """{"meterStart":2000,"note":"n"}""", 404);
        (await system.ReadAsync(db => db.TransactionCorrections.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Unmatched_stop_is_assigned_once_and_its_repetition_stays_without_effect()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        var stop = A.StopTransaction with { TransactionId = 4711, IdTag = null };
        await chargePoint.CallAsync(stop);
        var anomaly = (await GetAsync(system, "anomalies?kind=UnmatchedMessage")).Items().Single();
        var message = (await GetAsync(system, "unmatched-messages")).Items().Single().Number("id");
        anomaly.Text("subject").ShouldBe($"unmatched-messages/{message}");

        var view = await PostAsync(system, $"unmatched-messages/{message}/assign", $$"""{"transactionId":{{id}},"note":"same cable"}""");
        view.Number("energyWh").ShouldBe(10_000);
        await PostAsync(system, $"unmatched-messages/{message}/assign", $$"""{"transactionId":{{id}}}""", 409);
        await chargePoint.CallAsync(stop);
        (await GetAsync(system, "unmatched-messages")).Items().ShouldBeEmpty();
        (await GetAsync(system, "unmatched-messages?settled=true")).Items().Single().Number("assignedTransactionId").ShouldBe(id);
        (await GetAsync(system, "anomalies?kind=UnmatchedMessage")).Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task Unmatched_meter_values_are_assigned_and_a_message_is_dismissed()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = (await chargePoint.CallAsync(A.StartTransaction with { ConnectorId = 2 })).TransactionId;
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = 4711 });
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = 4712, IdTag = null });
        var messages = (await GetAsync(system, "unmatched-messages")).Items();
        await PostAsync(system, $"unmatched-messages/{messages[1].Number("id")}/assign", $$"""{"transactionId":{{id}}}""");
        (await GetAsync(system, $"transactions/{id}/meter-values")).Items().Length.ShouldBe(1);
        await PostAsync(system, $"unmatched-messages/{messages[0].Number("id")}/dismiss", """{"note":"test bench"}""", 204);
        (await GetAsync(system, "unmatched-messages")).Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task Anomaly_is_raised_once_and_leaves_the_inbox_when_acknowledged()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var start = A.StartTransaction with { IdTag = A.UnknownTag };
        await chargePoint.CallAsync(start);
        await chargePoint.CallAsync(start);
        var anomaly = (await GetAsync(system, "anomalies?kind=NotAuthorized&chargePointId=CP001")).Items().Single();
        (await system.ReadAsync(db => db.Events.CountAsync(e => e.Type == "anomaly.detected"))).ShouldBe(1);
        var done = await PostAsync(system, $"anomalies/{anomaly.Number("id")}/acknowledge", """{"note":"guest"}""");
        done.Text("note").ShouldBe("guest");
        (await GetAsync(system, "anomalies")).Items().ShouldBeEmpty();
        (await GetAsync(system, "anomalies?acknowledged=true")).Items().Length.ShouldBe(1);
        await PostAsync(system, "anomalies/4711/acknowledge", "{}", 404);
    }

    [Fact]
    public async Task Energy_is_explained_with_what_was_not_used()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [A.MeterValueAt(A.Start.AddMinutes(1), "1500"), A.MeterValueAt(A.Start.AddMinutes(30), "6000")] });
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id, MeterStop = -1 });
        var view = await GetAsync(system, $"transactions/{id}");
        var explanation = view.GetProperty("energyExplanation");
        (view.Number("energyWh"), explanation.Text("used"), view.Number("durationSeconds")).ShouldBe((4_500, "Samples", 3_600));
        explanation.GetProperty("rejected")[0].Text("source").ShouldBe("Registers");
        explanation.GetProperty("registerSamples").Number("count").ShouldBe(2);
        explanation.GetProperty("powerAverageW").GetDouble().ShouldBe(4_500);
    }

    [Fact]
    public async Task Kinds_beyond_the_limit_are_kept_as_text()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        for (var i = 0; i < 11; i++)
        {
            var samples = string.Join(',', Enumerable.Range(i * 100, 100).Select(n => $$"""{"value":"{{n}}","measurand":"Invented.{{n}}"}"""));
            await chargePoint.ExpectResultAsync("MeterValues", $$"""{"connectorId":1,"meterValue":[{"timestamp":"2026-01-15T10:00:{{i:00}}Z","sampledValue":[{{samples}}]}]}""");
        }

        (await system.ReadAsync(db => db.SampleKinds.CountAsync())).ShouldBeInRange(SampleKinds.MostWithInvented, SampleKinds.MostWithInvented + 200);
        var overflow = await system.ReadAsync(db => db.MeterValues.SelectMany(v => v.Samples).Where(s => s.Kind.Measurand == SampleKinds.Overflow).Select(s => s.Text).FirstAsync());
        overflow!.ShouldContain("Invented.");
    }

    internal static async Task<JsonElement> GetAsync(RunningCentralSystem system, string path, int status = 200)
    {
        using var http = system.CreateHttpClient();
        return await ReadAsync(await http.GetAsync($"/api/v1/{path}"), status);
    }

    internal static async Task<JsonElement> PostAsync(RunningCentralSystem system, string path, string json, int status = 200)
    {
        using var http = system.CreateHttpClient();
        return await ReadAsync(await http.PostAsync($"/api/v1/{path}", new StringContent(json, Encoding.UTF8, "application/json")), status);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        return text.Length > 0 ? JsonSerializer.Deserialize<JsonElement>(text) : default;
    }
}
