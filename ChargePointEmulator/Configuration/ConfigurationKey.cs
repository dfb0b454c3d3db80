using System.Globalization;

namespace ChargePointEmulator.Configuration;

internal enum KeyAccess
{
    ReadOnly,
    ReadWrite,

    /// <summary>Known and settable, but never told (AuthorizationKey).</summary>
    WriteOnly,
}

/// <summary>One configuration key: who may do what with it, and which values it takes.</summary>
/// <param name="Name">As the specification spells it; compared without regard to case.</param>
/// <param name="Access">What the Central System may do.</param>
/// <param name="Default">Value until it is set; null has none.</param>
/// <param name="IsAllowed">Whether a text is a value of this key.</param>
internal sealed record ConfigurationKey(string Name, KeyAccess Access, string? Default, Func<string, bool> IsAllowed)
{
    /// <summary>A new value counts after a restart.</summary>
    public bool NeedsRestart { get; init; }

    public static ConfigurationKey Flag(string name, bool value, KeyAccess access = KeyAccess.ReadWrite) =>
        new(name, access, value ? "true" : "false", text => bool.TryParse(text, out _));

    public static ConfigurationKey Number(string name, int value, int least = 0, int most = int.MaxValue, KeyAccess access = KeyAccess.ReadWrite) =>
        new(name, access, value.ToString(CultureInfo.InvariantCulture), text =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most);

    public static ConfigurationKey Fixed(string name, string value) => new(name, KeyAccess.ReadOnly, value, _ => false);

    public static ConfigurationKey Fixed(string name, int value) => Fixed(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A list; how many items it takes is for the key of its name with MaxLength to say.</summary>
    public static ConfigurationKey List(string name, string value, Func<string, bool> isItem) =>
        new(name, KeyAccess.ReadWrite, value, text => Items(text).All(isItem));

    public static string[] Items(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
