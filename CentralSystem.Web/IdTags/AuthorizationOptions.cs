using CentralSystem.Web.Settings;

namespace CentralSystem.Web.IdTags;

/// <summary>Section <c>Authorization</c>: what happens to idTags.</summary>
internal sealed class AuthorizationOptions
{
    public const string Section = "Authorization";

    /// <summary>Longest prefix and suffix pattern.</summary>
    public const int MaxPatternLength = 100;

    /// <summary>Verdict for an idTag nobody registered.</summary>
    public UnknownIdTagPolicy UnknownIdTags { get; set; } = UnknownIdTagPolicy.Invalid;

    /// <summary>idTags put into a database that has just been made, so that the first run works.</summary>
    public string[] SampleIdTags { get; set; } = [];

    /// <summary>Whether Charge Points without a policy of their own vend to everybody.</summary>
    public FreeVendMode FreeVend { get; set; } = FreeVendMode.Off;

    /// <summary>Taken off the beginning of idTags.</summary>
    public string? StripPrefix { get; set; }

    /// <summary>A regular expression; what matches it at the end of an idTag is taken off.</summary>
    [SuffixPatternText]
    public string? StripSuffixPattern { get; set; }

    /// <summary>The letter case idTags are brought into.</summary>
    public LetterCase LetterCase { get; set; } = LetterCase.AsSent;
}

/// <summary>What is done with idTags nobody registered.</summary>
internal enum UnknownIdTagPolicy
{
    /// <summary>They are answered Invalid (OCPP 1.6 §7.2).</summary>
    Invalid,

    /// <summary>They are answered Accepted: everybody may charge.</summary>
    Accept,
}

[AttributeUsage(AttributeTargets.Property)]
internal sealed class SuffixPatternTextAttribute() : AllowedTextAttribute("a regular expression without look-around and back-references")
{
    public override bool Allows(string text) => SuffixPatternAttribute.TryCompile(text, out _);
}
