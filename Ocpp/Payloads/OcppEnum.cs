using System.Diagnostics.CodeAnalysis;

namespace Ocpp.Payloads;

/// <summary>An enumeration value as a peer sent it: a member of the specification, or the text it wrote instead.</summary>
/// <remarks>
/// Charge Points in the field send values the specification does not know. A lenient reader keeps their text here,
/// so that nothing else of the message is lost; a strict one refuses them before a value of this type exists.
/// </remarks>
/// <typeparam name="TEnum">Enumeration of the specification.</typeparam>
public readonly struct OcppEnum<TEnum> : IEquatable<OcppEnum<TEnum>>
    where TEnum : struct, Enum
{
    private readonly TEnum _value;
    private readonly string? _unknown;

    /// <summary>A member of the specification.</summary>
    public OcppEnum(TEnum value) => _value = value;

    private OcppEnum(string unknown) => _unknown = unknown;

    /// <summary>The text of a peer that is no member of the enumeration.</summary>
    public static OcppEnum<TEnum> Unknown(string text) => new(text);

    /// <summary>The member of the specification, or null when the peer wrote something else.</summary>
    public TEnum? Known => _unknown is null ? _value : null;

    /// <summary>Whether the value is a member of the specification; gives the member.</summary>
    public bool IsKnown([MaybeNullWhen(false)] out TEnum value)
    {
        value = _value;
        return _unknown is null;
    }

    /// <summary>Every member of the specification converts by itself.</summary>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The constructor is the alternate.")]
    public static implicit operator OcppEnum<TEnum>(TEnum value) => new(value);

    /// <inheritdoc />
    public bool Equals(OcppEnum<TEnum> other) =>
        EqualityComparer<TEnum>.Default.Equals(_value, other._value) && string.Equals(_unknown, other._unknown, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is OcppEnum<TEnum> other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => _unknown is null ? _value.GetHashCode() : string.GetHashCode(_unknown, StringComparison.Ordinal);

    /// <summary>Both stand for the same wire text.</summary>
    public static bool operator ==(OcppEnum<TEnum> left, OcppEnum<TEnum> right) => left.Equals(right);

    /// <summary>They stand for different wire texts.</summary>
    public static bool operator !=(OcppEnum<TEnum> left, OcppEnum<TEnum> right) => !left.Equals(right);

    /// <summary>The text on the wire.</summary>
    public override string ToString() => _unknown ?? EnumText<TEnum>.ToText(_value);
}
