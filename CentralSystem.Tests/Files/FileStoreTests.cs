using System.Net;
using System.Security.Cryptography;
using CentralSystem.Tests.Api;

namespace CentralSystem.Tests.Files;

/// <summary>The store as operators see it, and what it keeps over a restart.</summary>
public sealed class FileStoreTests(FilesFixture files) : IClassFixture<FilesFixture>
{
    [Fact]
    public async Task Firmware_is_stored_listed_fetched_and_deleted()
    {
        var content = FilesFixture.Content(300_000);
        var stored = await files.AddFirmwareAsync(content, "../../fw.bin");
        (stored.Text("name"), stored.Number("sizeBytes"), stored.Text("sha256")).ShouldBe(("fw.bin", content.Length, Convert.ToHexStringLower(SHA256.HashData(content))));
        var id = stored.Text("fileId");
        (await files.System.GetAsync("/api/v1/files?kind=Firmware")).Items().ShouldContain(f => f.Text("fileId") == id);
        (await files.Http.GetByteArrayAsync($"/api/v1/files/{id}/content")).ShouldBe(content);

        using var stale = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/files/{id}");
        stale.Headers.TryAddWithoutValidation("If-Match", "\"9\"");
        (await files.Http.SendAsync(stale)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await files.System.SendAsync(HttpMethod.Delete, $"/api/v1/files/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await files.System.GetAsync($"/api/v1/files/{id}", 404);
        await files.System.GetAsync($"/api/v1/files/{id}/content", 404);
    }

    [Fact]
    public async Task Firmware_that_is_empty_too_large_or_of_another_type_is_refused()
    {
        (await files.AddFirmwareAsync([], status: 400)).Text("type").ShouldBe("urn:centralsystem:problem:invalid-request");
        (await files.AddFirmwareAsync(new byte[(2 * FilesFixture.MiB) + 1], status: 413)).Text("type").ShouldBe("urn:centralsystem:problem:body-too-large");
        await files.System.PostAsync("/api/v1/files?name=x", "{}", 415);
    }

    [Fact]
    public async Task Firmware_is_stored_once_however_often_it_is_sent()
    {
        var content = FilesFixture.Content(300_000);
        var first = await SendAsync(content);
        var again = await SendAsync(content);
        (first.Status, again.Status).ShouldBe((201, 201), first.Text);
        again.Text.ShouldBe(first.Text);

        async Task<(int Status, string Text)> SendAsync(byte[] bytes)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/files?name=once.bin") { Content = FilesFixture.Binary(bytes) };
            request.Headers.Add("Idempotency-Key", "firmware-once");
            using var response = await files.Http.SendAsync(request);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_full_disk_is_said_each_time_and_not_kept_as_the_answer()
    {
        await using var full = ApiFixture.Start(("Files:MinFreeMiB", "1048576"));
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/files?name=f.bin") { Content = FilesFixture.Binary([1]) };
            request.Headers.Add("Idempotency-Key", "firmware");
            using var response = await full.Http.SendAsync(request);
            (response.StatusCode, response.Headers.Contains("Idempotency-Replayed")).ShouldBe((HttpStatusCode.InsufficientStorage, false));
        }
    }

    [Fact]
    public async Task A_signature_needs_a_certificate_and_the_revision_it_was_made_upon()
    {
        var id = (await files.AddFirmwareAsync([1])).Text("fileId");
        using var answer = await files.System.SendAsync(HttpMethod.Put, $"/api/v1/files/{id}/signature", """{"signingCertificate":"x","signature":"AQID"}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("signingCertificate");
    }

    [Fact]
    public async Task A_restart_keeps_files_and_links_and_removes_what_was_half_there()
    {
        var fixture = new FilesFixture();
        await using var system = fixture.System;
        var stored = await fixture.AddFirmwareAsync([1, 2, 3]);
        string path;
        await using (var chargePoint = await fixture.ChargePointAsync())
        {
            path = new Uri((await fixture.RequestDiagnosticsAsync(chargePoint)).Location).AbsolutePath;
        }

        var part = Path.Combine(system.Directory, "files", $"{Guid.NewGuid():N}.part");
        var nobodys = Path.Combine(system.Directory, "files", $"{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(part, "half");
        await File.WriteAllTextAsync(nobodys, "no row");

        await system.RestartAsync();

        (File.Exists(part), File.Exists(nobodys)).ShouldBe((false, false));
        (await system.Http.GetByteArrayAsync($"/api/v1/files/{stored.Text("fileId")}/content")).ShouldBe([1, 2, 3]);
        (await fixture.UploadAsync(path, [9])).ShouldBe(200);
        (await system.GetAsync("/api/v1/files?kind=Diagnostics")).Items().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Expired_links_and_files_are_gone()
    {
        var fixture = new FilesFixture();
        await using var system = fixture.System;
        string path;
        await using (var chargePoint = await fixture.ChargePointAsync())
        {
            await fixture.UploadAsync((await fixture.RequestDiagnosticsAsync(chargePoint)).Location, [1]);
            path = new Uri((await fixture.RequestDiagnosticsAsync(chargePoint)).Location).AbsolutePath;
        }

        await system.RestartAsync("UPDATE file_links SET expires_at = 1; UPDATE files SET expires_at = 1");

        (await fixture.UploadAsync(path, [9])).ShouldBe(404);
        await system.UntilAsync("/api/v1/files", page => page.Items().Length == 0);
        Directory.GetFiles(Path.Combine(system.Directory, "files")).ShouldBeEmpty();
    }
}
