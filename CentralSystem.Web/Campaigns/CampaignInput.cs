using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;

namespace CentralSystem.Web.Campaigns;

/// <summary>Body of <c>POST /command-batches</c>.</summary>
internal sealed record NewBatch
{
    /// <summary>The OCPP 1.6 operation to send; case-sensitive.</summary>
    [PrintableText(50)]
    public required string Action { get; init; }

    /// <summary>Payload of the command; absent stands for an empty object.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>For people.</summary>
    [PrintableText(100)]
    public string? Name { get; init; }

    /// <summary>Exactly one of chargePointIds, tag and all says whom it is for.</summary>
    [MinLength(1), MaxLength(10_000)]
    public string[]? ChargePointIds { get; init; }

    /// <summary>All Charge Points that have this tag.</summary>
    [PrintableText(ChargePointTag.MaxLength)]
    public string? Tag { get; init; }

    /// <summary>All Charge Points.</summary>
    public bool? All { get; init; }

    /// <summary>Until when Charge Points that are not connected are waited for; absent does not wait.</summary>
    public DateTimeOffset? QueueUntil { get; init; }

    /// <summary>Most Charge Points at a time.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; init; } = 100;
}

/// <summary>Body of <c>POST /campaigns</c>.</summary>
internal sealed record NewCampaign
{
    /// <summary>For people.</summary>
    [PrintableText(100)]
    public required string Name { get; init; }

    /// <summary>The OCPP 1.6 operation to send; case-sensitive.</summary>
    [PrintableText(50)]
    public required string Action { get; init; }

    /// <summary>Payload of the command; absent stands for an empty object.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary>Whom it is for: these, or all that have the tag, the vendor and the model that are given.</summary>
    [MinLength(1), MaxLength(10_000)]
    public string[]? ChargePointIds { get; init; }

    /// <summary>Tag of the Charge Points.</summary>
    [PrintableText(ChargePointTag.MaxLength)]
    public string? Tag { get; init; }

    /// <summary>chargePointVendor of the last BootNotification.</summary>
    [PrintableText(50)]
    public string? Vendor { get; init; }

    /// <summary>chargePointModel of the last BootNotification.</summary>
    [PrintableText(50)]
    public string? Model { get; init; }

    /// <summary>Sizes of the first waves; what is left is the last one. Without it and waveSize there is one wave.</summary>
    [MinLength(1), MaxLength(100)]
    public WaveSize[]? Waves { get; init; }

    /// <summary>Size of every wave, in Charge Points.</summary>
    [Range(1, 100_000)]
    public int? WaveSize { get; init; }

    /// <summary>Between the end of a wave and the next one.</summary>
    [Range(0, 604_800)]
    public int WavePauseSeconds { get; init; }

    /// <summary>Most Charge Points at a time.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; init; } = 20;

    /// <summary>How many failures pause it; absent for no limit.</summary>
    public FailureThreshold? FailureThreshold { get; init; }

    /// <summary>Until when Charge Points that are not connected are waited for; absent does not wait.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Longest time from a firmware command to the end of the update.</summary>
    [Range(60, 604_800)]
    public int TargetTimeoutSeconds { get; init; } = 3600;
}

/// <summary>Size of one wave: exactly one of both.</summary>
internal sealed record WaveSize
{
    /// <summary>Of all Charge Points of the campaign, rounded up.</summary>
    [Range(1, 100)]
    public int? Percent { get; init; }

    /// <summary>So many Charge Points.</summary>
    [Range(1, 100_000)]
    public int? Count { get; init; }
}

/// <summary>How many failures pause a campaign; whichever is reached first.</summary>
internal sealed record FailureThreshold
{
    /// <summary>Of the Charge Points of the waves so far.</summary>
    [Range(1, 100)]
    public int? Percent { get; init; }

    /// <summary>So many Charge Points.</summary>
    [Range(1, 100_000)]
    public int? Count { get; init; }
}

/// <summary>Body of <c>PATCH /campaigns/{campaignId}</c>; what is absent stays.</summary>
internal sealed record CampaignChange
{
    /// <summary>Paused, Running (again) or Aborted.</summary>
    public CampaignState? State { get; init; }

    /// <summary>For people.</summary>
    [PrintableText(100)]
    public string? Name { get; init; }

    /// <summary>Most Charge Points at a time.</summary>
    [Range(1, 1000)]
    public int? Concurrency { get; init; }

    /// <summary>Seconds between the end of a wave and the next one.</summary>
    [Range(0, 604_800)]
    public int? WavePauseSeconds { get; init; }

    /// <summary>How many failures pause it.</summary>
    public FailureThreshold? FailureThreshold { get; init; }

    /// <summary>Until when Charge Points that are not connected are waited for.</summary>
    public DateTimeOffset? EndsAt { get; init; }
}
