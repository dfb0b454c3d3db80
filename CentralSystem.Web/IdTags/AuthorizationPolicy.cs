using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using CentralSystem.Web.Api;

namespace CentralSystem.Web.IdTags;

/// <summary>How one Charge Point's idTags are read and judged; what is left out takes the setting for all.</summary>
internal sealed record AuthorizationPolicy
{
    /// <summary>Whether idTags are accepted that would be refused, and which.</summary>
    public FreeVendMode? FreeVend { get; init; }

    /// <summary>The idTags that are accepted where freeVend is ListedIdTags, as they are after what is taken off below.</summary>
    [MaxLength(100), EachText(IdTag.MaxIdLength)]
    public IReadOnlyList<string> FreeVendIdTags { get; init; } = [];

    /// <summary>Taken off the beginning of an idTag, whatever its letter case; an empty text takes nothing off.</summary>
    [StringLength(AuthorizationOptions.MaxPatternLength)]
    public string? StripPrefix { get; init; }

    /// <summary>A regular expression; what matches it at the end of an idTag is taken off, such as <c>_[0-9]+</c>. An empty text takes nothing off.</summary>
    [StringLength(AuthorizationOptions.MaxPatternLength), SuffixPattern]
    public string? StripSuffixPattern { get; init; }

    /// <summary>The letter case an idTag is brought into.</summary>
    public LetterCase? LetterCase { get; init; }

    /// <summary>Whether its local authorization list is kept in step with the registered idTags.</summary>
    public bool? SynchronizeLocalList { get; init; }
}

/// <summary>Whether a Charge Point vends to everybody.</summary>
internal enum FreeVendMode
{
    Off,

    /// <summary>Every idTag is accepted, unknown and blocked ones, too.</summary>
    AnyIdTag,

    /// <summary>The listed idTags are accepted, whatever is registered of them.</summary>
    ListedIdTags,
}

/// <summary>The letter case an idTag is brought into; registered idTags are found in any.</summary>
internal enum LetterCase
{
    AsSent,
    Upper,
    Lower,
}

/// <summary>A regular expression that takes linear time on any text.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SuffixPatternAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is null || (value is string pattern && TryCompile(pattern, out _));

    public override string FormatErrorMessage(string name) => "must be a regular expression without look-around and back-references";

    /// <param name="pattern">What is to match before the end of the text; empty for nothing.</param>
    /// <param name="compiled">Null for an empty pattern.</param>
    public static bool TryCompile(string? pattern, out Regex? compiled)
    {
        compiled = null;
        try
        {
            // Matched against what any Charge Point sends, so it must not be one that takes exponential time.
            compiled = string.IsNullOrEmpty(pattern) ? null : new Regex($"(?:{pattern})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}

/// <summary>A list of printable texts of limited length.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EachTextAttribute(int maxLength) : ValidationAttribute
{
    public override bool IsValid(object? value)
    {
        var text = new PrintableTextAttribute(maxLength);
        return value is null || (value is IEnumerable<string?> texts && texts.All(t => t is not null && text.IsValid(t)));
    }

    public override string FormatErrorMessage(string name) => $"each must be 1 to {maxLength} printable characters";
}
