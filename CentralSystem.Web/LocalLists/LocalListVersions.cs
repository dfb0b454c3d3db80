using System.Collections.Concurrent;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.LocalLists;

/// <summary>What is known of the versions of local lists; allots the version of an update that comes without one.</summary>
internal sealed class LocalListVersions(IDbContextFactory<CentralSystemDbContext> contexts) : ICommandNumber
{
    /// <summary>Highest version given to each Charge Point by this process: updates that wait in line must not get the same one.</summary>
    private readonly ConcurrentDictionary<int, int> _given = new();

    public string Action => "SendLocalList";

    public string Member => "listVersion";

    public string WhenAbsent => "Absent, it is one more than the last one.";

    public async ValueTask<int> NextAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(chargePoint, cancellationToken) ?? 0;

        return _given.AddOrUpdate(chargePoint.Key, static (_, known) => After(known), static (_, given, known) => After(Math.Max(known, given)), known);
    }

    /// <summary>Versions start at 1: 0 and -1 have meanings of their own (errata §3.52). After the highest there is they start again, which a Full update may do (§5.15).</summary>
    private static int After(int version) => version is < 0 or int.MaxValue ? 1 : version + 1;

    /// <summary>The version a Charge Point is known to hold; null when it never told and never got one.</summary>
    public async Task<int?> KnownAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.LocalLists.Where(l => l.ChargePointKey == chargePoint.Key).Select(l => (int?)l.ListVersion).SingleOrDefaultAsync(cancellationToken);
    }

    public void Chosen(ChargePointState chargePoint, int value) =>
        _given.AddOrUpdate(chargePoint.Key, static (_, value) => value, static (_, given, value) => Math.Max(given, value), value);

    /// <summary>Keeps the version a Charge Point is known to hold.</summary>
    public static void Keep(CommandChange change, int listVersion)
    {
        if (change.Db.LocalLists.Find(change.ChargePointKey) is { } list)
        {
            (list.ListVersion, list.UpdatedAt) = (listVersion, change.At);
        }
        else
        {
            change.Db.LocalLists.Add(new LocalListState { ChargePointKey = change.ChargePointKey, ListVersion = listVersion, UpdatedAt = change.At });
        }
    }
}
