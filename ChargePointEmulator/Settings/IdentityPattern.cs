using System.Globalization;
using System.Text.RegularExpressions;

namespace ChargePointEmulator.Settings;

/// <summary>Makes the identities of a fleet: <c>CP{n:00000}</c> gives CP00001, CP00002 and so on.</summary>
/// <remarks>A colon would end the user name of Basic authentication early, a slash would split the URL (rules A1).</remarks>
internal sealed partial class IdentityPattern
{
    public const string Allowed = "an identity with {n} or {n:00000} where the number goes (once, when there is more than one charge point), printable ASCII without '/' and ':'";

    private readonly string _before;
    private readonly string _after;
    private readonly string? _numberFormat;

    private IdentityPattern(string before, string? numberFormat, string after) => (_before, _numberFormat, _after) = (before, numberFormat, after);

    /// <summary>Reads a pattern; null when it cannot make that many identities.</summary>
    public static IdentityPattern? TryParse(string text, int chargePoints)
    {
        var place = Place().Match(text);
        var pattern = place.Success
            ? new IdentityPattern(text[..place.Index], place.Groups["format"].Success ? place.Groups["format"].Value : "0", text[(place.Index + place.Length)..])
            : new IdentityPattern(text, null, "");
        var isUsable = IsPlain(pattern._before) && IsPlain(pattern._after) && pattern.Identity(1).Length > 0 && (place.Success || chargePoints == 1);
        return isUsable ? pattern : null;
    }

    /// <summary>Identity of a charge point.</summary>
    /// <param name="number">Counted from 1.</param>
    public string Identity(int number) =>
        _numberFormat is null ? _before : _before + number.ToString(_numberFormat, CultureInfo.InvariantCulture) + _after;

    private static bool IsPlain(string text) => text.All(c => c is > ' ' and <= '~' and not ('/' or ':' or '{' or '}'));

    [GeneratedRegex(@"\{n(:(?<format>0+))?\}")]
    private static partial Regex Place();
}
