using CentralSystem.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Ocpp.Messages;

namespace CentralSystem.Tests.Messages;

/// <summary>Messages that only tell something: each is answered, and durable when it is.</summary>
public sealed class NotificationTests
{
    [Theory, Trait("Spec", "OCPP 1.6 §4.4, §4.5; whitepaper N01, L01")]
    [InlineData("DiagnosticsStatusNotification", """{"status":"UploadFailed"}""", "UploadFailed", null)]
    [InlineData("FirmwareStatusNotification", """{"status":"Installing"}""", "Installing", null)]
    [InlineData("LogStatusNotification", """{"status":"Uploading","requestId":7}""", "Uploading", 7)]
    [InlineData("SignedFirmwareStatusNotification", """{"status":"InvalidSignature","requestId":8}""", "InvalidSignature", 8)]
    [InlineData("LogStatusNotification", """{"status":"Idle"}""", "Idle", null)]
    public async Task Status_report_is_answered_and_kept(string action, string payload, string status, int? requestId)
    {
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Ocpp:Validation", "Strict"));
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        (await chargePoint.ExpectResultAsync(action, payload)).GetRawText().ShouldBe("{}");
        var report = await system.ReadAsync(db => db.StatusReports.SingleAsync());
        (report.Action, report.Status, report.RequestId).ShouldBe((action, status, requestId));
    }

    [Theory, Trait("Spec", "whitepaper A04")]
    [InlineData("FirmwareUpdated")]
    [InlineData("SomethingOfTheVendor")]
    public async Task SecurityEventNotification_of_any_type_is_answered_and_kept(string type)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await chargePoint.CallAsync(new SecurityEventNotificationRequest { Type = type, Timestamp = A.Start, TechInfo = "info" });
        var kept = await system.ReadAsync(db => db.SecurityEvents.SingleAsync());
        (kept.Type, kept.Timestamp, kept.TechInfo).ShouldBe((type, A.Start, "info"));
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1; whitepaper A04")]
    public async Task SecurityEventNotification_sent_twice_is_kept_once()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var request = new SecurityEventNotificationRequest { Type = "FirmwareUpdated", Timestamp = A.Start, TechInfo = "info" };
        await chargePoint.CallAsync(request);
        await chargePoint.CallAsync(request);
        await chargePoint.CallAsync(request with { TechInfo = null });
        await chargePoint.CallAsync(request with { TechInfo = null });
        (await system.ReadAsync(db => db.SecurityEvents.OrderBy(e => e.Id).ToListAsync())).Select(e => e.TechInfo).ShouldBe(["info", ""]);
    }

    [Fact, Trait("Spec", "whitepaper A02, A03")]
    public async Task SignCertificate_is_Rejected_and_kept_while_there_is_no_certificate_authority()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        (await chargePoint.CallAsync(new SignCertificateRequest { Csr = "-----BEGIN CERTIFICATE REQUEST-----" })).Status.Known.ShouldBe(GenericStatus.Rejected);
        (await system.ReadAsync(db => db.CertificateSigningRequests.SingleAsync())).Csr.ShouldStartWith("-----BEGIN");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.9"), Trait("Quirk", "31")]
    public async Task StatusNotifications_in_swapped_order_leave_the_newest_by_timestamp()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        await chargePoint.CallAsync(A.StatusNotification with { Status = ChargePointStatus.Available, Timestamp = A.Start.AddSeconds(2) });
        await chargePoint.CallAsync(A.StatusNotification with { Status = ChargePointStatus.Finishing, Timestamp = A.Start.AddSeconds(1) });
        (await system.ReadAsync(db => db.Connectors.SingleAsync())).Status.ShouldBe("Available");
    }

    [Theory, Trait("Spec", "OCPP 1.6 §4.9"), Trait("Quirk", "15"), Trait("Quirk", "31")]
    [InlineData(11, 5, "Charging")]
    [InlineData(11, 60, "Charging")]
    [InlineData(9, 5, "Preparing")]
    [InlineData(9, 60, "Preparing")]
    public async Task Status_stamped_before_the_last_one_counts_when_it_comes_more_than_ten_seconds_after_it(int secondsLater, int minutesEarlier, string status)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("HEARTBEAT_INT_MS", "0").Time(time));
        await using var chargePoint = await system.ConnectAsync("CP001");
        var stamp = time.GetUtcNow();
        await chargePoint.CallAsync(A.StatusNotification with { Status = ChargePointStatus.Preparing, Timestamp = stamp });
        time.Advance(TimeSpan.FromSeconds(secondsLater));
        await chargePoint.CallAsync(A.StatusNotification with { Status = ChargePointStatus.Charging, Timestamp = stamp.AddMinutes(-minutesEarlier) });
        (await system.ReadAsync(db => db.Connectors.SingleAsync())).Status.ShouldBe(status);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §6.47"), Trait("Quirk", "13"), Trait("Quirk", "31")]
    public async Task StatusNotification_without_a_timestamp_counts_from_its_receipt_and_any_text_is_kept()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectRawAsync("CP001");
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        await chargePoint.ExpectResultAsync("StatusNotification", """{"connectorId":1,"errorCode":"Error","status":"Occupied","info":"i","vendorId":"v","vendorErrorCode":"e"}""");
        var connector = await system.ReadAsync(db => db.Connectors.SingleAsync());
        (connector.Status, connector.ErrorCode, connector.Info, connector.VendorId, connector.VendorErrorCode).ShouldBe(("Occupied", "Error", "i", "v", "e"));
        connector.StatusTimestamp!.Value.ShouldBeInRange(before, DateTimeOffset.UtcNow.AddSeconds(1));
    }

    [Fact, Trait("Quirk", "31")]
    public async Task Status_that_lasts_is_reported_again_after_another_one_and_survives_a_restart()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using (var chargePoint = await system.ConnectAsync("CP001"))
        {
            foreach (var status in new[] { ChargePointStatus.Available, ChargePointStatus.Preparing, ChargePointStatus.Available, ChargePointStatus.Available })
            {
                await chargePoint.ReportAsync(1, status);
            }
        }

        await system.RestartAsync();
        await using var again = await system.ConnectAsync("CP001", boot: false);
        await again.ReportAsync(1, ChargePointStatus.Available);
        await again.ReportAsync(1, ChargePointStatus.Charging);
        (await system.ReadAsync(db => db.Connectors.SingleAsync())).Status.ShouldBe("Charging");
    }
}
