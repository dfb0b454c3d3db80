using System.Diagnostics;

namespace ChargePointEmulator.Check;

/// <summary>Runs cases side by side and gives their results in the order of the cases.</summary>
internal sealed class CheckRunner(CheckTarget target, int parallel, ExpectedFailures expected)
{
    /// <summary>Runs every case; those that did not begin before the run was cancelled are left out.</summary>
    /// <param name="cases">What to run.</param>
    /// <param name="progress">Told of each result as it comes.</param>
    /// <param name="cancellationToken">Interrupts the run; what is finished is still given.</param>
    public async Task<IReadOnlyList<CaseResult>> RunAsync(IReadOnlyList<CheckCase> cases, Action<CaseResult> progress, CancellationToken cancellationToken)
    {
        var results = new CaseResult?[cases.Count];
        var width = Math.Min(parallel, target.Supply.Width);
        try
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, cases.Count), new ParallelOptions { MaxDegreeOfParallelism = width, CancellationToken = cancellationToken }, async (index, _) =>
            {
                if (await RunAsync(cases[index], cancellationToken) is { } result)
                {
                    results[index] = result;
                    lock (results)
                    {
                        progress(result);
                    }
                }
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The results so far are the answer.
        }

        return [.. results.OfType<CaseResult>()];
    }

    private async Task<CaseResult?> RunAsync(CheckCase check, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        var run = new CaseRun(check, target, cancellationToken);
        var result = await JudgeAsync(check, run);
        if (cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        return result with
        {
            Duration = Stopwatch.GetElapsedTime(begin),
            NotExercised = run.Unexercised,
            Warnings = run.Warnings,
            Frames = run.Transcript.Lines,
            ExpectedBecause = expected.ReasonFor(check),
        };
    }

    private static async Task<CaseResult> JudgeAsync(CheckCase check, CaseRun run)
    {
        CaseResult Result(Verdict verdict, string message) => new(check, verdict, message, TimeSpan.Zero);
        try
        {
            await using (run)
            {
                if (check.Drives.FirstOrDefault(operation => !run.CanDrive(operation)) is { } missing)
                {
                    return Result(Verdict.NotApplicable, $"{missing} needs a driver (--driver)");
                }

                await check.RunAsync(run).WaitAsync(run.Cancelled);
            }

            // After the goodbye: a frame that breaks a rule may have been the last one.
            run.ThrowIfViolated();
            return run.Unexercised.Count == 0 ? Result(Verdict.Pass, "") : Result(Verdict.Partial, "not exercised: " + string.Join("; ", run.Unexercised));
        }
        catch (RuleBrokenException e)
        {
            return Result(Verdict.Fail, e.Message) with { Rule = e.Rule };
        }
        catch (NotApplicableException e)
        {
            return Result(Verdict.NotApplicable, e.Message);
        }
        catch (EnvironmentException e)
        {
            return Result(Verdict.Error, e.Message);
        }
#pragma warning disable CA1031 // A fault of the tester in one case is the verdict of that case, and the others go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Result(Verdict.Error, $"{e.GetType().Name}: {e.Message}");
        }
    }
}
