using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;

namespace CentralSystem.Web.Webhooks;

/// <summary>What people say of a webhook; when one is changed, what is not said stays as it is.</summary>
internal sealed record WebhookInput
{
    private const int MostEntries = 100;

    /// <summary>Where events are posted to: http or https.</summary>
    [PrintableText(1_000)]
    public string? Url { get; init; }

    /// <summary>What it is for.</summary>
    [PrintableText(200)]
    public string? Description { get; init; }

    /// <summary>Types, or prefixes such as <c>transaction.*</c>; none is all.</summary>
    [PrintableTexts(MostEntries, 60)]
    public List<string>? EventTypes { get; init; }

    /// <summary>Only events of these Charge Points, or of those with one of the tags; none is all.</summary>
    [PrintableTexts(MostEntries, HandshakeRequest.MaxIdentityLength)]
    public List<string>? ChargePointIds { get; init; }

    /// <summary>Tags of the Charge Points; see chargePointIds.</summary>
    [PrintableTexts(MostEntries, ChargePointTag.MaxLength)]
    public List<string>? ChargePointTags { get; init; }

    /// <summary>Whether it gets anything; true when it is made.</summary>
    public bool? Enabled { get; init; }
}

/// <summary>How a secret is replaced.</summary>
internal sealed record SecretRotation
{
    /// <summary>How long the old secret signs beside the new one.</summary>
    [Range(0, 720)]
    public int? OverlapHours { get; init; }
}

/// <summary>What is delivered again: exactly one of the three.</summary>
internal sealed record ReplayInput
{
    /// <summary>Every event from this one on.</summary>
    [Range(1, long.MaxValue)]
    public long? FromEventId { get; init; }

    /// <summary>Every event from this instant on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>What was given up.</summary>
    public bool? DeadLetters { get; init; }
}

/// <summary>A list of short texts.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PrintableTextsAttribute(int mostEntries, int maxLength) : ValidationAttribute
{
    public override bool IsValid(object? value) =>
        value is null || (value is List<string?> texts && texts.Count <= mostEntries && texts.TrueForAll(text => text is { Length: > 0 } && text.Length <= maxLength && !text.Any(char.IsControl)));

    public override string FormatErrorMessage(string name) => $"must have at most {mostEntries} entries, each of 1 to {maxLength} printable characters";
}
