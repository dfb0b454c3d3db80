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

    [Fact]
    public void A_folder_that_is_made_is_read_by_nobody_else_and_one_that_is_there_keeps_its_rights()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode AlsoTheGroups = Owners | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        using var above = new TempDirectory();
        var path = Path.Combine(above.FullName, "data");
        var options = Options.Create(new StorageOptions { DataDirectory = path });
        using (var made = new StorageFiles(options))
        {
            made.Claim(TimeSpan.Zero);
            File.GetUnixFileMode(path).ShouldBe(Owners);
        }

        File.SetUnixFileMode(path, AlsoTheGroups);
        using var again = new StorageFiles(options);
        again.Claim(TimeSpan.Zero);
        File.GetUnixFileMode(path).ShouldBe(AlsoTheGroups);
    }

    [Fact, Trait(TestDatabase.Trait, "Sqlite")]
    public async Task A_database_that_every_user_can_read_is_told_at_the_start_with_the_fix()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode Everybodys = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        await using var system = await RunningCentralSystem.StartAsync();
        Warnings().ShouldBeEmpty("a new folder is closed");
        await system.RestartAsync();
        File.SetUnixFileMode(system.DataDirectory, Everybodys | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(Path.Combine(system.DataDirectory, "central-system.db"), Everybodys);
        await system.RestartAsync();
        Warnings().ShouldHaveSingleItem().ShouldContain($"chmod go= {system.DataDirectory}");

        string[] Warnings() => [.. system.Log.Where(entry => entry.Message.Contains("Every user of this machine", StringComparison.Ordinal)).Select(entry => entry.Message)];
    }
}
