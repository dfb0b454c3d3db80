using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using CentralSystem.Web.ChargePoints;

namespace CentralSystem.Web.IdTags;

/// <summary>Where, when and how much an idTag or a group may charge; what is empty sets no limit.</summary>
/// <remarks>Kept in one column: memory judges by it, and no query looks inside. Replaced as a whole, never changed.</remarks>
internal sealed class UsageRules
{
    private readonly Lazy<FrozenSet<string>> _chargePoints;

    public UsageRules() => _chargePoints = new(() => PermittedChargePoints.ToFrozenSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>Identities of the Charge Points where it may charge.</summary>
    public IReadOnlyList<string> PermittedChargePoints { get; init; } = [];

    /// <summary>Tags of the Charge Points where it may charge, besides those named.</summary>
    public IReadOnlyList<string> PermittedChargePointTags { get; init; } = [];

    /// <summary>When it may charge; one open window is enough.</summary>
    public IReadOnlyList<TimeWindow> TimeWindows { get; init; } = [];

    public EnergyBudget? EnergyBudget { get; init; }

    [JsonIgnore]
    public bool IsEmpty => !IsBoundToPlaces && TimeWindows.Count == 0 && EnergyBudget is null;

    /// <summary>Whether it may charge at some Charge Points only.</summary>
    [JsonIgnore]
    public bool IsBoundToPlaces => PermittedChargePoints.Count > 0 || PermittedChargePointTags.Count > 0;

    public bool Permits(ChargePointState chargePoint) =>
        !IsBoundToPlaces || _chargePoints.Value.Contains(chargePoint.Identity) || PermittedChargePointTags.Any(chargePoint.Tags.Contains);

    /// <summary>Whether a window is open, and when the last of those that follow one another without a gap closes.</summary>
    public bool IsOpen(DateTimeOffset now, out DateTimeOffset? until)
    {
        until = null;
        if (TimeWindows.Count == 0)
        {
            return true;
        }

        // A window for each day of the week closes in a week at the earliest: far enough.
        const int MostChained = 8;
        for (var i = 0; i < MostChained && OpenUntil(until ?? now) is { } end; i++)
        {
            until = end;
        }

        return until is not null;
    }

    private DateTimeOffset? OpenUntil(DateTimeOffset now) => TimeWindows.Max(window => window.OpenUntil(now));

    public static UsageRules? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<UsageRules>(json, RuleJson.Options);

    /// <summary>As it is stored; null for rules that set no limit.</summary>
    public static string? ToText(UsageRules? rules) => rules is null || rules.IsEmpty ? null : JsonSerializer.Serialize(rules, RuleJson.Options);
}
