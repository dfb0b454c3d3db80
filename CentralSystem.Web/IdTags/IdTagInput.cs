using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using Ocpp.Types;

namespace CentralSystem.Web.IdTags;

/// <summary>Limits that an operator sets for an idTag or for a group.</summary>
internal interface IUsageLimits
{
    IReadOnlyList<string>? PermittedChargePoints { get; }

    IReadOnlyList<string>? PermittedChargePointTags { get; }

    IReadOnlyList<TimeWindow>? TimeWindows { get; }

    EnergyBudget? EnergyBudget { get; }
}

/// <summary>What an operator says of an idTag.</summary>
internal sealed record IdTagInput : IUsageLimits
{
    public const int MaxNoteLength = 500;
    public const int MostChargePoints = 1_000;
    public const int MostWindows = 50;
    public const int MaxIdentityLength = 48;

    /// <summary>The identifier (CiString20Type), where it is not in the path.</summary>
    [PrintableText(IdTags.IdTag.MaxIdLength)]
    public string? IdTag { get; init; }

    /// <summary>Its group.</summary>
    [PrintableText(IdTags.IdTag.MaxIdLength)]
    public string? ParentIdTag { get; init; }

    [OperatorsStatus]
    public AuthorizationStatus? Status { get; init; }

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

    public EnergyBudget? EnergyBudget { get; init; }

    [PrintableText(MaxNoteLength)]
    public string? Note { get; init; }
}

/// <summary>Sets rows to what an operator said.</summary>
internal static class IdTagInputs
{
    extension(IdTagInput input)
    {
        /// <param name="tag">The row.</param>
        /// <param name="says">Whether a member is set; null clears it.</param>
        public void ApplyTo(IdTag tag, Func<string, bool> says)
        {
            tag.ParentIdTag = says("parentIdTag") ? input.ParentIdTag : tag.ParentIdTag;
            tag.Status = says("status") ? input.Status ?? AuthorizationStatus.Accepted : tag.Status;
            tag.ExpiryDate = says("expiryDate") ? input.ExpiryDate : tag.ExpiryDate;
            tag.MaxActiveTransactions = says("maxActiveTransactions") ? input.MaxActiveTransactions : tag.MaxActiveTransactions;
            tag.Rules = input.RulesUpon(tag.Rules, says);
            tag.Note = says("note") ? input.Note : tag.Note;
        }
    }

    extension(IUsageLimits limits)
    {
        /// <summary>The rules after the change; the same ones where nothing changes, null where nothing is limited.</summary>
        public UsageRules? RulesUpon(UsageRules? present, Func<string, bool> says)
        {
            var rules = new UsageRules
            {
                PermittedChargePoints = (says("permittedChargePoints") ? limits.PermittedChargePoints : present?.PermittedChargePoints) ?? [],
                PermittedChargePointTags = (says("permittedChargePointTags") ? limits.PermittedChargePointTags : present?.PermittedChargePointTags) ?? [],
                TimeWindows = (says("timeWindows") ? limits.TimeWindows : present?.TimeWindows) ?? [],
                EnergyBudget = says("energyBudget") ? limits.EnergyBudget : present?.EnergyBudget,
            };
            return UsageRules.ToText(rules) == UsageRules.ToText(present) ? present : rules.IsEmpty ? null : rules;
        }
    }
}

/// <summary>A status that operators set; ConcurrentTx is found by counting.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OperatorsStatusAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is null or not AuthorizationStatus.ConcurrentTx;

    public override string FormatErrorMessage(string name) => "must be Accepted, Blocked, Expired or Invalid";
}
