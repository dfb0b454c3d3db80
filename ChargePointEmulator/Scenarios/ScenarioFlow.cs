using System.Diagnostics;
using ChargePointEmulator.Check.Drivers;
using ChargePointEmulator.Driving;
using ChargePointEmulator.Faults;

namespace ChargePointEmulator.Scenarios;

/// <summary>What the steps of a run share.</summary>
internal sealed class ScenarioRun(ChargePointDriver driver, IDriver centralSystem, TimeProvider time, Action<StepResult> tell)
{
    private readonly Lock _lock = new();
    private readonly HashSet<long> _taken = [];
    private readonly List<StepResult> _results = [];

    public ChargePointDriver Driver { get; } = driver;

    public IDriver CentralSystem { get; } = centralSystem;

    public TimeProvider Time { get; } = time;

    public Variables Variables { get; } = new();

    public FrameLog Frames => Driver.Line.Frames;

    public IReadOnlyList<StepResult> Results
    {
        get
        {
            lock (_lock)
            {
                return [.. _results];
            }
        }
    }

    /// <summary>Takes a frame for one expectation: no other one can have it.</summary>
    public bool TryTake(LineFrame frame)
    {
        lock (_lock)
        {
            return _taken.Add(frame.Number);
        }
    }

    public bool IsTaken(LineFrame frame)
    {
        lock (_lock)
        {
            return _taken.Contains(frame.Number);
        }
    }

    public void Add(StepResult result)
    {
        lock (_lock)
        {
            _results.Add(result);
        }

        tell(result);
    }
}

/// <summary>One line of steps; each branch of a <c>parallel</c> is one.</summary>
internal sealed class ScenarioFlow(ScenarioRun run, int depth = 0)
{
    private bool _lastWasExpectation = true;

    public ScenarioRun Run { get; } = run;

    /// <summary>Expectations look at frames after this one: those since the first step that did something after the last expectation.</summary>
    /// <remarks>Frames that one action causes may come in any order, and none of them is missed; what earlier actions caused is out of sight.</remarks>
    public long Window { get; private set; }

    public ScenarioFlow Branch() => new(Run, depth + 1) { Window = Window, _lastWasExpectation = _lastWasExpectation };

    public async Task RunAsync(IReadOnlyList<Step> steps, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!step.IsExpectation && !step.IsFrame && _lastWasExpectation)
            {
                Window = Run.Frames.Last;
            }

            if (!step.IsFrame)
            {
                _lastWasExpectation = step.IsExpectation;
            }

            await RunAsync(step, cancellationToken);
        }
    }

    private async Task RunAsync(Step step, CancellationToken cancellationToken)
    {
        if (step.IsFrame)
        {
            await step.RunAsync(this, cancellationToken);
            return;
        }

        var since = Stopwatch.GetTimestamp();
        try
        {
            await step.RunAsync(this, cancellationToken);
            Run.Add(new StepResult(step, depth, null, Stopwatch.GetElapsedTime(since)));
        }
        catch (Exception e) when (e is StepFailedException or VerbException)
        {
            Run.Add(new StepResult(step, depth, e.Message, Stopwatch.GetElapsedTime(since)));
            throw new ScenarioFailedException(step, e.Message);
        }
    }
}

/// <summary>How a step came out.</summary>
/// <param name="Step">The step.</param>
/// <param name="Depth">How deep it stands in parallel branches.</param>
/// <param name="Problem">Why it failed; null when it did not.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record StepResult(Step Step, int Depth, string? Problem, TimeSpan Duration);

/// <summary>A step failed, and with it the scenario.</summary>
internal sealed class ScenarioFailedException(Step step, string message) : Exception($"{step.Place}: {step.Text}: {message}");
