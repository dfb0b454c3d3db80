using System.Diagnostics;
using CentralSystem.Tests.Support;

namespace CentralSystem.Tests.Certificates;

/// <summary>The tool by which others check certificates, where it is installed.</summary>
internal static class OpenSsl
{
    private static readonly Lazy<bool> Installed = new(() =>
    {
        try
        {
            return RunIn(".", ["version"]).Length > 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public static bool IsInstalled => Installed.Value;

    /// <summary>Runs it over files; gives what it prints, and fails when it fails.</summary>
    /// <param name="arguments">Each names a file by its name.</param>
    /// <param name="files">Name and content.</param>
    public static string Run(string[] arguments, params (string Name, byte[] Content)[] files)
    {
        using var folder = new TempDirectory();
        foreach (var (name, content) in files)
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, name), content);
        }

        return RunIn(folder.FullName, arguments);
    }

    private static string RunIn(string folder, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, output + errors.GetAwaiter().GetResult());
        return output;
    }
}
