using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Tests.Conformance;

/// <summary>Certification cases that an operator drives: authorization cache, remote start and remote stop.</summary>
public sealed class RemoteActionCases
{
    private const string Start = """{"connectorId":1,"idTag":"TAG-1"}""";

    [Fact, Trait("Case", "TC_061_CSMS"), Trait("Spec", "OCPP 1.6 §5.4")]
    public async Task TC_061_clear_authorization_cache()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await operated.CommandAsync<ClearCacheRequest, ClearCacheResponse>("{}", new() { Status = ClearCacheStatus.Accepted });
        await operated.ShouldStillBeServedAsync();
    }

    [Fact, Trait("Case", "TC_010_CSMS"), Trait("Spec", "OCPP 1.6 §5.11")]
    public async Task TC_010_remote_start_with_the_cable_first()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        var chargePoint = operated.ChargePoint;

        await chargePoint.ReportAsync(1, ChargePointStatus.Preparing);
        await RemoteStartAsync(operated, RemoteStartStopStatus.Accepted);
        (await chargePoint.AuthorizeAsync(A.Tag)).ShouldBe(AuthorizationStatus.Accepted);
        var transactionId = await chargePoint.StartAsync();
        await chargePoint.ReportAsync(1, ChargePointStatus.Charging);

        await ShouldRunAsync(operated, transactionId);
    }

    [Fact, Trait("Case", "TC_011_1_CSMS"), Trait("Spec", "OCPP 1.6 §5.11")]
    public async Task TC_011_1_remote_start_before_the_cable()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        var chargePoint = operated.ChargePoint;

        await RemoteStartAsync(operated, RemoteStartStopStatus.Accepted);
        (await chargePoint.AuthorizeAsync(A.Tag)).ShouldBe(AuthorizationStatus.Accepted);
        await chargePoint.ReportAsync(1, ChargePointStatus.Preparing);
        var transactionId = await chargePoint.StartAsync();
        await chargePoint.ReportAsync(1, ChargePointStatus.Charging);

        await ShouldRunAsync(operated, transactionId);
    }

    [Fact, Trait("Case", "TC_011_2_CSMS"), Trait("Spec", "OCPP 1.6 §5.11, §9.1.6")]
    public async Task TC_011_2_remote_start_without_a_cable_leaves_nothing_pending()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        var chargePoint = operated.ChargePoint;

        await RemoteStartAsync(operated, RemoteStartStopStatus.Accepted);
        (await chargePoint.AuthorizeAsync(A.Tag)).ShouldBe(AuthorizationStatus.Accepted);
        await chargePoint.ReportAsync(1, ChargePointStatus.Preparing);
        await chargePoint.ReportAsync(1, ChargePointStatus.Available);

        (await operated.ListAsync("transactions")).ShouldBeEmpty();
        (await operated.ListAsync("commands?status=Pending")).ShouldBeEmpty();
        (await operated.ListAsync("commands?status=Sent")).ShouldBeEmpty();
        var connector = await operated.ConnectorAsync(1);
        (connector.Text("status"), connector.Text("transactionId")).ShouldBe(("Available", null));
    }

    [Fact, Trait("Case", "TC_012_CSMS"), Trait("Spec", "OCPP 1.6 §5.12, §4.10")]
    public async Task TC_012_remote_stop_ends_the_transaction()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        var chargePoint = operated.ChargePoint;
        var transactionId = await chargePoint.ChargeAsync();

        await RemoteStopAsync(operated, transactionId, RemoteStartStopStatus.Accepted);
        (await operated.TransactionAsync(transactionId)).Text("stopTimestamp").ShouldBeNull("Only the Charge Point's word ends a transaction.");
        await chargePoint.StopAsync(transactionId, Reason.Remote);
        await chargePoint.ReportAsync(1, ChargePointStatus.Finishing);
        await chargePoint.ReportAsync(1, ChargePointStatus.Available);

        var transaction = await operated.TransactionAsync(transactionId);
        (transaction.Text("stopReason"), transaction.Number("meterStop"), transaction.Number("energyWh")).ShouldBe(("Remote", 11_000, 10_000));
        (await operated.ListAsync("transactions?open=true")).ShouldBeEmpty();
        var connector = await operated.ConnectorAsync(1);
        (connector.Text("status"), connector.Text("transactionId")).ShouldBe(("Available", null));
    }

    [Fact, Trait("Case", "TC_026_CSMS"), Trait("Spec", "OCPP 1.6 §5.11")]
    public async Task TC_026_rejected_remote_start_starts_nothing()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await RemoteStartAsync(operated, RemoteStartStopStatus.Rejected);
        (await operated.ListAsync("transactions")).ShouldBeEmpty();
        await operated.ShouldStillBeServedAsync();
    }

    [Fact, Trait("Case", "TC_028_CSMS"), Trait("Spec", "OCPP 1.6 §5.12")]
    public async Task TC_028_rejected_remote_stop_leaves_the_transaction_open()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        var transactionId = await operated.ChargePoint.ChargeAsync();

        await RemoteStopAsync(operated, transactionId, RemoteStartStopStatus.Rejected);

        await ShouldRunAsync(operated, transactionId);
        await operated.ShouldStillBeServedAsync();
    }

    private static Task RemoteStartAsync(OperatedChargePoint operated, RemoteStartStopStatus answer) =>
        operated.CommandAsync<RemoteStartTransactionRequest, RemoteStartTransactionResponse>(Start, new() { Status = answer });

    private static Task RemoteStopAsync(OperatedChargePoint operated, int transactionId, RemoteStartStopStatus answer) =>
        operated.CommandAsync<RemoteStopTransactionRequest, RemoteStopTransactionResponse>($$"""{"transactionId":{{transactionId}}}""", new() { Status = answer });

    private static async Task ShouldRunAsync(OperatedChargePoint operated, int transactionId)
    {
        var transaction = (await operated.ListAsync("transactions?open=true")).ShouldHaveSingleItem();
        (transaction.Number("transactionId"), transaction.Number("connectorId"), transaction.Text("idTag")).ShouldBe((transactionId, 1, A.Tag));
        (transaction.Text("authorizationStatus"), transaction.Text("stopTimestamp")).ShouldBe(("Accepted", null));
        var connector = await operated.ConnectorAsync(1);
        (connector.Text("status"), connector.Number("transactionId")).ShouldBe(("Charging", transactionId));
    }
}
