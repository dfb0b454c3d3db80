using CentralSystem.Tests.Support;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using Microsoft.Extensions.Options;

namespace CentralSystem.Tests.Storage;

/// <summary>A data folder is one process's at a time, and the next one waits for it.</summary>
public sealed class StorageFilesTests
{
    [Fact]
    public async Task Start_waits_for_the_central_system_that_is_about_to_leave_the_folder()
    {
        using var folder = new TempDirectory();
        var options = Options.Create(new StorageOptions { DataDirectory = folder.FullName });
        using var next = new StorageFiles(options);
        using var impatient = new StorageFiles(options);
        var waits = new TaskCompletionSource();
        Task claim;
        using (var old = new StorageFiles(options))
        {
            old.Claim(TimeSpan.Zero);
            claim = Task.Run(() => next.Claim(Eventually.Limit, waits.SetResult));
            await waits.Task.Within("the next one waits");
            Should.Throw<SettingsException>(() => impatient.Claim(TimeSpan.Zero)).Message.ShouldContain("no other central system uses");
            claim.IsCompleted.ShouldBeFalse();
        }

        await claim.Within("the next one has the folder");
        Should.Throw<SettingsException>(() => impatient.Claim(TimeSpan.Zero));
    }
}
