using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using CentralSystem.Tests.Emulator;
using CentralSystem.Tests.Support;

namespace CentralSystem.Tests.Conformance.ChargePoint;

/// <summary>Firmware, diagnostics and logs over HTTP; signed firmware with real signatures.</summary>
public class FileCases
{
    [Fact, Trait("Case", "TC_044_1_CS")]
    public async Task TC_044_1_An_update_waits_for_the_transaction_and_keeps_idle_connectors_out()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        fleet.Central.Downloads["f"] = [1, 2, 3];
        await fleet.ChargeAsync(connection);
        await connection.CallAsync("UpdateFirmware", Update(fleet, "f"));
        await FirmwareAsync(fleet, connection, "Downloading", "Downloaded");
        await fleet.AdvanceUntilAsync(connection.StatusAsync(2, "Unavailable"));
        fleet.Swipe("TAG00001");
        await FirmwareAsync(fleet, connection, "Installing");
        var again = await fleet.ReconnectedAsync();
        await again.NextAsync("BootNotification");
        await again.StatusAsync(2, "Available");
        ((string)(await again.NextAsync("FirmwareStatusNotification")).Payload["status"]!).ShouldBe("Installed");
    }

    [Fact, Trait("Case", "TC_044_2_CS")]
    public async Task TC_044_2_A_file_that_is_not_there_fails_after_its_retries()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.CallAsync("UpdateFirmware", Update(fleet, "nothing", retries: 1));
        await FirmwareAsync(fleet, connection, "Downloading", "Downloading", "DownloadFailed");
        (await connection.StatusOfAsync("TriggerMessage", """{"requestedMessage":"FirmwareStatusNotification"}""")).ShouldBe("Accepted");
        await FirmwareAsync(fleet, connection, "Idle");
    }

    [Fact, Trait("Case", "TC_044_3_CS")]
    public async Task TC_044_3_An_empty_file_is_no_image_and_the_connectors_come_back()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        fleet.Central.Downloads["empty"] = [];
        await connection.CallAsync("UpdateFirmware", Update(fleet, "empty"));
        await FirmwareAsync(fleet, connection, "Downloading", "Downloaded", "Installing");
        await fleet.AdvanceUntilAsync(connection.StatusAsync(1, "Available"));
        await FirmwareAsync(fleet, connection, "InstallationFailed");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §5.19")]
    public async Task A_reset_does_not_end_an_update()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        fleet.Central.Downloads["f"] = [1, 2, 3];
        await fleet.ChargeAsync(connection);
        await connection.CallAsync("UpdateFirmware", Update(fleet, "f"));
        await FirmwareAsync(fleet, connection, "Downloading", "Downloaded");
        await fleet.AdvanceUntilAsync(connection.StatusAsync(2, "Unavailable"));
        (await connection.StatusOfAsync("Reset", """{"type":"Hard"}""")).ShouldBe("Accepted");
        var again = await fleet.ReconnectedAsync();
        ((string)(await again.NextAsync("BootNotification")).Payload["firmwareVersion"]!).ShouldBe("1.0.0");
        await FirmwareAsync(fleet, again, "Installing");
        var updated = await fleet.ReconnectedAsync();
        ((string)(await updated.NextAsync("BootNotification")).Payload["firmwareVersion"]!).ShouldBe("1.0.1");
        await FirmwareAsync(fleet, updated, "Installed");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §5.19")]
    public async Task Every_status_of_an_update_is_told_before_the_restart_also_where_nobody_answers()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(script: central => central.Ignore("FirmwareStatusNotification"));
        await using var running = fleet;
        fleet.Central.Downloads["f"] = [1, 2, 3];
        await connection.CallAsync("UpdateFirmware", Update(fleet, "f"));
        foreach (var status in new[] { "Downloading", "Downloaded", "Installing" })
        {
            ((string)(await fleet.AdvanceUntilAsync(connection.NextAsync("FirmwareStatusNotification"), step: 5)).Payload["status"]!).ShouldBe(status);
        }
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.5, §5.19")]
    public async Task What_became_of_an_update_while_offline_is_told_as_it_stands_on_the_next_connection()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.CallAsync("UpdateFirmware", Update(fleet, "nothing", retrieveDate: "2026-03-01T10:01:00Z"));
        await fleet.OfflineAsync(connection);
        fleet.Time.Advance(TimeSpan.FromMinutes(2));
        await fleet.EventuallyAsync(() => !fleet.ChargePoint.FirmwareUpdate.IsRunning);
        var again = await fleet.OnlineAsync();
        await FirmwareAsync(fleet, again, "DownloadFailed");
        again.Abort();
        var third = await fleet.ReconnectedAsync();
        await third.BootedAsync();
        await third.StatusOfAsync("TriggerMessage", """{"requestedMessage":"FirmwareStatusNotification"}""");
        await FirmwareAsync(fleet, third, "Idle");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.4, §5.9")]
    public async Task What_became_of_an_upload_while_offline_is_told_on_the_next_connection()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        fleet.Central.HoldUploads = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await connection.CallAsync("GetDiagnostics", $$"""{"location":"{{fleet.Central.FileAt("diagnostics/")}}"}""");
        await connection.NextAsync("DiagnosticsStatusNotification");
        await connection.CallAsync("GetLog", Log(fleet, "logs/", 7));
        await LogAsync(connection, "Uploading", 7);
        await fleet.OfflineAsync(connection);
        fleet.Central.HoldUploads.SetResult();
        await fleet.EventuallyAsync(() => !fleet.ChargePoint.LogUpload.IsRunning);
        var again = await fleet.OnlineAsync();
        ((string)(await again.NextAsync("DiagnosticsStatusNotification")).Payload["status"]!).ShouldBe("Uploaded");
        await LogAsync(again, "Uploaded", 7);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.4, §5.14")]
    public async Task A_reset_ends_an_upload_and_its_failure_is_told_after_the_boot()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        fleet.Central.HoldUploads = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await connection.CallAsync("GetDiagnostics", $$"""{"location":"{{fleet.Central.FileAt("diagnostics/")}}"}""");
        await connection.NextAsync("DiagnosticsStatusNotification");
        await connection.StatusOfAsync("Reset", """{"type":"Hard"}""");
        var again = await fleet.ReconnectedAsync();
        fleet.Central.HoldUploads.SetResult();
        ((string)(await again.NextAsync("DiagnosticsStatusNotification")).Payload["status"]!).ShouldBe("UploadFailed");
    }

    [Theory, Trait("Case", "TC_045_2_CS")]
    [InlineData("broken/"), InlineData(null)]
    public async Task TC_045_2_Diagnostics_that_nobody_takes_fail(string? folder)
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        var location = folder is null ? "ftp://user:secret@localhost/x" : fleet.Central.FileAt(folder);
        await connection.CallAsync("GetDiagnostics", $$"""{"location":"{{location}}","retries":1,"retryInterval":5}""");
        ((string)(await connection.NextAsync("DiagnosticsStatusNotification")).Payload["status"]!).ShouldBe("Uploading");
        ((string)(await fleet.AdvanceUntilAsync(connection.NextAsync("DiagnosticsStatusNotification"))).Payload["status"]!).ShouldBe("UploadFailed");
    }

    [Fact, Trait("Case", "TC_079_CS")]
    public async Task TC_079_The_security_log_is_uploaded()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync(settings => settings with { SecurityProfile = 1, Password = new byte[16] });
        await using var running = fleet;
        var answer = (await connection.CallAsync("GetLog", Log(fleet, "logs/", 7)))[2]!;
        ((string)answer["status"]!).ShouldBe("Accepted");
        await LogAsync(connection, "Uploading", 7);
        await LogAsync(connection, "Uploaded", 7);
        var (path, content) = await fleet.Central.Uploads.Reader.ReadAsync();
        path.ShouldBe("logs/" + (string)answer["filename"]!);
        content.ShouldContain("StartupOfTheDevice");
    }

    [Theory]
    [InlineData("refused/", "PermissionDenied"), InlineData("broken/", "UploadFailure"), InlineData("ftp://localhost/", "NotSupportedOperation"), InlineData("no address", "BadMessage")]
    public async Task A_log_that_cannot_be_uploaded_says_why(string folder, string status)
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.CallAsync("GetLog", Log(fleet, folder, 7));
        await LogAsync(connection, "Uploading", 7);
        await LogAsync(connection, status, 7);
    }

    [Theory, Trait("Case", "TC_080_CS")]
    [InlineData("RSA-PSS"), InlineData("RSA-PKCS1"), InlineData("ECDSA")]
    public async Task TC_080_A_signed_update_is_verified_installed_and_reported(string algorithm)
    {
        using var manufacturer = new TestAuthority("Manufacturer");
        var (fleet, connection) = await RunningFleet.BootedAsync(from: DateTimeOffset.UtcNow);
        await using var running = fleet;
        var image = RandomNumberGenerator.GetBytes(100_000);
        fleet.Central.Downloads["signed"] = image;
        (await connection.StatusOfAsync("InstallCertificate", Root("ManufacturerRootCertificate", manufacturer.Root))).ShouldBe("Accepted");
        using var signer = algorithm == "ECDSA" ? manufacturer.Issue("CN=Firmware, O=Manufacturer") : manufacturer.IssueRsa("CN=Firmware, O=Manufacturer");
        (await connection.StatusOfAsync("SignedUpdateFirmware", Signed(fleet, signer, Sign(image, signer, algorithm)))).ShouldBe("Accepted");
        await SignedAsync(fleet, connection, "Downloading", "Downloaded", "SignatureVerified", "Installing");
        var again = await fleet.ReconnectedAsync();
        ((string)(await again.NextAsync("BootNotification")).Payload["firmwareVersion"]!).ShouldBe("1.0.1");
        await again.StatusAsync(2, "Available");
        ((string)(await again.NextAsync("SecurityEventNotification")).Payload["type"]!).ShouldBe("FirmwareUpdated");
        await SignedAsync(fleet, again, "Installed");
        (await again.StatusOfAsync("ExtendedTriggerMessage", """{"requestedMessage":"FirmwareStatusNotification"}""")).ShouldBe("Accepted");
        (await again.NextAsync("SignedFirmwareStatusNotification")).Payload.ToJsonString().ShouldBe("""{"status":"Idle"}""");
    }

    [Fact, Trait("Case", "TC_081_CS")]
    public async Task TC_081_A_signature_of_another_file_is_refused()
    {
        using var manufacturer = new TestAuthority("Manufacturer");
        var (fleet, connection) = await RunningFleet.BootedAsync(from: DateTimeOffset.UtcNow);
        await using var running = fleet;
        fleet.Central.Downloads["signed"] = [1, 2, 3];
        await connection.StatusOfAsync("InstallCertificate", Root("ManufacturerRootCertificate", manufacturer.Root));
        using var signer = manufacturer.Issue("CN=Firmware, O=Manufacturer");
        (await connection.StatusOfAsync("SignedUpdateFirmware", Signed(fleet, signer, Sign([1, 2, 4], signer, "ECDSA")))).ShouldBe("Accepted");
        await SignedAsync(fleet, connection, "Downloading", "Downloaded", "InvalidSignature");
        ((string)(await connection.NextAsync("SecurityEventNotification")).Payload["type"]!).ShouldBe("InvalidFirmwareSignature");
    }

    [Fact, Trait("Spec", "W L01.FR.02")]
    public async Task A_signing_certificate_of_somebody_else_is_invalid()
    {
        using var manufacturer = new TestAuthority("Manufacturer");
        using var stranger = new TestAuthority("Manufacturer");
        var (fleet, connection) = await RunningFleet.BootedAsync(from: DateTimeOffset.UtcNow);
        await using var running = fleet;
        await connection.StatusOfAsync("InstallCertificate", Root("ManufacturerRootCertificate", manufacturer.Root));
        using var signer = stranger.Issue("CN=Firmware, O=Manufacturer");
        (await connection.StatusOfAsync("SignedUpdateFirmware", Signed(fleet, signer, "AAAA"))).ShouldBe("InvalidCertificate");
        ((string)(await connection.NextAsync("SecurityEventNotification")).Payload["type"]!).ShouldBe("InvalidFirmwareSigningCertificate");
    }

    [Theory, Trait("Spec", "W L01.FR.02")]
    [InlineData(true, "RevokedCertificate"), InlineData(false, "Accepted")]
    public async Task A_signing_certificate_that_its_authority_took_back_is_revoked(bool isRevoked, string status)
    {
        using var manufacturer = new TestAuthority("Manufacturer");
        var (fleet, connection) = await RunningFleet.BootedAsync(from: DateTimeOffset.UtcNow);
        await using var running = fleet;
        await connection.StatusOfAsync("InstallCertificate", Root("ManufacturerRootCertificate", manufacturer.Root));
        using var signer = manufacturer.Issue("CN=Firmware, O=Manufacturer", listAt: fleet.Central.FileAt("revoked.crl"));
        fleet.Central.Downloads["revoked.crl"] = DerOf(isRevoked ? manufacturer.Revoke(signer) : manufacturer.Revoke());
        (await connection.StatusOfAsync("SignedUpdateFirmware", Signed(fleet, signer, "AAAA"))).ShouldBe(status);
        if (isRevoked)
        {
            ((string)(await connection.NextAsync("SecurityEventNotification")).Payload["type"]!).ShouldBe("InvalidFirmwareSigningCertificate");
        }
    }

    [Fact, Trait("Spec", "W L01.FR.02")]
    public async Task A_signing_certificate_whose_authority_does_not_answer_is_taken()
    {
        using var manufacturer = new TestAuthority("Manufacturer");
        var (fleet, connection) = await RunningFleet.BootedAsync(from: DateTimeOffset.UtcNow);
        await using var running = fleet;
        await connection.StatusOfAsync("InstallCertificate", Root("ManufacturerRootCertificate", manufacturer.Root));
        using var signer = manufacturer.Issue("CN=Firmware, O=Manufacturer", listAt: fleet.Central.FileAt("nowhere.crl"));
        (await connection.StatusOfAsync("SignedUpdateFirmware", Signed(fleet, signer, "AAAA"))).ShouldBe("Accepted");
    }

    [Fact, Trait("Case", "XC31")]
    public async Task XC31_With_signed_updates_plain_ones_are_not_supported()
    {
        using var manufacturer = new TestAuthority("Manufacturer");
        var (fleet, connection) = await RunningFleet.BootedAsync(from: DateTimeOffset.UtcNow);
        await using var running = fleet;
        await connection.StatusOfAsync("InstallCertificate", Root("ManufacturerRootCertificate", manufacturer.Root));
        (await connection.CallAsync("UpdateFirmware", Update(fleet, "f")))[2]!.ToJsonString().ShouldBe("\"NotSupported\"");
    }

    [Fact, Trait("Case", "XC32")]
    public async Task XC32_A_newer_GetLog_takes_the_place_of_the_upload_under_way()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        fleet.Central.HoldUploads = new(TaskCreationOptions.RunContinuationsAsynchronously);
        (await connection.StatusOfAsync("GetLog", Log(fleet, "logs/", 7))).ShouldBe("Accepted");
        await LogAsync(connection, "Uploading", 7);
        (await connection.StatusOfAsync("GetLog", Log(fleet, "logs/", 8))).ShouldBe("AcceptedCanceled");
        await LogAsync(connection, "Uploading", 8);
        fleet.Central.HoldUploads.SetResult();
        await LogAsync(connection, "Uploaded", 8);
    }

    internal static string Root(string use, X509Certificate2 root) =>
        new JsonObject { ["certificateType"] = use, ["certificate"] = root.ExportCertificatePem() }.ToJsonString();

    internal static string Update(RunningFleet fleet, string file, int retries = 0, string retrieveDate = "2026-03-01T10:00:00Z") => new JsonObject
    {
        ["location"] = fleet.Central.FileAt(file),
        ["retrieveDate"] = retrieveDate,
        ["retries"] = retries,
        ["retryInterval"] = 5,
    }.ToJsonString();

    private static string Log(RunningFleet fleet, string folder, int requestId) => new JsonObject
    {
        ["logType"] = "SecurityLog",
        ["requestId"] = requestId,
        ["log"] = new JsonObject { ["remoteLocation"] = folder.EndsWith('/') && !folder.StartsWith("ftp", StringComparison.Ordinal) ? fleet.Central.FileAt(folder) : folder },
    }.ToJsonString();

    private static string Signed(RunningFleet fleet, X509Certificate2 signer, string signature) => new JsonObject
    {
        ["requestId"] = 5,
        ["firmware"] = new JsonObject
        {
            ["location"] = fleet.Central.FileAt("signed"),
            ["retrieveDateTime"] = "2026-03-01T10:00:00Z",
            ["signingCertificate"] = signer.ExportCertificatePem(),
            ["signature"] = signature,
        },
    }.ToJsonString();

    private static byte[] DerOf(string pem) => Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);

    private static string Sign(byte[] image, X509Certificate2 signer, string algorithm) => Convert.ToBase64String(algorithm switch
    {
        "ECDSA" => signer.GetECDsaPrivateKey()!.SignData(image, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
        "RSA-PSS" => signer.GetRSAPrivateKey()!.SignData(image, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        _ => signer.GetRSAPrivateKey()!.SignData(image, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
    });

    internal static async Task FirmwareAsync(RunningFleet fleet, ScriptedConnection connection, params string[] statuses)
    {
        foreach (var status in statuses)
        {
            ((string)(await fleet.AdvanceUntilAsync(connection.NextAsync("FirmwareStatusNotification"))).Payload["status"]!).ShouldBe(status);
        }
    }

    private static async Task SignedAsync(RunningFleet fleet, ScriptedConnection connection, params string[] statuses)
    {
        foreach (var status in statuses)
        {
            var told = (await fleet.AdvanceUntilAsync(connection.NextAsync("SignedFirmwareStatusNotification"))).Payload;
            ((string)told["status"]!, (int)told["requestId"]!).ShouldBe((status, 5));
        }
    }

    private static async Task LogAsync(ScriptedConnection connection, string status, int requestId)
    {
        var told = (await connection.NextAsync("LogStatusNotification")).Payload;
        ((string)told["status"]!, (int)told["requestId"]!).ShouldBe((status, requestId));
    }
}
