using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace CentralSystem.Tests.Support;

/// <summary>Exceptions of tasks that nobody awaited. Tests run side by side, so one may belong to a neighbour of the test that reports it.</summary>
internal static class UnobservedExceptions
{
    private static readonly ConcurrentQueue<AggregateException> Seen = new();

    [ModuleInitializer]
    internal static void Listen() => TaskScheduler.UnobservedTaskException += (_, e) => Seen.Enqueue(e.Exception);

    /// <summary>Takes those that came from the programs under test.</summary>
    public static IReadOnlyList<AggregateException> Take()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var taken = new List<AggregateException>();
        while (Seen.TryDequeue(out var exception))
        {
            var text = exception.ToString();
            if (text.Contains("CentralSystem.Web.", StringComparison.Ordinal) || text.Contains("Ocpp.Rpc.", StringComparison.Ordinal))
            {
                taken.Add(exception);
            }
        }

        return taken;
    }
}
