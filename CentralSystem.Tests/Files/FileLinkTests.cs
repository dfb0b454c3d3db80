using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CentralSystem.Tests.Api;
using CentralSystem.Web.Files;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.Files;

/// <summary>What a Charge Point may do with the link it got, and nobody else.</summary>
public sealed class FileLinkTests(FilesFixture files) : IClassFixture<FilesFixture>
{
    [Fact, Trait("Spec", "OCPP 1.6 §5.9")]
    public async Task Diagnostics_without_a_location_come_here_and_are_found_by_their_request()
    {
        await using var chargePoint = await files.ChargePointAsync();
        var (location, commandId) = await files.RequestDiagnosticsAsync(chargePoint);
        location.ShouldStartWith($"{files.Http.BaseAddress}files/");
        await chargePoint.CallAsync("DiagnosticsStatusNotification", """{"status":"Uploading"}""");

        (await files.UploadAsync(location + "diag.zip", FilesFixture.Content(70_000))).ShouldBe(200);
        await chargePoint.CallAsync("DiagnosticsStatusNotification", """{"status":"Uploaded"}""");

        var request = (await files.System.GetAsync($"/api/v1/charge-points/{chargePoint.Identity}/diagnostics")).Items().ShouldHaveSingleItem();
        (request.Text("commandId"), request.Text("status")).ShouldBe((commandId, "Uploaded"));
        request.GetProperty("progress").EnumerateArray().Select(p => p.Text("status")).ShouldBe(["Uploading", "Uploaded"]);
        var file = request.GetProperty("file");
        (file.Text("name"), file.Number("sizeBytes"), file.Text("kind"), file.Text("commandId")).ShouldBe(("diag.zip", 70_000, "Diagnostics", commandId));
        (await files.Http.GetByteArrayAsync($"/api/v1/files/{file.Text("fileId")}/content")).ShouldBe(FilesFixture.Content(70_000));
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.4")]
    public async Task An_upload_that_is_reported_but_never_came_is_told_as_such()
    {
        await using var chargePoint = await files.ChargePointAsync();
        var (location, _) = await files.RequestDiagnosticsAsync(chargePoint);
        await chargePoint.CallAsync("DiagnosticsStatusNotification", """{"status":"Uploaded"}""");
        (await OutcomeAsync()).ShouldBe("NotReceived");

        // Also when its link is over by now: nothing came before that.
        await files.System.Get<GroupCommitWriter>().ChangeAsync(db => db.FileLinks.ExecuteUpdate(set => set.SetProperty(l => l.ExpiresAt, DateTimeOffset.UtcNow.AddDays(-1))));
        await files.System.Get<FileStore>().RemoveExpiredAsync();
        (await files.UploadAsync(location + "diag.zip", [1])).ShouldBe(404);
        (await OutcomeAsync()).ShouldBe("NotReceived");

        var (later, _) = await files.RequestDiagnosticsAsync(chargePoint);
        (await files.UploadAsync(later + "diag.zip", [1])).ShouldBe(200);
        await chargePoint.CallAsync("DiagnosticsStatusNotification", """{"status":"Uploaded"}""");
        (await OutcomeAsync()).ShouldBe("Succeeded");

        // A file that was removed since has come all the same; and what goes elsewhere is not looked for here.
        var file = (await files.FilesOfAsync(chargePoint)).ShouldHaveSingleItem();
        (await files.System.SendAsync(HttpMethod.Delete, $"/api/v1/files/{file.Text("fileId")}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await OutcomeAsync()).ShouldBe("Succeeded");
        await files.System.CommandAsync(chargePoint.Identity, "GetDiagnostics", """{"location":"ftp://example.org/"}""");
        await chargePoint.CallAsync("DiagnosticsStatusNotification", """{"status":"Uploaded"}""");
        (await OutcomeAsync()).ShouldBe("Succeeded");

        async Task<string?> OutcomeAsync() => (await files.System.GetAsync($"/api/v1/charge-points/{chargePoint.Identity}/diagnostics")).Items()[0].Text("outcome");
    }

    [Fact]
    public async Task Links_of_a_charge_point_that_was_removed_lead_nowhere()
    {
        await using var chargePoint = await files.ChargePointAsync();
        var (location, _) = await files.RequestDiagnosticsAsync(chargePoint);
        (await files.System.SendAsync(HttpMethod.Delete, $"/api/v1/charge-points/{chargePoint.Identity}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await files.UploadAsync(location + "diag.zip", [1])).ShouldBe(404);

        // Nor does it get them back when it is registered again.
        await files.System.PostAsync("/api/v1/charge-points", $$"""{"chargePointId":"{{chargePoint.Identity}}"}""", 201);
        (await files.UploadAsync(location + "diag.zip", [1])).ShouldBe(404);
    }

    [Theory, Trait("Spec", "Whitepaper N01")]
    [InlineData("DiagnosticsLog")]
    [InlineData("SecurityLog")]
    public async Task Logs_come_here_and_carry_the_progress_of_their_request_id(string logType)
    {
        await using var chargePoint = await files.ChargePointAsync();
        await files.System.CommandAsync(chargePoint.Identity, "GetLog", $$"""{"logType":"{{logType}}"}""");
        var payload = (await chargePoint.ReceivedAsync()).Payload;
        var requestId = payload.Number("requestId");
        (await files.UploadAsync(payload.GetProperty("log").Text("remoteLocation")!, [1, 2, 3], HttpMethod.Post)).ShouldBe(200);
        await chargePoint.CallAsync("LogStatusNotification", $$"""{"status":"Uploaded","requestId":{{requestId}}}""");
        await chargePoint.CallAsync("LogStatusNotification", $$"""{"status":"UploadFailure","requestId":{{requestId + 1}}}""");

        var request = (await files.System.GetAsync($"/api/v1/charge-points/{chargePoint.Identity}/diagnostics")).Items().ShouldHaveSingleItem();

        (request.Number("requestId"), request.Text("status"), request.GetProperty("file").Text("kind")).ShouldBe((requestId, "Uploaded", "Log"));
    }

    [Fact]
    public async Task A_form_is_taken_as_the_file_it_holds()
    {
        await using var chargePoint = await files.ChargePointAsync();
        var (location, _) = await files.RequestDiagnosticsAsync(chargePoint);
        using var form = new MultipartFormDataContent { { new StringContent("x"), "comment" }, { FilesFixture.Binary([7, 8, 9]), "file", "log.tar.gz" } };

        (await files.Anonymous.PostAsync(location, form)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var file = (await files.FilesOfAsync(chargePoint)).ShouldHaveSingleItem();
        (file.Text("name"), file.Number("sizeBytes")).ShouldBe(("log.tar.gz", 3));
    }

    [Theory]
    [InlineData("%2e%2e%2f%2e%2e%2fetc%2fpasswd", "passwd")]
    [InlineData("..%5c..%5cboot.ini", "boot.ini")]
    [InlineData("/a/b/diag.zip", "diag.zip")]
    [InlineData("<script>.html", "_script_.html")]
    public async Task Names_lose_their_folders_and_whatever_could_do_harm(string sent, string kept)
    {
        await using var chargePoint = await files.ChargePointAsync();
        var (location, _) = await files.RequestDiagnosticsAsync(chargePoint);

        (await files.UploadAsync(location + sent, [1])).ShouldBe(200);

        (await files.FilesOfAsync(chargePoint)).ShouldHaveSingleItem().Text("name").ShouldBe(kept);
    }

    [Fact]
    public async Task One_complete_upload_closes_the_link()
    {
        await using var chargePoint = await files.ChargePointAsync();
        var (location, _) = await files.RequestDiagnosticsAsync(chargePoint);

        (await files.UploadAsync(location, [1, 2])).ShouldBe(200);

        (await files.UploadAsync(location, [3, 4, 5])).ShouldBe(404);
        (await files.FilesOfAsync(chargePoint)).ShouldHaveSingleItem().Number("sizeBytes").ShouldBe(2);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing_and_may_be_repeated()
    {
        await using var chargePoint = await files.ChargePointAsync();
        var (location, _) = await files.RequestDiagnosticsAsync(chargePoint);
        await SendHalfAsync(location);

        (await files.FilesOfAsync(chargePoint)).ShouldBeEmpty();
        (await files.UploadAsync(location, FilesFixture.Content(1_000))).ShouldBe(200);
        (await files.FilesOfAsync(chargePoint)).ShouldHaveSingleItem().Number("sizeBytes").ShouldBe(1_000);
    }

    [Fact]
    public async Task An_empty_or_too_large_upload_is_refused_and_may_be_repeated()
    {
        await using var chargePoint = await files.ChargePointAsync();
        var (location, _) = await files.RequestDiagnosticsAsync(chargePoint);

        (await files.UploadAsync(location, [])).ShouldBe(400);
        (await files.UploadAsync(location, new byte[FilesFixture.MiB + 1])).ShouldBe(413);
        (await files.UploadAsync(location, [1])).ShouldBe(200);
    }

    [Fact]
    public async Task All_files_of_a_charge_point_together_are_bounded()
    {
        await using var chargePoint = await files.ChargePointAsync();
        for (var i = 0; i < 2; i++)
        {
            (await files.UploadAsync((await files.RequestDiagnosticsAsync(chargePoint)).Location, new byte[FilesFixture.MiB])).ShouldBe(200);
        }

        var (location, _) = await files.RequestDiagnosticsAsync(chargePoint);
        (await files.UploadAsync(location, [1])).ShouldBe(507);

        var oldest = (await files.FilesOfAsync(chargePoint))[^1].Text("fileId");
        (await files.System.SendAsync(HttpMethod.Delete, $"/api/v1/files/{oldest}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await files.UploadAsync(location, [1])).ShouldBe(200);
    }

    [Fact]
    public async Task A_link_serves_its_own_purpose_and_charge_point_alone()
    {
        await using var one = await files.ChargePointAsync();
        await using var other = await files.ChargePointAsync();
        var (location, _) = await files.RequestDiagnosticsAsync(one);
        (await files.Anonymous.GetAsync(location)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var wrong = location[..^3] + (location[^3] == 'A' ? "BA/" : "AA/");
        (await files.UploadAsync(wrong, [1])).ShouldBe(404);
        (await files.UploadAsync(new Uri(files.Http.BaseAddress!, "/files/../files/x").ToString(), [1])).ShouldBe(404);

        // Whoever brings it: the link says whose file it is.
        (await files.UploadAsync(location, [1])).ShouldBe(200);

        (await files.FilesOfAsync(one)).ShouldHaveSingleItem();
        (await files.FilesOfAsync(other)).ShouldBeEmpty();
    }

    [Fact, Trait("Spec", "OCPP 1.6 §5.19")]
    public async Task Firmware_is_fetched_in_ranges_until_the_link_is_used_up()
    {
        await using var chargePoint = await files.ChargePointAsync();
        var firmware = FilesFixture.Content(100_000);
        var stored = await files.AddFirmwareAsync(firmware, "v 2.bin");
        await files.System.CommandAsync(chargePoint.Identity, "UpdateFirmware", $$"""{"fileId":"{{stored.Text("fileId")}}"}""");
        var payload = (await chargePoint.ReceivedAsync()).Payload;
        var location = payload.Text("location")!;
        location.ShouldEndWith("/v%202.bin");
        payload.Text("retrieveDate").ShouldNotBeNull();

        (await files.Anonymous.GetByteArrayAsync(location)).ShouldBe(firmware);
        using var request = new HttpRequestMessage(HttpMethod.Get, location) { Headers = { Range = new RangeHeaderValue(60_000, null) } };
        using var rest = await files.Anonymous.SendAsync(request);
        rest.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await rest.Content.ReadAsByteArrayAsync()).ShouldBe(firmware[60_000..]);
        rest.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        rest.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");

        for (var i = 0; i < 18; i++)
        {
            (await files.Anonymous.GetAsync(location)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await files.Anonymous.GetAsync(location)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await files.UploadAsync(location, [1])).ShouldBe(404);
    }

    [Fact, Trait("Spec", "Whitepaper L01")]
    public async Task Signed_firmware_brings_its_certificate_and_signature()
    {
        await using var chargePoint = await files.ChargePointAsync();
        var fileId = (await files.AddFirmwareAsync([1, 2, 3])).Text("fileId");
        var (pem, signature) = Signed([1, 2, 3]);
        (await files.System.SendAsync(HttpMethod.Put, $"/api/v1/files/{fileId}/signature", JsonSerializer.Serialize(new { signingCertificate = pem, signature })))
            .StatusCode.ShouldBe(HttpStatusCode.OK);

        await files.System.CommandAsync(chargePoint.Identity, "SignedUpdateFirmware", $$"""{"fileId":"{{fileId}}"}""");

        var firmware = (await chargePoint.ReceivedAsync()).Payload.GetProperty("firmware");
        (firmware.Text("signingCertificate"), firmware.Text("signature")).ShouldBe((pem, signature));
        (await files.Anonymous.GetByteArrayAsync(firmware.Text("location"))).ShouldBe([1, 2, 3]);
        (await files.System.GetAsync($"/api/v1/charge-points/{chargePoint.Identity}/firmware-updates")).Items().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_location_of_the_operator_stays_and_excludes_a_file()
    {
        await using var chargePoint = await files.ChargePointAsync();
        await files.System.CommandAsync(chargePoint.Identity, "GetDiagnostics", """{"location":"ftp://example.org/"}""");
        (await chargePoint.ReceivedAsync()).Payload.Text("location").ShouldBe("ftp://example.org/");
        var both = $$"""{"fileId":"{{Guid.NewGuid()}}","location":"ftp://example.org/f","retrieveDate":"2099-01-01T00:00:00Z"}""";
        (await files.System.CommandAsync(chargePoint.Identity, "UpdateFirmware", both, 400)).Text("field").ShouldBe("fileId");
        (await files.System.CommandAsync(chargePoint.Identity, "UpdateFirmware", $$"""{"fileId":"{{Guid.NewGuid()}}"}""", 400)).Text("field").ShouldBe("fileId");
    }

    [Fact]
    public async Task Tokens_are_shown_to_nobody_but_the_charge_point()
    {
        await using var chargePoint = await files.ChargePointAsync();
        var (location, commandId) = await files.RequestDiagnosticsAsync(chargePoint);
        var token = new Uri(location).Segments[2].TrimEnd('/');
        token.Length.ShouldBe(43);

        (await files.System.GetAsync($"/api/v1/commands/{commandId}")).ToString().ShouldNotContain(token);
        var journal = await files.System.UntilAsync($"/api/v1/messages?chargePointId={chargePoint.Identity}&action=GetDiagnostics", page => page.Items().Length > 0);
        journal.ToString().ShouldContain("/files/***");
        journal.ToString().ShouldNotContain(token);
    }

    [Fact]
    public async Task An_upload_under_way_gives_way_to_a_new_one()
    {
        await using var chargePoint = await files.ChargePointAsync();
        var (location, _) = await files.RequestDiagnosticsAsync(chargePoint);
        using var stuck = await BeginAsync(location);

        (await files.UploadAsync(location, [1, 2, 3])).ShouldBe(200);

        // The server ends the one that was given up: by an answer, or by the end of the connection.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            _ = await stuck.GetStream().ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, limit.Token);
        }
        catch (IOException)
        {
            // Reset.
        }
    }

    private static async Task SendHalfAsync(string location)
    {
        using var client = await BeginAsync(location);
        client.LingerState = new LingerOption(true, 0);
    }

    private static async Task<TcpClient> BeginAsync(string location)
    {
        var uri = new Uri(location);
        var client = new TcpClient();
        await client.ConnectAsync(uri.Host, uri.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PUT {uri.AbsolutePath} HTTP/1.1\r\nHost: {uri.Authority}\r\nContent-Length: 1000\r\n\r\nhalf"));
        return client;
    }

    /// <summary>A vendor's certificate, and the vendor's signature of a file.</summary>
    private static (string Certificate, string Signature) Signed(byte[] content)
    {
        using var key = System.Security.Cryptography.ECDsa.Create();
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=Signer", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var signature = key.SignData(content, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.DSASignatureFormat.Rfc3279DerSequence);
        return (certificate.ExportCertificatePem(), Convert.ToBase64String(signature));
    }
}
