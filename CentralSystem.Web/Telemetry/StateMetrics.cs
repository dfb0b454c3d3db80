using System.Diagnostics.Metrics;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Journal;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Telemetry;

/// <summary>How things stand at the moment of a scrape.</summary>
internal sealed class StateMetrics : IDisposable
{
    public const string MeterName = "CentralSystem.State";

    private readonly Meter _meter;

    public StateMetrics(
        IMeterFactory factory, ChargePointRegistry registry, ChargePointDirectory directory, GroupCommitWriter writer, MessageJournal journal, IEnumerable<IBacklog> backlogs)
    {
        _meter = factory.Create(MeterName);
        _meter.CreateObservableGauge("centralsystem.connections", () => registry.Count, "{connection}", "Connected Charge Points");
        _meter.CreateObservableGauge("centralsystem.charge_points", () => directory.All.Count(), "{charge_point}", "Registered Charge Points");
        _meter.CreateObservableGauge("centralsystem.storage.queue", () => writer.QueueLength, "{change}", "Changes that wait for a commit");
        _meter.CreateObservableGauge("centralsystem.storage.healthy", () => writer.IsHealthy ? 1 : 0, description: "1 while changes are committed");
        _meter.CreateObservableGauge("centralsystem.journal.healthy", () => journal.IsHealthy ? 1 : 0, description: "1 while the message journal can be written");
        _meter.CreateObservableCounter("centralsystem.journal.gaps", () => journal.SkippedTotal, "{message}", "Messages the journal left out");
        _meter.CreateObservableGauge("centralsystem.backlog", () => backlogs.Select(b => new Measurement<long>(b.Length, new KeyValuePair<string, object?>("queue", b.Name))), "{item}", "What waits, by queue");
    }

    public void Dispose() => _meter.Dispose();
}

/// <summary>Something that waits to be done, such as commands, events or webhooks; register one to have it told by <c>centralsystem.backlog</c>.</summary>
internal interface IBacklog
{
    /// <summary>Value of the label <c>queue</c>; one of a fixed set.</summary>
    string Name { get; }

    /// <summary>How much waits; read at each scrape, so from memory.</summary>
    long Length { get; }
}
