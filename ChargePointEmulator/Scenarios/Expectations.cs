using System.Text.Json.Nodes;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Driving;
using ChargePointEmulator.Faults;

namespace ChargePointEmulator.Scenarios;

/// <summary>Which frames an expectation is about.</summary>
internal enum ExpectedFrame
{
    /// <summary>A CALL of the charge point.</summary>
    Sent,

    /// <summary>The Central System's answer to a CALL of the charge point.</summary>
    Reply,

    /// <summary>A CALL of the Central System.</summary>
    Call,

    /// <summary>The charge point's answer to a CALL of the Central System.</summary>
    Answer,
}

/// <summary>Waits for a frame, or sees that none comes.</summary>
internal sealed class FrameStep(DocumentPlace place, string word, string text, FrameStep.Wanted wanted) : Step(place, word, text)
{
    public override bool IsExpectation => true;

    public override async Task RunAsync(ScenarioFlow flow, CancellationToken cancellationToken)
    {
        var match = flow.Run.Variables.Fill(wanted.Match);
        if (wanted.None)
        {
            await SeeNoneAsync(flow, match, cancellationToken);
            return;
        }

        var found = await FindAsync(flow, match, wanted.Within, take: true, cancellationToken) ?? throw new StepFailedException(Missing(flow, match));
        Saving.Keep(flow.Run, wanted.Save, found.Payload);
    }

    private async Task SeeNoneAsync(ScenarioFlow flow, JsonNode? match, CancellationToken cancellationToken)
    {
        if (await FindAsync(flow, match, wanted.Within, take: false, cancellationToken) is { } found)
        {
            throw new StepFailedException($"there was one: {found.Text}");
        }
    }

    private async Task<LineFrame?> FindAsync(ScenarioFlow flow, JsonNode? match, TimeSpan within, bool take, CancellationToken cancellationToken)
    {
        var run = flow.Run;
        var since = run.Time.GetTimestamp();
        for (var seen = flow.Window; ;)
        {
            foreach (var frame in run.Frames.After(seen))
            {
                seen = frame.Number;
                if (wanted.Concerns(frame) && !run.IsTaken(frame) && (match is null || Matching.Mismatch(match, frame.Payload) is null) && (!take || run.TryTake(frame)))
                {
                    return frame;
                }
            }

            var left = within - run.Time.GetElapsedTime(since);
            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            try
            {
                await run.Frames.MoreThanAsync(seen).WaitAsync(left, run.Time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // One last look: it may have come with the end of the wait.
            }
        }
    }

    /// <summary>Says what came instead.</summary>
    private string Missing(ScenarioFlow flow, JsonNode? match)
    {
        var near = flow.Run.Frames.After(flow.Window).Where(frame => wanted.Concerns(frame) && !flow.Run.IsTaken(frame)).ToArray();
        var what = near.Length == 0 ? $"no {wanted.Action} came" : $"{near.Length} came that do not fit; of the last, {Matching.Mismatch(match, near[^1].Payload)}";
        var offline = flow.Run.Driver.Line is { IsConnected: false } line ? $"; the charge point is not connected{(line.LastRefusal is { } reason ? $": {reason}" : "")}" : "";
        return $"not within {Durations.Text(wanted.Within)}: {what}{offline}";
    }

    /// <summary>What is waited for.</summary>
    /// <param name="Frame">Which kind.</param>
    /// <param name="Action">Of which operation.</param>
    /// <param name="Match">What its payload must fit; null for anything.</param>
    /// <param name="Within">Longest wait.</param>
    /// <param name="None">None is to come.</param>
    /// <param name="Save">Variables and the paths of their values.</param>
    /// <param name="IsError">It is a CALLERROR.</param>
    internal sealed record Wanted(ExpectedFrame Frame, string Action, JsonNode? Match, TimeSpan Within, bool None, JsonObject? Save, bool IsError)
    {
        public bool Concerns(LineFrame frame) => frame.Arrived && frame.Action == Action && (Frame, frame.Direction) switch
        {
            (ExpectedFrame.Sent, LineDirection.Sent) or (ExpectedFrame.Call, LineDirection.Received) => frame.Type == 2,
            (ExpectedFrame.Reply, LineDirection.Received) or (ExpectedFrame.Answer, LineDirection.Sent) => frame.Type == (IsError ? 4 : 3),
            _ => false,
        };
    }
}

/// <summary>Waits for an accepted boot, and until the charge point has made it its own: the frame is on the line a moment earlier.</summary>
internal sealed class BootStep(DocumentPlace place, string text, TimeSpan within) : Step(place, "boot", text)
{
    private readonly FrameStep _reply = new(place, "boot", text, new(
        ExpectedFrame.Reply, "BootNotification", new JsonObject { ["status"] = "Accepted" }, within, None: false, Save: null, IsError: false));

    private readonly StateStep _state = new(place, text, new JsonObject { ["registration"] = "Accepted" }, null, within);

    public override bool IsExpectation => true;

    public override async Task RunAsync(ScenarioFlow flow, CancellationToken cancellationToken)
    {
        await _reply.RunAsync(flow, cancellationToken);
        await _state.RunAsync(flow, cancellationToken);
    }
}

/// <summary>Waits until the charge point, or one of its connectors, is in a state.</summary>
internal sealed class StateStep(DocumentPlace place, string text, JsonObject state, int? connector, TimeSpan within) : Step(place, "expectState", text)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public override bool IsExpectation => true;

    public override async Task RunAsync(ScenarioFlow flow, CancellationToken cancellationToken)
    {
        var expected = flow.Run.Variables.Fill(state);
        for (var since = flow.Run.Time.GetTimestamp(); ;)
        {
            var actual = connector is { } one ? ChargePointView.OfConnector(flow.Run.Driver, one) : ChargePointView.Whole(flow.Run.Driver);
            if (Matching.Mismatch(expected, actual) is not { } reason)
            {
                return;
            }

            if (flow.Run.Time.GetElapsedTime(since) > within)
            {
                throw new StepFailedException($"not within {Durations.Text(within)}: {reason}");
            }

            await Task.Delay(Look, flow.Run.Time, cancellationToken);
        }
    }
}
