using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.MeterValues;

/// <summary>The newest instant of any meter value when this process started: whatever is not newer may be stored already.</summary>
/// <remarks>Values that are dated ahead of our clock count for their own connector alone: one clock that runs ahead would have every value of all others looked up.</remarks>
internal sealed class NewestMeterValueAtStart(TimeProvider time) : IMirror
{
    private Dictionary<(int ChargePointKey, int ConnectorId), DateTimeOffset> _ahead = [];
    private DateTimeOffset _newest = DateTimeOffset.MinValue;

    public DateTimeOffset Of(ChargePointState chargePoint, int connectorId) =>
        _ahead.Count > 0 && _ahead.TryGetValue((chargePoint.Key, connectorId), out var ahead) ? ahead : _newest;

    public void Load(CentralSystemDbContext db)
    {
        var now = time.GetUtcNow();
        _newest = db.MeterValues.AsNoTracking().Where(v => v.Timestamp <= now).OrderByDescending(v => v.Timestamp).Select(v => (DateTimeOffset?)v.Timestamp).FirstOrDefault()
            ?? DateTimeOffset.MinValue;
        _ahead = db.MeterValues.AsNoTracking().Where(v => v.Timestamp > now).GroupBy(v => new { v.ChargePointKey, v.ConnectorId })
            .Select(g => new { g.Key.ChargePointKey, g.Key.ConnectorId, Newest = g.Max(v => v.Timestamp) })
            .ToDictionary(g => (g.ChargePointKey, g.ConnectorId), g => g.Newest);
    }
}
