using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Campaigns;

/// <summary>How one Charge Point of a campaign ends.</summary>
/// <param name="Position">Its place in the order of the campaign.</param>
/// <param name="State">As what it ends.</param>
/// <param name="Detail">Why.</param>
internal readonly record struct TargetEnd(int Position, TargetState State, string? Detail)
{
    /// <summary>Ends those that are still in the state in which it was decided.</summary>
    public static void Write(CentralSystemDbContext db, Campaign campaign, IEnumerable<TargetEnd> ends, TargetState expected, DateTimeOffset now)
    {
        foreach (var end in ends)
        {
            if (db.CampaignTargets.Find(campaign.Id, end.Position) is { } target && target.State == expected)
            {
                target.End(end.State, end.Detail, now);
            }
        }
    }
}
