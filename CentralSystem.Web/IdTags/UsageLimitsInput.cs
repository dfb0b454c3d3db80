using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using Ocpp.Types;

namespace CentralSystem.Web.IdTags;

/// <summary>What an operator says of an idTag and of a group alike; what is said of a group holds for all its idTags together.</summary>
internal abstract record UsageLimitsInput
{
    public const int MaxNoteLength = 500;
    public const int MostChargePoints = 1_000;
    public const int MostWindows = 50;
    public const int MaxIdentityLength = 48;

    /// <summary>Of a group, anything but Accepted holds for every idTag of it.</summary>
    [OperatorsStatus]
    public AuthorizationStatus? Status { get; init; }

    /// <summary>From when on it may not charge any more; absent for never.</summary>
    public DateTimeOffset? ExpiryDate { get; init; }

    /// <summary>Transactions that may run at once; absent sets no limit.</summary>
    [Range(0, int.MaxValue)]
    public int? MaxActiveTransactions { get; init; }

    /// <summary>Identities of the charge points where it may charge; empty for everywhere.</summary>
    [MaxLength(MostChargePoints), EachText(MaxIdentityLength)]
    public IReadOnlyList<string>? PermittedChargePoints { get; init; }

    /// <summary>Tags of the charge points where it may charge, besides those named.</summary>
    [MaxLength(MostChargePoints), EachText(ChargePointTag.MaxLength)]
    public IReadOnlyList<string>? PermittedChargePointTags { get; init; }

    /// <summary>When it may charge; empty for always.</summary>
    [MaxLength(MostWindows)]
    public IReadOnlyList<TimeWindow>? TimeWindows { get; init; }

    /// <summary>Energy of each period; that of a group is shared by its idTags.</summary>
    public EnergyBudget? EnergyBudget { get; init; }

    /// <summary>Free text of the operator.</summary>
    [PrintableText(MaxNoteLength)]
    public string? Note { get; init; }

    /// <param name="row">The idTag or group.</param>
    /// <param name="says">Whether a member is set; null clears it.</param>
    protected void ApplyLimitsTo(IUsageLimited row, Func<string, bool> says)
    {
        row.Status = says("status") ? Status ?? AuthorizationStatus.Accepted : row.Status;
        row.ExpiryDate = says("expiryDate") ? ExpiryDate : row.ExpiryDate;
        row.MaxActiveTransactions = says("maxActiveTransactions") ? MaxActiveTransactions : row.MaxActiveTransactions;
        row.Rules = RulesUpon(row.Rules, says);
        row.Note = says("note") ? Note : row.Note;
    }

    /// <summary>The rules after the change; the same ones where nothing changes, null where nothing is limited.</summary>
    /// <param name="present">The rules before it.</param>
    /// <param name="says">Whether a member is set; null clears it.</param>
    private UsageRules? RulesUpon(UsageRules? present, Func<string, bool> says)
    {
        var rules = new UsageRules
        {
            PermittedChargePoints = (says("permittedChargePoints") ? PermittedChargePoints : present?.PermittedChargePoints) ?? [],
            PermittedChargePointTags = (says("permittedChargePointTags") ? PermittedChargePointTags : present?.PermittedChargePointTags) ?? [],
            TimeWindows = (says("timeWindows") ? TimeWindows : present?.TimeWindows) ?? [],
            EnergyBudget = says("energyBudget") ? EnergyBudget : present?.EnergyBudget,
        };
        return UsageRules.ToText(rules) == UsageRules.ToText(present) ? present : rules.IsEmpty ? null : rules;
    }
}

/// <summary>A status that operators set; ConcurrentTx is found by counting.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OperatorsStatusAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is null or not AuthorizationStatus.ConcurrentTx;

    public override string FormatErrorMessage(string name) => "must be Accepted, Blocked, Expired or Invalid";
}
