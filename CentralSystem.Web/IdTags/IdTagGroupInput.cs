using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using Ocpp.Types;

namespace CentralSystem.Web.IdTags;

/// <summary>What an operator says of a group of idTags.</summary>
internal sealed record IdTagGroupInput : IUsageLimits
{
    private const int MaxNameLength = 100;

    /// <summary>The group's identifier, where it is not in the path.</summary>
    [PrintableText(IdTag.MaxIdLength)]
    public string? ParentIdTag { get; init; }

    [PrintableText(MaxNameLength)]
    public string? Name { get; init; }

    /// <summary>Anything but Accepted holds for every idTag of the group.</summary>
    [OperatorsStatus]
    public AuthorizationStatus? Status { get; init; }

    public DateTimeOffset? ExpiryDate { get; init; }

    /// <summary>Transactions of all its idTags that may run at once; absent sets no limit.</summary>
    [Range(0, int.MaxValue)]
    public int? MaxActiveTransactions { get; init; }

    /// <summary>Identities of the charge points where its idTags may charge; empty for everywhere.</summary>
    [MaxLength(IdTagInput.MostChargePoints), EachText(IdTagInput.MaxIdentityLength)]
    public IReadOnlyList<string>? PermittedChargePoints { get; init; }

    /// <summary>Tags of the charge points where its idTags may charge, besides those named.</summary>
    [MaxLength(IdTagInput.MostChargePoints), EachText(ChargePointTag.MaxLength)]
    public IReadOnlyList<string>? PermittedChargePointTags { get; init; }

    /// <summary>When its idTags may charge; empty for always.</summary>
    [MaxLength(IdTagInput.MostWindows)]
    public IReadOnlyList<TimeWindow>? TimeWindows { get; init; }

    /// <summary>Shared by all idTags of the group.</summary>
    public EnergyBudget? EnergyBudget { get; init; }

    [PrintableText(IdTagInput.MaxNoteLength)]
    public string? Note { get; init; }

    /// <param name="group">The row.</param>
    /// <param name="says">Whether a member is set; null clears it.</param>
    public void ApplyTo(IdTagGroup group, Func<string, bool> says)
    {
        group.Name = says("name") ? Name : group.Name;
        group.Status = says("status") ? Status ?? AuthorizationStatus.Accepted : group.Status;
        group.ExpiryDate = says("expiryDate") ? ExpiryDate : group.ExpiryDate;
        group.MaxActiveTransactions = says("maxActiveTransactions") ? MaxActiveTransactions : group.MaxActiveTransactions;
        group.Rules = this.RulesUpon(group.Rules, says);
        group.Note = says("note") ? Note : group.Note;
    }
}
