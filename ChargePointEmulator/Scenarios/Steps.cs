using System.Text.Json.Nodes;
using ChargePointEmulator.Check;
using ChargePointEmulator.Check.Drivers;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Driving;
using ChargePointEmulator.Faults;

namespace ChargePointEmulator.Scenarios;

/// <summary>Does a verb; <c>save</c> keeps what it tells.</summary>
internal sealed class VerbStep(DocumentPlace place, string text, Verb verb, JsonObject arguments, JsonObject? save) : Step(place, verb.Name, text)
{
    public override async Task RunAsync(ScenarioFlow flow, CancellationToken cancellationToken)
    {
        var filled = (JsonObject)flow.Run.Variables.Fill(arguments)!;
        var told = await flow.Run.Driver.RunAsync(verb, VerbArguments.Read(verb, filled), cancellationToken);
        Saving.Keep(flow.Run, save, told);
    }
}

/// <summary>Waits.</summary>
internal sealed class AfterStep(DocumentPlace place, string text, TimeSpan duration) : Step(place, "after", text)
{
    public override Task RunAsync(ScenarioFlow flow, CancellationToken cancellationToken) => Task.Delay(duration, flow.Run.Time, cancellationToken);
}

/// <summary>Waits until a vehicle has charged so much.</summary>
internal sealed class ChargeStep(DocumentPlace place, string text, int connector, double? soc, double? energyWh, TimeSpan within) : Step(place, "charge", text)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public override async Task RunAsync(ScenarioFlow flow, CancellationToken cancellationToken)
    {
        var start = View(flow);
        if (start["transactionId"] is null && (string?)start["status"] is not ("Charging" or "SuspendedEV" or "SuspendedEVSE"))
        {
            throw new StepFailedException($"Connector {connector} has no transaction; it is {start["status"]}.");
        }

        var meter = (long)start["meterWh"]!;
        for (var since = flow.Run.Time.GetTimestamp(); ;)
        {
            var now = View(flow);
            var charged = (long)now["meterWh"]! - meter;
            if ((soc is null || (double?)now["soc"] >= soc) && (energyWh is null || charged >= energyWh))
            {
                return;
            }

            if (flow.Run.Time.GetElapsedTime(since) > within)
            {
                throw new StepFailedException($"not within {Durations.Text(within)}: {charged} Wh so far, state of charge {now["soc"]} %, {now["status"]}");
            }

            await Task.Delay(Look, flow.Run.Time, cancellationToken);
        }
    }

    private JsonObject View(ScenarioFlow flow) => ChargePointView.OfConnector(flow.Run.Driver, connector);
}

/// <summary>Has the Central System send a CALL, through the driver of the run.</summary>
internal sealed class OperateStep(DocumentPlace place, string text, string action, JsonNode payload) : Step(place, "operate", text)
{
    public override async Task RunAsync(ScenarioFlow flow, CancellationToken cancellationToken)
    {
        var filled = flow.Run.Variables.Fill(payload)!.ToJsonString();
        try
        {
            await flow.Run.CentralSystem.DriveAsync(new DriveRequest(flow.Run.Driver.ChargePoint.Identity, action, filled), cancellationToken);
        }
        catch (Exception e) when (e is EnvironmentException or NotApplicableException)
        {
            throw new StepFailedException(e.Message);
        }
    }
}

/// <summary>From now on, CALLs of an action are met like this.</summary>
internal sealed class OnCallStep(DocumentPlace place, string text, string action, OnCallStep.Plan plan) : Step(place, "onCall", text)
{
    public override Task RunAsync(ScenarioFlow flow, CancellationToken cancellationToken)
    {
        var match = flow.Run.Variables.Fill(plan.Match);
        flow.Run.Driver.Line.Add(new CallRule(action)
        {
            Fits = match is null ? null : payload => Matching.Mismatch(match, payload) is null,
            Respond = flow.Run.Variables.Fill(plan.Respond),
            CallError = plan.CallError,
            Ignore = plan.Ignore,
            Delay = plan.Delay,
            Times = plan.Times,
        });
        return Task.CompletedTask;
    }

    /// <summary>What is done with a CALL.</summary>
    internal sealed record Plan(JsonNode? Match, JsonNode? Respond, string? CallError, bool Ignore, TimeSpan Delay, int Times);
}

/// <summary>Sets variables.</summary>
internal sealed class SetStep(DocumentPlace place, string text, JsonObject values) : Step(place, "set", text)
{
    public override bool IsExpectation => true;

    public override Task RunAsync(ScenarioFlow flow, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in values)
        {
            flow.Run.Variables.Set(name, flow.Run.Variables.Fill(value));
        }

        return Task.CompletedTask;
    }
}

/// <summary>Says something to whoever reads along.</summary>
internal sealed class LogStep(DocumentPlace place, string message) : Step(place, "log", message)
{
    public override bool IsExpectation => true;

    public override Task RunAsync(ScenarioFlow flow, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Runs its branches side by side; it ends with the last, or with the first that fails.</summary>
internal sealed class ParallelStep(DocumentPlace place, string text, IReadOnlyList<IReadOnlyList<Step>> branches) : Step(place, "parallel", text)
{
    public override bool IsFrame => true;

    public override async Task RunAsync(ScenarioFlow flow, CancellationToken cancellationToken)
    {
        using var others = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = branches.Select(branch => flow.Branch().RunAsync(branch, others.Token)).ToList();
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            if (!ended.IsCompletedSuccessfully)
            {
                await others.CancelAsync();
                await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await ended;
            }
        }
    }
}

/// <summary>Runs its steps several times; <c>${index}</c> counts from 1.</summary>
internal sealed class RepeatStep(DocumentPlace place, string text, int times, IReadOnlyList<Step> steps) : Step(place, "repeat", text)
{
    public override bool IsFrame => true;

    public override async Task RunAsync(ScenarioFlow flow, CancellationToken cancellationToken)
    {
        for (var index = 1; index <= times; index++)
        {
            flow.Run.Variables.Set("index", index);
            await flow.RunAsync(steps, cancellationToken);
        }
    }
}

/// <summary>Runs one list of steps or the other, as variables say.</summary>
internal sealed class IfStep(DocumentPlace place, string text, JsonObject condition, IReadOnlyList<Step> then, IReadOnlyList<Step> otherwise) : Step(place, "if", text)
{
    public override bool IsFrame => true;

    public override Task RunAsync(ScenarioFlow flow, CancellationToken cancellationToken)
    {
        var holds = condition.All(each => Matching.Mismatch(flow.Run.Variables.Fill(each.Value), flow.Run.Variables.Find(each.Key)) is null);
        return flow.RunAsync(holds ? then : otherwise, cancellationToken);
    }
}

/// <summary>Keeps values for later steps.</summary>
internal static class Saving
{
    /// <summary>Sets variables from paths in a value.</summary>
    public static void Keep(ScenarioRun run, JsonObject? save, JsonNode? from)
    {
        foreach (var (name, path) in save ?? [])
        {
            var value = Matching.Follow(from, path?.ToString() ?? "")
                ?? throw new StepFailedException($"save: there is no {path} in {from?.ToJsonString(LineJson.Plain) ?? "nothing"}");
            run.Variables.Set(name, value);
        }
    }
}

internal static class Durations
{
    public static string Text(TimeSpan duration) => duration.TotalSeconds < 1
        ? FormattableString.Invariant($"{duration.TotalMilliseconds:0} ms")
        : FormattableString.Invariant($"{duration.TotalSeconds:0.##} s");
}
