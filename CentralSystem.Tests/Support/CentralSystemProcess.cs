using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CentralSystem.Tests.Packaging;

namespace CentralSystem.Tests.Support;

/// <summary>The built program as a process of its own, which can be killed.</summary>
internal sealed partial class CentralSystemProcess : IAsyncDisposable
{
    /// <summary>A start that makes its database on a busy machine takes its time.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CentralSystemProcess(Process process) => _process = process;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Its output, errors included.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>Memory it holds, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts the program and waits until it listens.</summary>
    public static async Task<CentralSystemProcess> StartAsync(string dataDirectory, params string[] arguments)
    {
        var system = Launch(dataDirectory, arguments, []);
        system.Address = await system._listening.Task.Within($"the start of the program:{Environment.NewLine}{string.Join(Environment.NewLine, system._output)}", StartLimit);
        return system;
    }

    /// <summary>Runs the program until it ends by itself.</summary>
    public static async Task<(int ExitCode, string[] Output)> RunAsync(string dataDirectory, string[] arguments, params (string Name, string Value)[] environment)
    {
        await using var system = Launch(dataDirectory, arguments, environment);
        await system._process.WaitForExitAsync().Within("the end of the program");
        return (system._process.ExitCode, [.. system._output]);
    }

    /// <summary>kill -9: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the program to stop, as a service manager does.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {_process.Id}"]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().Within("the end of the program");
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static CentralSystemProcess Launch(string dataDirectory, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = dataDirectory };
        start.ArgumentList.Add(PathOfProgram());
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["WEB_SRV_HOST"] = "127.0.0.1";
        start.Environment["WEB_SRV_PORT"] = "0";
        start.Environment["Storage__DataDirectory"] = dataDirectory;
        start.Environment["Storage__ConnectionString"] = TestDatabase.ConnectionStringOf(dataDirectory, migrated: false);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var system = new CentralSystemProcess(new Process { StartInfo = start });
        system._process.OutputDataReceived += (_, e) => system.Read(e.Data);
        system._process.ErrorDataReceived += (_, e) => system.Read(e.Data);
        system._process.Start();
        system._process.BeginOutputReadLine();
        system._process.BeginErrorReadLine();
        return system;
    }

    /// <summary>The program's own output folder: the copy beside the tests has the tests' run-time settings.</summary>
    private static string PathOfProgram()
    {
        var beside = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = beside.Parent!.Name;
        return Path.Combine(Repository.Root, "CentralSystem.Web", "bin", configuration, beside.Name, "CentralSystem.Web.dll");
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        if (ListeningLine().Match(line) is { Success: true } match)
        {
            _listening.TrySetResult(new Uri("http://127.0.0.1:" + int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
        }
    }

    [GeneratedRegex(@"listening on:.*:(\d+)")]
    private static partial Regex ListeningLine();
}
