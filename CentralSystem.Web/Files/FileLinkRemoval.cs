using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Files;

/// <summary>Links of a Charge Point that was removed lead nowhere: it may neither fetch a file nor bring one, not even one that is on its way.</summary>
internal sealed class FileLinkRemoval : IChargePointRemoval
{
    public void Removed(CentralSystemDbContext db, ChargePointState chargePoint, DateTimeOffset now) =>
        db.FileLinks.Where(l => l.ChargePointKey == chargePoint.Key).ExecuteDelete();
}
