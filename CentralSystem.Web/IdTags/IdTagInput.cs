using CentralSystem.Web.Api;

namespace CentralSystem.Web.IdTags;

/// <summary>What an operator says of an idTag.</summary>
internal sealed record IdTagInput : UsageLimitsInput
{
    /// <summary>The identifier (CiString20Type), where it is not in the path.</summary>
    [PrintableText(IdTags.IdTag.MaxIdLength, IsName = true)]
    public string? IdTag { get; init; }

    /// <summary>Its group.</summary>
    [PrintableText(IdTags.IdTag.MaxIdLength, IsName = true)]
    public string? ParentIdTag { get; init; }

    /// <param name="tag">The row.</param>
    /// <param name="says">Whether a member is set; null clears it.</param>
    public void ApplyTo(IdTag tag, Func<string, bool> says)
    {
        tag.ParentIdTag = says("parentIdTag") ? ParentIdTag : tag.ParentIdTag;
        ApplyLimitsTo(tag, says);
    }
}
