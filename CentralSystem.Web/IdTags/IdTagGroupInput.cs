using CentralSystem.Web.Api;

namespace CentralSystem.Web.IdTags;

/// <summary>What an operator says of a group of idTags.</summary>
internal sealed record IdTagGroupInput : UsageLimitsInput
{
    private const int MaxNameLength = 100;

    /// <summary>The group's identifier, where it is not in the path.</summary>
    [PrintableText(IdTag.MaxIdLength, IsName = true)]
    public string? ParentIdTag { get; init; }

    /// <summary>For people.</summary>
    [PrintableText(MaxNameLength)]
    public string? Name { get; init; }

    /// <param name="group">The row.</param>
    /// <param name="says">Whether a member is set; null clears it.</param>
    public void ApplyTo(IdTagGroup group, Func<string, bool> says)
    {
        group.Name = says("name") ? Name : group.Name;
        ApplyLimitsTo(group, says);
    }
}
