using System.Diagnostics.Metrics;

namespace CentralSystem.Web.Files;

/// <summary>Counts what comes over the links of Charge Points.</summary>
internal sealed class FileMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _received;

    public FileMetrics(IMeterFactory factory)
    {
        _meter = factory.Create("CentralSystem.Files");
        _refused = _meter.CreateCounter<long>("centralsystem.files.refused_links", "{request}", "Requests with a link that is unknown, expired or used up");
        _received = _meter.CreateCounter<long>("centralsystem.files.received_size", "By", "Bytes of complete uploads of charge points");
    }

    public void Refused() => _refused.Add(1);

    public void Received(long bytes) => _received.Add(bytes);

    public void Dispose() => _meter.Dispose();
}
