using System.CommandLine;
using ChargePointEmulator.Check;
using ChargePointEmulator.CommandLine;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Settings;

namespace ChargePointEmulator.Load;

/// <summary>The command <c>load</c>: its options, and how they become <see cref="LoadOptions"/>.</summary>
internal static class LoadCommand
{
    private const string Examples = """
        Examples:
          # Is this load file in order, and where does each of its settings come from?
          ChargePointEmulator load samples/morning.load.yaml --check
          ChargePointEmulator load samples/morning.load.yaml --dump-config

          # A whole run, with a report for people and one for the build server
          ChargePointEmulator load samples/blackout.load.yaml --url ws://cs:8080/ocpp --report html=load.html --report junit=load.xml

          # More connections than one address has ports; every frame in a file; figures for Prometheus
          ChargePointEmulator load my.load.yaml --count 50000 --bind 127.0.0.2-127.0.0.5 --trace frames.jsonl --metrics-port 9100

        On a terminal keys let things happen to a run; a line below its table names them.
        Load files, stages, thresholds, keys: docs/load.md.
        """;

    public static Command Create()
    {
        var file = new Argument<string?>("file") { Description = "Load file, YAML or JSON", Arity = ArgumentArity.ZeroOrOne };
        var url = Overriding("--url", "Endpoint of the central system, without an identity. Also LOAD_URL", "url");
        var count = Overriding("--count", "Charge points of the fleet. Also LOAD_COUNT", "n");
        var seed = Overriding("--seed", "Every draw follows from it. Also LOAD_SEED", "n");
        var connectRate = Overriding("--connect-rate", "Handshakes begun per second, reconnects included. Also LOAD_CONNECT_RATE", "n");
        var bind = Overriding("--bind", "Connect from these addresses of this machine, in turns: addresses and ranges, separated by commas. Also LOAD_BIND", "addresses");
        var password = Overriding("--password", "Password of Basic authentication; 32 to 40 hex digits stand for their bytes. Also LOAD_PASSWORD", "password");
        var passwordsFile = Overriding("--passwords-file", "Passwords of single charge points: a line identity:password for each. Also LOAD_PASSWORDS_FILE", "file");
        var insecure = new Option<bool>("--insecure") { Description = "Accept any certificate of the central system. Also LOAD_INSECURE" };
        var reports = new Option<string[]>("--report") { Description = "Write a report: html=FILE, json=FILE, junit=FILE or md=FILE", HelpName = "kind=file" };
        var trace = new Option<string?>("--trace") { Description = "Write every frame as a line of JSON", HelpName = "file" };
        var metricsPort = new Option<int?>("--metrics-port") { Description = "Serve /metrics (Prometheus) and /healthz at this port of 127.0.0.1", HelpName = "port" };
        var check = new Option<bool>("--check") { Description = "Read and check the file, and run nothing" };
        var dump = new Option<bool>("--dump-config") { Description = "Show the effective configuration and where each value comes from, and run nothing" };
        var schema = new Option<bool>("--schema") { Description = "Print the JSON Schema of load files, and run nothing" };
        Option<string?>[] overrides = [url, count, seed, connectRate, bind, password, passwordsFile];

        var command = new ExampleCommand("load", "Puts a load on a central system: a fleet, what it does stage by stage, and how good the central system has to be at it.", Examples)
        {
            file, url, count, seed, connectRate, bind, password, passwordsFile, insecure, reports, trace, metricsPort, check, dump, schema,
        };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(schema) && result.GetValue(file) is null)
            {
                result.AddError("load needs a file.");
            }
        });
        metricsPort.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 65_535)
            {
                result.AddError("--metrics-port must be a port from 1 to 65535.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(schema))
            {
                await output.WriteAsync(LoadSchema.Write());
                return ExitCode.Ok;
            }

            try
            {
                var options = new LoadOptions
                {
                    File = parsed.GetValue(file)!,
                    Overrides = LoadOverrides.Read(
                        name => name == insecure.Name ? parsed.GetValue(insecure) ? "true" : null : parsed.GetValue(overrides.First(option => option.Name == name)),
                        Environment.GetEnvironmentVariable),
                    Reports = parsed.GetValue(reports) ?? [],
                    Trace = parsed.GetValue(trace),
                    MetricsPort = parsed.GetValue(metricsPort),
                    CheckOnly = parsed.GetValue(check),
                    DumpConfiguration = parsed.GetValue(dump),
                };
                return await LoadProgram.RunAsync(options, output, LoadTerminal.Of(output), TimeProvider.System, cancellationToken);
            }
            catch (Exception e) when (e is BadInputException or DocumentException)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(e.Message);
                return ExitCode.BadInput;
            }
        });
        return command;
    }

    /// <summary>An option whose value wins over that of the environment and of the file, and is read with them.</summary>
    private static Option<string?> Overriding(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };
}
