using CentralSystem.Web.Api;
using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Transactions;
using Ocpp.Payloads;

namespace CentralSystem.Web.Dashboard.Transactions;

/// <summary>Which transactions a table shows, in the texts that stand in its page's address.</summary>
public sealed record TransactionChoice
{
    public const string Running = "running";
    public const string Ended = "ended";
    public const string AnyMark = "any";

    public string? ChargePointId { get; init; }

    public string? IdTag { get; init; }

    /// <summary><see cref="Running"/>, <see cref="Ended"/>, or null for both.</summary>
    public string? State { get; init; }

    /// <summary><see cref="AnyMark"/>, the name of a flag, or null for all transactions.</summary>
    public string? Mark { get; init; }

    public Period Period { get; init; }

    /// <summary>Name of a <see cref="TransactionSort"/>; newest first when null.</summary>
    public string? Sort { get; init; }

    internal TransactionSort Order => Enum.TryParse<TransactionSort>(Sort, out var sort) ? sort : TransactionSort.Newest;

    internal TransactionFilter Filter => new()
    {
        ChargePointId = ChargePointId,
        IdTag = IdTag,
        Open = State switch { Running => true, Ended => false, _ => null },
        Flagged = Mark == AnyMark ? true : null,
        Flag = Flag,
        From = Period.From is { } from ? new Instant(from) : null,
        To = Period.To is { } to ? new Instant(to) : null,
    };

    private TransactionFlags? Flag => Enum.TryParse<TransactionFlags>(Mark, out var flag) && flag != TransactionFlags.None ? flag : null;

    /// <summary>The same as a table of the API.</summary>
    /// <param name="format">csv or xlsx.</param>
    internal string ExportLink(string format) => Link("/transactions", format);

    /// <summary>A table of the API with the same filter.</summary>
    /// <param name="path">Below the API's root.</param>
    /// <param name="format">csv or xlsx.</param>
    /// <param name="more">Parameters besides.</param>
    internal string Link(string path, string format, params IEnumerable<(string Name, string? Value)> more)
    {
        var filter = Filter;
        return ApiLink.To(path,
        [
            ("format", format), .. more, ("chargePointId", ChargePointId), ("idTag", IdTag), ("open", TextOf(filter.Open)), ("flagged", TextOf(filter.Flagged)),
            ("flag", filter.Flag?.ToString()), ("from", TextOf(Period.From)), ("to", TextOf(Period.To)),
        ]);
    }

    private static string? TextOf(bool? choice) => choice is { } chosen ? chosen ? "true" : "false" : null;

    private static string? TextOf(DateTimeOffset? at) => at is { } instant ? OcppDateTime.Format(instant) : null;
}
