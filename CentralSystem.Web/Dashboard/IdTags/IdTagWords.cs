using System.Globalization;
using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.IdTags;

namespace CentralSystem.Web.Dashboard.IdTags;

/// <summary>What the rules of idTags and groups are called on the pages.</summary>
internal static class IdTagWords
{
    public static IReadOnlyList<(string, string)> Orders { get; } =
        [(nameof(IdTagOrder.Ascending), "A to Z"), (nameof(IdTagOrder.Descending), "Z to A"), (nameof(IdTagOrder.Newest), "newest first"), (nameof(IdTagOrder.Oldest), "oldest first")];

    /// <summary>Page of an idTag; in the query, since an idTag may hold any printable character.</summary>
    public static string LinkOf(string idTag) => $"/id-tags/tag?id={Uri.EscapeDataString(idTag)}";

    /// <summary>Page of a group.</summary>
    public static string LinkOfGroup(string parentIdTag) => $"/id-tags/group?id={Uri.EscapeDataString(parentIdTag)}";

    public static string LimitsOf(IdTagView tag) =>
        Limits(tag.MaxActiveTransactions, tag.PermittedChargePoints.Count + tag.PermittedChargePointTags.Count, tag.TimeWindows.Count, tag.EnergyBudget, tag.EnergyBudgetUsedWh);

    public static string LimitsOf(IdTagGroupView group) =>
        Limits(group.MaxActiveTransactions, group.PermittedChargePoints.Count + group.PermittedChargePointTags.Count, group.TimeWindows.Count, group.EnergyBudget, group.EnergyBudgetUsedWh);

    /// <summary>Why an idTag may not charge, as a sentence.</summary>
    public static string Of(RefusalReason reason) => reason switch
    {
        RefusalReason.Unknown => "nobody registered it. Adopt it, and it may charge.",
        RefusalReason.TagStatus => "its status is not Accepted.",
        RefusalReason.GroupStatus => "the status of its group is not Accepted.",
        RefusalReason.TagExpired => "it has expired.",
        RefusalReason.GroupExpired => "its group has expired.",
        RefusalReason.ChargePointNotPermitted => "it may not charge at this charge point.",
        RefusalReason.OutsideTimeWindow => "it may not charge at this time.",
        RefusalReason.EnergyBudgetUsedUp => "its energy budget is used up.",
        RefusalReason.ConcurrentTransactions => "as many of its transactions run as may.",
        RefusalReason.External => "the external service refused it, or did not answer.",
        _ => "the log of the central system tells why.",
    };

    private static string Limits(int? atOnce, int places, int windows, EnergyBudget? budget, long? usedWh)
    {
        string?[] limits =
        [
            atOnce is { } most ? $"{most} at once" : null,
            places > 0 ? Counted(places, "place") : null,
            windows > 0 ? Counted(windows, "time window") : null,
            budget is not null ? $"{Units.Energy(usedWh ?? 0)} of {Units.Energy(budget.EnergyWh)} this {budget.Period.ToString().ToLowerInvariant()}" : null,
        ];
        return string.Join(", ", limits.OfType<string>());
    }

    private static string Counted(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
