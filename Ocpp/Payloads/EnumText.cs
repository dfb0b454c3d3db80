using System.Collections.Frozen;
using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;

namespace Ocpp.Payloads;

/// <summary>Wire texts of an enumeration, in both directions.</summary>
/// <typeparam name="TEnum">Enumeration of the specification; a member's text is its name unless <see cref="JsonStringEnumMemberNameAttribute"/> says otherwise.</typeparam>
public static class EnumText<TEnum>
    where TEnum : struct, Enum
{
    private static readonly (TEnum Value, string Text, byte[] Utf8)[] Members = ReadMembers();
    private static readonly FrozenDictionary<string, TEnum> IgnoringCase =
        Members.ToFrozenDictionary(member => member.Text, member => member.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>All wire texts in the order of the specification.</summary>
    public static IReadOnlyList<string> Texts { get; } = [.. Members.Select(member => member.Text)];

    /// <summary>Text on the wire.</summary>
    public static string ToText(TEnum value)
    {
        foreach (var member in Members)
        {
            if (EqualityComparer<TEnum>.Default.Equals(member.Value, value))
            {
                return member.Text;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(value), value, $"No member of {typeof(TEnum).Name}.");
    }

    /// <summary>Finds the member with exactly this text.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out TEnum value)
    {
        foreach (var member in Members)
        {
            if (utf8.SequenceEqual(member.Utf8))
            {
                value = member.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Finds the member with this text in any letter case.</summary>
    public static bool TryParseIgnoringCase(string text, out TEnum value) => IgnoringCase.TryGetValue(text, out value);

    private static (TEnum, string, byte[])[] ReadMembers() =>
        [.. typeof(TEnum).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field =>
        {
            var text = field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name;
            return ((TEnum)field.GetValue(null)!, text, Encoding.UTF8.GetBytes(text));
        })];
}
