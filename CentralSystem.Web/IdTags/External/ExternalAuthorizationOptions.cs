using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.IdTags.External;

/// <summary>Section <c>Authorization:External</c>: a service of the operator that decides about idTags.</summary>
internal sealed class ExternalAuthorizationOptions
{
    public const string Section = "Authorization:External";

    /// <summary>Where the questions are posted; unset asks nobody.</summary>
    [HttpUrl]
    public string? Url { get; set; }

    /// <summary>Which idTags are asked about.</summary>
    public ExternalQuestions When { get; set; } = ExternalQuestions.UnknownIdTags;

    /// <summary>Longest wait for an answer in milliseconds, all included.</summary>
    [Range(50, 30_000)]
    public int TimeoutMs { get; set; } = 2_000;

    /// <summary>What is answered when the service does not.</summary>
    public ExternalFallback Fallback { get; set; } = ExternalFallback.Local;

    /// <summary>Name of the header that carries the secret.</summary>
    [HeaderName]
    public string SecretHeader { get; set; } = "X-Secret";

    /// <summary>Shows the service who asks; unset sends none.</summary>
    [HeaderValue, NeverShown]
    public string? Secret { get; set; }

    /// <summary>How long an answer holds for the same idTag at the same Charge Point, in seconds; 0 asks each time.</summary>
    [Range(1, 86_400), OrZero]
    public int CacheSeconds { get; set; } = 30;

    /// <summary>Questions under way at once; others wait within their time.</summary>
    [Range(1, 1_000)]
    public int MaxConcurrent { get; set; } = 16;
}

/// <summary>Which idTags an external service is asked about.</summary>
internal enum ExternalQuestions
{
    /// <summary>Those nobody registered.</summary>
    UnknownIdTags,

    /// <summary>Those that are not refused here: its refusal counts for registered ones, too.</summary>
    Always,
}

/// <summary>What is answered when an external service does not.</summary>
internal enum ExternalFallback
{
    /// <summary>What would be answered without it.</summary>
    Local,

    Accept,

    Refuse,
}

[AttributeUsage(AttributeTargets.Property)]
internal sealed class HttpUrlAttribute() : AllowedTextAttribute("an absolute http or https URL without user and password, which go into a header")
{
    public override bool Allows(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.UserInfo.Length == 0;
}

[AttributeUsage(AttributeTargets.Property)]
internal sealed class HeaderNameAttribute() : AllowedTextAttribute("letters, digits and dashes")
{
    public override bool Allows(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}

[AttributeUsage(AttributeTargets.Property)]
internal sealed class HeaderValueAttribute() : AllowedTextAttribute("printable ASCII characters")
{
    public override bool Allows(string text) => text.All(c => c is >= ' ' and <= '~');
}
