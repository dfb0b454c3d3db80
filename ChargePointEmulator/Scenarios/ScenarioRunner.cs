using System.Text.Json.Nodes;
using ChargePointEmulator.Check.Drivers;
using ChargePointEmulator.Settings;

namespace ChargePointEmulator.Scenarios;

/// <summary>Runs scenarios, each with a charge point of its own.</summary>
/// <param name="settings">Where to, and how.</param>
/// <param name="driver">Makes the Central System send.</param>
/// <param name="variables">Values that win over those of the files.</param>
/// <param name="identity">Identity of the charge point, over that of the file; null leaves it.</param>
/// <param name="time">The clock.</param>
/// <param name="logs">Where the charge points log.</param>
internal sealed class ScenarioRunner(EmulatorSettings settings, IDriver driver, JsonObject variables, string? identity, TimeProvider time, ILoggerFactory logs)
{
    private const int FramesKept = 20_000;

    /// <summary>Runs one scenario to its verdict; it never throws for what the Central System does.</summary>
    /// <param name="scenario">What to do.</param>
    /// <param name="tell">Told of each step as it ends.</param>
    /// <param name="cancellationToken">Interrupts the run; the result says so.</param>
    public async Task<ScenarioResult> RunAsync(Scenario scenario, Action<StepResult> tell, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        var since = time.GetTimestamp();
        var name = identity ?? scenario.Identity ?? IdentityOf(scenario.Name);
        await using var host = new ScenarioHost(SettingsOf(scenario), name, time, FramesKept, logs);
        var run = new ScenarioRun(host.Driver, driver, time, tell);
        run.Variables.Set("identity", name);
        run.Variables.Set("centralSystem", HttpAddressOf(settings.Endpoint));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(scenario.Timeout);
        var (verdict, message) = await VerdictAsync(scenario, run, limit.Token, cancellationToken);
        return new ScenarioResult(scenario, name, verdict, message, run.Results, run.Frames.After(0), startedAt, time.GetElapsedTime(since));
    }

    private async Task<(ScenarioVerdict Verdict, string Message)> VerdictAsync(Scenario scenario, ScenarioRun run, CancellationToken limit, CancellationToken interrupted)
    {
        try
        {
            SetVariables(scenario, run);
            await new ScenarioFlow(run).RunAsync(scenario.Steps, limit);
            return (ScenarioVerdict.Passed, "");
        }
        catch (ScenarioFailedException e)
        {
            return (run.Driver.Line.WasConnected ? ScenarioVerdict.Failed : ScenarioVerdict.NeverConnected, e.Message);
        }
        catch (StepFailedException e)
        {
            return (ScenarioVerdict.Failed, $"vars: {e.Message}");
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return (ScenarioVerdict.Interrupted, "Interrupted.");
        }
        catch (OperationCanceledException)
        {
            return (ScenarioVerdict.Failed, $"The scenario did not end within {Durations.Text(scenario.Timeout)} (timeout).");
        }
        catch (Exception e)
        {
            // A fault of the emulator is no verdict on the Central System, and must not lose the reports of the other scenarios.
            return (ScenarioVerdict.Error, e.ToString());
        }
    }

    /// <summary>Those of the file in their order, each of which may use the ones before it; those of the run stand above them, as they are.</summary>
    private void SetVariables(Scenario scenario, ScenarioRun run)
    {
        foreach (var (key, value) in scenario.Variables.Where(variable => !variables.ContainsKey(variable.Key)))
        {
            run.Variables.Set(key, run.Variables.Fill(value));
        }

        foreach (var (key, value) in variables)
        {
            run.Variables.Set(key, value);
        }
    }

    /// <summary>Where the Central System is by HTTP, for files that are fetched from it.</summary>
    private static string HttpAddressOf(Uri endpoint) => new UriBuilder(endpoint.Scheme == "wss" ? "https" : "http", endpoint.Host, endpoint.Port).Uri.AbsoluteUri.TrimEnd('/');

    private EmulatorSettings SettingsOf(Scenario scenario)
    {
        var applied = scenario.Station?.Apply(settings) ?? settings;
        var configuration = new Dictionary<string, string>(applied.ConfigurationDefaults, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in scenario.Configuration)
        {
            configuration[key] = value;
        }

        return applied with
        {
            Sessions = false,
            PlugInDelay = null,
            BootOnReconnect = scenario.BootOnReconnect,
            RestartTime = scenario.RestartTime,
            EnergyScale = scenario.TimeScale,
            ConfigurationDefaults = configuration,
            Quirks = [.. applied.Quirks, .. scenario.Quirks],
        };
    }

    /// <summary>An identity that tells whose it is: letters, digits and dashes of the name.</summary>
    private static string IdentityOf(string name)
    {
        var plain = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return plain.Length == 0 ? "scenario" : plain.Length > 48 ? plain[..48] : plain;
    }
}
