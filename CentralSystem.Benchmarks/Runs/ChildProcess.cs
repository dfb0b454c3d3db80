using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CentralSystem.Benchmarks.Runs;

/// <summary>Starts the programs of a run and leaves none behind, however the run ends.</summary>
internal static class ChildProcess
{
    private static readonly HashSet<Process> Running = [];

    /// <summary>Arguments that start a command of this program.</summary>
    public static (string FileName, IReadOnlyList<string> Arguments) Own(params string[] arguments) =>
        ("dotnet", [typeof(ChildProcess).Assembly.Location, .. arguments]);

    public static Process Start(string fileName, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string directory)
    {
        var start = new ProcessStartInfo(fileName, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new MeasureException($"{fileName} did not start");
        lock (Running)
        {
            Running.Add(process);
        }

        return process;
    }

    public static async Task StopAsync(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }

        await process.WaitForExitAsync();
        lock (Running)
        {
            Running.Remove(process);
        }

        process.Dispose();
    }

    /// <summary>Ends all that still run.</summary>
    public static void KillAll()
    {
        lock (Running)
        {
            foreach (var process in Running)
            {
                try
                {
                    process.Kill();
                }
                catch (InvalidOperationException)
                {
                    // It ended by itself.
                }
            }
        }
    }
}

/// <summary>A server under load: the echo, or the central system with a data directory of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _directory;
    private readonly Task _logging;

    private ServerProcess(Process process, string name, int port, string directory)
    {
        (_process, Name, Port, _directory) = (process, name, port, directory);
        _logging = Task.WhenAll(LogAsync(process.StandardOutput, "out.log"), LogAsync(process.StandardError, "err.log"));
    }

    public string Name { get; }

    public int Port { get; }

    public int Pid => _process.Id;

    public bool IsEcho { get; private init; }

    public static Task<ServerProcess> StartEchoAsync(RunOptions options)
    {
        var (fileName, arguments) = ChildProcess.Own("echo", "--port", $"{options.Port}");
        return StartAsync("echo", fileName, arguments, [], options.Port, options);
    }

    public static Task<ServerProcess> StartCentralSystemAsync(RunOptions options, int pingIntervalMs) => StartCentralSystemAsync(options, options.Port + 1, pingIntervalMs, []);

    /// <param name="options">Names the program.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="pingIntervalMs">Its HEARTBEAT_INT_MS.</param>
    /// <param name="settings">Further environment variables.</param>
    public static Task<ServerProcess> StartCentralSystemAsync(RunOptions options, int port, int pingIntervalMs, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var environment = new Dictionary<string, string>
        {
            ["WEB_SRV_HOST"] = IPAddress.Loopback.ToString(),
            ["WEB_SRV_PORT"] = $"{port}",
            ["LOG_LIFECYCLE"] = "false",
            ["LOG_PAYLOAD"] = "false",
            ["HEARTBEAT_INT_MS"] = $"{pingIntervalMs}",
            ["Journal__Enabled"] = "true",
            ["Storage__DataDirectory"] = "data",
            ["Registration__UnknownChargePoints"] = "Accept",

            // Above what a generator reaches: messages are counted as ever, and none is held back.
            ["Limits__MessagesPerSecond"] = "1000000",
            ["Limits__BytesPerSecond"] = "1073741824",
            ["Limits__HandshakesPerIdentityPerMinute"] = "100000",
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        return StartAsync("central system", "dotnet", [options.CentralSystem], environment, port, options);
    }

    public async ValueTask DisposeAsync()
    {
        await ChildProcess.StopAsync(_process);
        await _logging;
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task<ServerProcess> StartAsync(
        string name, string fileName, IReadOnlyList<string> arguments, Dictionary<string, string> environment, int port, RunOptions options)
    {
        var directory = Directory.CreateDirectory(Path.Combine(options.WorkDirectory, $"{name.Replace(' ', '-')}-{Guid.NewGuid():N}")).FullName;
        if (await ListensAsync(port))
        {
            throw new MeasureException($"port {port} is taken; --port names others");
        }

        var server = new ServerProcess(ChildProcess.Start(fileName, arguments, environment, directory), name, port, directory) { IsEcho = environment.Count == 0 };
        var began = Stopwatch.GetTimestamp();
        while (!await ListensAsync(port))
        {
            if (server._process.HasExited || Stopwatch.GetElapsedTime(began) > LongestStart)
            {
                await ChildProcess.StopAsync(server._process);
                await server._logging;
                throw new MeasureException($"the {name} did not start; see {directory}");
            }

            await Task.Delay(100);
        }

        return server;
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task LogAsync(StreamReader from, string file)
    {
        await using var log = new StreamWriter(Path.Combine(_directory, file)) { AutoFlush = true };
        while (await from.ReadLineAsync() is { } line)
        {
            await log.WriteLineAsync(line);
        }
    }
}

/// <summary>A measure could not be taken.</summary>
internal sealed class MeasureException(string message) : Exception(message);
