using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.MeterValues;

/// <summary>The newest instant of any meter value when this process started: whatever is not newer may be stored already.</summary>
internal sealed class NewestMeterValueAtStart : IMirror
{
    public DateTimeOffset Timestamp { get; private set; } = DateTimeOffset.MinValue;

    public void Load(CentralSystemDbContext db) =>
        Timestamp = db.MeterValues.AsNoTracking().OrderByDescending(v => v.Timestamp).Select(v => (DateTimeOffset?)v.Timestamp).FirstOrDefault() ?? DateTimeOffset.MinValue;
}
