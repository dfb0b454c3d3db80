using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Campaigns;

/// <summary>Section <c>Campaigns</c>: how long campaigns and batches are remembered.</summary>
internal sealed class CampaignOptions
{
    public const string Section = "Campaigns";

    /// <summary>How long campaigns and batches are kept after their end, in days; 0 for ever.</summary>
    [Range(1, 36_500), OrZero]
    public int RetentionDays { get; set; } = 400;
}
