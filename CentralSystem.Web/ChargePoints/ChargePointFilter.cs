using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Which Charge Points are asked for, and in which order.</summary>
internal sealed record ChargePointFilter
{
    public bool? Connected { get; init; }

    public RegistrationStatus? RegistrationStatus { get; init; }

    /// <summary>As its BootNotification says; texts are equal regardless of case.</summary>
    public string? Vendor { get; init; }

    public string? Model { get; init; }

    public string? FirmwareVersion { get; init; }

    public string? Tag { get; init; }

    /// <summary>At least one connector has this status.</summary>
    public string? ConnectorStatus { get; init; }

    /// <summary>The identity begins like this.</summary>
    public string? Search { get; init; }

    /// <summary>Whether anything of its messages was tolerated.</summary>
    public bool? HasDeviations { get; init; }

    /// <summary><c>createdAt</c> (the default), <c>identity</c> or <c>lastSeen</c>.</summary>
    public string? Sort { get; init; }

    /// <summary>From the lowest to the highest of <c>sort</c>, or back; ascending when absent.</summary>
    public KeyOrder? Order { get; init; }

    /// <summary>Older way to say <c>order=Descending</c>.</summary>
    public bool? Descending { get; init; }

    internal bool IsDescending => Order is { } order ? order == KeyOrder.Descending : Descending == true;

    /// <remarks>Errors: <see cref="ProblemException"/> for an order that is none.</remarks>
    internal ChargePointSort SortKey => Sort switch
    {
        null or "createdAt" => ChargePointSort.CreatedAt,
        "identity" => ChargePointSort.Identity,
        "lastSeen" => ChargePointSort.LastSeen,
        _ => throw Problems.Invalid("sort", "must be createdAt, identity or lastSeen"),
    };

    /// <summary>The rows that fit; who is connected is not for the database to say.</summary>
    internal IQueryable<ChargePoint> ApplyTo(CentralSystemDbContext db)
    {
        var rows = db.ChargePoints.Where(c => c.RemovedAt == null);
        rows = RegistrationStatus is { } registration ? rows.Where(c => c.Registration == registration) : rows;
        rows = Vendor is { } vendor ? rows.Where(c => EF.Functions.Collate(c.ChargePointVendor, Collations.IgnoreCase) == vendor) : rows;
        rows = Model is { } model ? rows.Where(c => EF.Functions.Collate(c.ChargePointModel, Collations.IgnoreCase) == model) : rows;
        rows = FirmwareVersion is { } firmware ? rows.Where(c => EF.Functions.Collate(c.FirmwareVersion, Collations.IgnoreCase) == firmware) : rows;
        rows = Tag is { } tag ? rows.Where(c => db.ChargePointTags.Any(t => t.ChargePointKey == c.Key && t.Tag == tag)) : rows;
        rows = ConnectorStatus is { } status ? rows.Where(c => db.Connectors.Any(x => x.ChargePointKey == c.Key && x.Status == status)) : rows;
        rows = HasDeviations is { } deviates ? rows.Where(c => db.ProtocolDeviations.Any(d => d.ChargePointKey == c.Key) == deviates) : rows;
        return Search is { Length: > 0 } prefix ? BeginningWith(rows, prefix) : rows;
    }

    /// <summary>A range of the index over identities; both databases put U+FFFF after every character there is.</summary>
    private static IQueryable<ChargePoint> BeginningWith(IQueryable<ChargePoint> rows, string prefix)
    {
        var end = prefix + '\uFFFF';
        return rows.Where(c => string.Compare(c.Identity, prefix) >= 0 && string.Compare(c.Identity, end) < 0);
    }
}

/// <summary>What a list of Charge Points is ordered by.</summary>
internal enum ChargePointSort
{
    /// <summary>When it was registered.</summary>
    CreatedAt,

    Identity,

    /// <summary>When its last frame came, as stored: up to half a minute behind what is shown.</summary>
    LastSeen,
}

/// <summary>Orders Charge Points and continues after a cursor.</summary>
internal static class ChargePointOrder
{
    private static readonly DateTimeOffset Never = DateTimeOffset.UnixEpoch;

    public static IQueryable<ChargePoint> After(IQueryable<ChargePoint> rows, ChargePointSort sort, bool descending, PageQuery page) => sort switch
    {
        ChargePointSort.Identity => rows.InOrder(c => c.Identity, descending, page),
        ChargePointSort.LastSeen => ByLastSeen(rows, descending, page),

        // Keys rise with the order of registration.
        _ => rows.InOrder(c => c.Key, descending, page),
    };

    public static string CursorOf(ChargePoint row, ChargePointSort sort) => sort switch
    {
        ChargePointSort.Identity => PageQuery.CursorOf([row.Identity]),
        ChargePointSort.LastSeen => PageQuery.CursorOf((row.LastSeenAt ?? Never).ToUnixTimeMilliseconds(), row.Key),
        _ => PageQuery.CursorOf(row.Key),
    };

    private static IQueryable<ChargePoint> ByLastSeen(IQueryable<ChargePoint> rows, bool descending, PageQuery page)
    {
        if (page.IsAfter(descending ? "desc-lastSeen" : "asc-lastSeen", out long milliseconds, out int key))
        {
            var after = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            rows = descending
                ? rows.Where(c => (c.LastSeenAt ?? Never) < after || ((c.LastSeenAt ?? Never) == after && c.Key < key))
                : rows.Where(c => (c.LastSeenAt ?? Never) > after || ((c.LastSeenAt ?? Never) == after && c.Key > key));
        }

        return descending
            ? rows.OrderByDescending(c => c.LastSeenAt ?? Never).ThenByDescending(c => c.Key)
            : rows.OrderBy(c => c.LastSeenAt ?? Never).ThenBy(c => c.Key);
    }
}
