using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ocpp.Rpc;

namespace Ocpp.Payloads;

/// <summary>Reads and checks one payload in a single pass over its UTF-8.</summary>
/// <remarks>
/// The generated readers call it member by member. It knows the two modes: what a lenient reader tolerates becomes a note of
/// the <see cref="PayloadReadContext"/>, everything else an <see cref="OcppPayloadException"/> with the code of the CALLERROR.
/// Malformed JSON surfaces as <see cref="JsonException"/>.
/// </remarks>
public ref struct PayloadReader
{
    /// <summary>Lenient readers keep text up to four times its limit, and at least 255 characters.</summary>
    private const int TextCapFactor = 4;
    private const int MinimumTextCap = 255;

    private readonly PayloadReadContext _context;
    private Utf8JsonReader _json;

    /// <summary>A reader over JSON that consists of the payload alone.</summary>
    public PayloadReader(ReadOnlySpan<byte> utf8, PayloadReadContext context)
    {
        _json = new Utf8JsonReader(utf8);
        _context = context;
    }

    private readonly bool Strict => _context.Mode == ValidationMode.Strict;

    [UnscopedRef]
    internal ref Utf8JsonReader Json => ref _json;

    internal readonly PayloadReadContext Context => _context;

    /// <summary>Expects the reader to stand on, or right before, the start of an object.</summary>
    public void BeginObject()
    {
        if (_json.TokenType == JsonTokenType.None)
        {
            _json.Read();
        }

        if (_json.TokenType != JsonTokenType.StartObject)
        {
            throw _context.Error(OcppErrorCode.FormationViolation, "", "must be a JSON object");
        }
    }

    /// <summary>Moves to the next member of the object; false at its end.</summary>
    public bool NextMember()
    {
        _json.Read();
        return _json.TokenType != JsonTokenType.EndObject;
    }

    /// <summary>Whether the member at hand has this name.</summary>
    public readonly bool NameIs(ReadOnlySpan<byte> name) => _json.ValueTextEquals(name);

    /// <summary>A member no field is made for: an error in strict mode, else a note.</summary>
    public void UnknownMember()
    {
        var name = _json.GetString()!;
        _json.Read();
        _json.Skip();
        _context.Deviate(NoteKind.UnknownMember, OcppErrorCode.FormationViolation, name, "is not a member of this payload");
    }

    /// <summary>A member that came before.</summary>
    public readonly void DuplicateMember(string name) =>
        _context.Deviate(NoteKind.DuplicateMember, OcppErrorCode.FormationViolation, name, "must not be there twice");

    /// <summary>A required member that did not come.</summary>
    public readonly void RequiredMember(bool present, string name)
    {
        if (!present)
        {
            throw _context.Error(OcppErrorCode.ProtocolError, name, "is required");
        }
    }

    /// <summary>Reads a whole number between the limits.</summary>
    public int ReadInt32(string name, int minimum, int maximum) => (int)ReadWholeNumber(name, int.MinValue, int.MaxValue, minimum, maximum);

    /// <summary>Reads a whole number between the limits, or null for an absent one.</summary>
    public int? ReadOptionalInt32(string name, int minimum, int maximum) =>
        NextIsAbsent(name) ? null : (int)WholeNumber(name, int.MinValue, int.MaxValue, minimum, maximum);

    /// <summary>Reads a whole number between the limits.</summary>
    public long ReadInt64(string name, long minimum, long maximum) => ReadWholeNumber(name, long.MinValue, long.MaxValue, minimum, maximum);

    /// <summary>Reads a whole number between the limits, or null for an absent one.</summary>
    public long? ReadOptionalInt64(string name, long minimum, long maximum) =>
        NextIsAbsent(name) ? null : WholeNumber(name, long.MinValue, long.MaxValue, minimum, maximum);

    /// <summary>Reads a boolean.</summary>
    public bool ReadBoolean(string name)
    {
        NextIsPresent(name);
        return Boolean(name);
    }

    /// <summary>Reads a boolean, or null for an absent one.</summary>
    public bool? ReadOptionalBoolean(string name) => NextIsAbsent(name) ? null : Boolean(name);

    /// <summary>Reads a decimal number.</summary>
    public decimal ReadDecimal(string name, bool oneDecimal)
    {
        NextIsPresent(name);
        return Decimal(name, oneDecimal);
    }

    /// <summary>Reads a decimal number, or null for an absent one.</summary>
    public decimal? ReadOptionalDecimal(string name, bool oneDecimal) => NextIsAbsent(name) ? null : Decimal(name, oneDecimal);

    /// <summary>Reads text of at most <paramref name="maxLength"/> characters; 0 stands for no limit.</summary>
    public string ReadString(string name, int maxLength)
    {
        NextIsPresent(name);
        return Text(name, maxLength);
    }

    /// <summary>Reads text of at most <paramref name="maxLength"/> characters, or null for absent text.</summary>
    public string? ReadOptionalString(string name, int maxLength) => NextIsAbsent(name) ? null : Text(name, maxLength);

    /// <summary>Reads a member of an enumeration.</summary>
    public OcppEnum<TEnum> ReadEnum<TEnum>(string name)
        where TEnum : struct, Enum
    {
        NextIsPresent(name);
        return Enumeration<TEnum>(name);
    }

    /// <summary>Reads a member of an enumeration, or null for an absent one.</summary>
    public OcppEnum<TEnum>? ReadOptionalEnum<TEnum>(string name)
        where TEnum : struct, Enum =>
        NextIsAbsent(name) ? null : Enumeration<TEnum>(name);

    /// <summary>Reads a date-time.</summary>
    public DateTimeOffset ReadDateTime(string name)
    {
        NextIsPresent(name);
        return DateTimeOrNull(name) ?? _context.ReceivedAt;
    }

    /// <summary>Reads a date-time, or null for an absent or unreadable one.</summary>
    public DateTimeOffset? ReadOptionalDateTime(string name) => NextIsAbsent(name) ? null : DateTimeOrNull(name);

    /// <summary>Reads a nested object.</summary>
    public T ReadObject<T>(string name)
        where T : IOcppPayload<T>
    {
        NextIsPresent(name);
        return Nested<T>(name);
    }

    /// <summary>Reads a nested object, or null for an absent one.</summary>
    public T? ReadOptionalObject<T>(string name)
        where T : class, IOcppPayload<T> =>
        NextIsAbsent(name) ? null : Nested<T>(name);

    /// <summary>Reads a list of objects.</summary>
    public IReadOnlyList<T> ReadList<T>(string name, int minimumItems)
        where T : IOcppPayload<T>
    {
        NextIsPresent(name);
        return Items<T>(name, minimumItems);
    }

    /// <summary>Reads a list of objects, or null for an absent one.</summary>
    public IReadOnlyList<T>? ReadOptionalList<T>(string name, int minimumItems)
        where T : IOcppPayload<T> =>
        NextIsAbsent(name) ? null : Items<T>(name, minimumItems);

    /// <summary>Reads a list of texts, or null for an absent one.</summary>
    public IReadOnlyList<string>? ReadOptionalStringList(string name, int itemMaxLength)
    {
        if (NextIsAbsent(name))
        {
            return null;
        }

        ExpectArray(name);
        var items = new List<string>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Text($"{name}[{items.Count}]", itemMaxLength));
        }

        return items;
    }

    /// <summary>Checks what no single member can tell.</summary>
    public readonly void CheckRules(IConditionalRules payload) => _context.Check(payload);

    /// <summary>Moves to the value; a required one must not be null.</summary>
    private void NextIsPresent(string name)
    {
        _json.Read();
        RequiredMember(_json.TokenType != JsonTokenType.Null, name);
    }

    /// <summary>Moves to the value; true for the two ways in which peers write "nothing" instead of leaving the member out.</summary>
    private bool NextIsAbsent(string name)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null)
        {
            _context.Deviate(NoteKind.NullForAbsent, OcppErrorCode.TypeConstraintViolation, name, "must be left out instead of null", "null");
            return true;
        }

        // An empty string is legal where any text is; strict readers keep it, and refuse it only where a type forbids it.
        if (!Strict && _json.TokenType == JsonTokenType.String && _json.ValueSpan.IsEmpty)
        {
            _context.Note(NoteKind.EmptyForAbsent, name, "");
            return true;
        }

        return false;
    }

    private long ReadWholeNumber(string name, long lowest, long highest, long minimum, long maximum)
    {
        NextIsPresent(name);
        return WholeNumber(name, lowest, highest, minimum, maximum);
    }

    private readonly long WholeNumber(string name, long lowest, long highest, long minimum, long maximum)
    {
        if (!(_json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out var value)))
        {
            value = CoercedWholeNumber(name);
        }

        if (value < minimum || value > maximum)
        {
            _context.Deviate(NoteKind.OutOfRange, OcppErrorCode.PropertyConstraintViolation, name, RangeRule(minimum, maximum), value.ToString(CultureInfo.InvariantCulture));
        }

        return Math.Clamp(value, lowest, highest);
    }

    private static string RangeRule(long minimum, long maximum) =>
        maximum >= int.MaxValue ? $"must be a whole number of at least {minimum}" : $"must be a whole number from {minimum} to {maximum}";

    private readonly long CoercedWholeNumber(string name)
    {
        var raw = RawText();
        const string Rule = "must be a whole number";
        if (Strict
            || _json.TokenType is not (JsonTokenType.Number or JsonTokenType.String)
            || !decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || number is < long.MinValue or > long.MaxValue)
        {
            throw _context.Error(OcppErrorCode.TypeConstraintViolation, name, Rule);
        }

        _context.Note(NoteKind.TypeCoerced, name, raw);
        return (long)decimal.Round(number);
    }

    private readonly bool Boolean(string name)
    {
        switch (_json.TokenType)
        {
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
        }

        var raw = RawText();
        bool? value = raw.ToUpperInvariant() switch { "TRUE" or "1" => true, "FALSE" or "0" => false, _ => null };
        if (Strict || value is null)
        {
            throw _context.Error(OcppErrorCode.TypeConstraintViolation, name, "must be true or false");
        }

        _context.Note(NoteKind.TypeCoerced, name, raw);
        return value.Value;
    }

    private readonly decimal Decimal(string name, bool oneDecimal)
    {
        if (!(_json.TokenType == JsonTokenType.Number && _json.TryGetDecimal(out var value)))
        {
            var raw = RawText();
            if (Strict || _json.TokenType != JsonTokenType.String
                || !decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            {
                throw _context.Error(OcppErrorCode.TypeConstraintViolation, name, "must be a number");
            }

            _context.Note(NoteKind.TypeCoerced, name, raw);
        }

        if (oneDecimal && decimal.Round(value, 1) != value)
        {
            _context.Deviate(NoteKind.OutOfRange, OcppErrorCode.PropertyConstraintViolation, name,
                "must have at most one decimal", value.ToString(CultureInfo.InvariantCulture));
        }

        return value;
    }

    private string Text(string name, int maxLength)
    {
        var text = _json.TokenType == JsonTokenType.String ? _json.GetString()! : CoercedText(name, maxLength);
        if (maxLength > 0 && text.Length > maxLength)
        {
            if (text.Length > Math.Max(MinimumTextCap, maxLength * TextCapFactor))
            {
                throw _context.Error(OcppErrorCode.TypeConstraintViolation, name, $"must have at most {maxLength} characters");
            }

            _context.Deviate(NoteKind.TooLong, OcppErrorCode.TypeConstraintViolation, name, $"must have at most {maxLength} characters", text);
        }

        return text;
    }

    private string CoercedText(string name, int maxLength)
    {
        var isScalar = _json.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False;

        // Only free text (DataTransfer.data) may hold a whole object that somebody forgot to quote.
        if (Strict || (!isScalar && maxLength > 0))
        {
            throw _context.Error(OcppErrorCode.TypeConstraintViolation, name, "must be a string");
        }

        var raw = isScalar ? RawText() : RawObject();
        _context.Note(NoteKind.TypeCoerced, name, raw);
        return raw;
    }

    private OcppEnum<TEnum> Enumeration<TEnum>(string name)
        where TEnum : struct, Enum
    {
        if (_json.TokenType == JsonTokenType.String && !_json.ValueIsEscaped && EnumText<TEnum>.TryParse(_json.ValueSpan, out var value))
        {
            return value;
        }

        var text = Text(name, 0);
        if (EnumText<TEnum>.TryParseIgnoringCase(text, out value))
        {
            if (!string.Equals(EnumText<TEnum>.ToText(value), text, StringComparison.Ordinal))
            {
                _context.Deviate(NoteKind.EnumCase, OcppErrorCode.PropertyConstraintViolation, name, AllowedTexts<TEnum>(), text);
            }

            return value;
        }

        if (text.Length > MinimumTextCap)
        {
            throw _context.Error(OcppErrorCode.PropertyConstraintViolation, name, AllowedTexts<TEnum>());
        }

        _context.Deviate(NoteKind.UnknownEnumValue, OcppErrorCode.PropertyConstraintViolation, name, AllowedTexts<TEnum>(), text);
        return OcppEnum<TEnum>.Unknown(text);
    }

    private static string AllowedTexts<TEnum>()
        where TEnum : struct, Enum =>
        $"must be one of {string.Join(", ", EnumText<TEnum>.Texts)}";

    private readonly DateTimeOffset? DateTimeOrNull(string name)
    {
        if (TryReadDateTime(out var value, out var hasZone))
        {
            if (!hasZone)
            {
                _context.Deviate(NoteKind.DateWithoutZone, OcppErrorCode.TypeConstraintViolation, name,
                    "must be a date-time with a zone, such as 2026-01-31T08:09:10Z", RawText());
            }

            return value;
        }

        if (_json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            throw _context.Error(OcppErrorCode.TypeConstraintViolation, name, "must be a date-time");
        }

        _context.Deviate(NoteKind.UnreadableDate, OcppErrorCode.TypeConstraintViolation, name,
            "must be a date-time such as 2026-01-31T08:09:10Z", RawText());
        return null;
    }

    private readonly bool TryReadDateTime(out DateTimeOffset value, out bool hasZone)
    {
        (value, hasZone) = (default, true);
        if (_json.TokenType != JsonTokenType.String || _json.ValueSpan.Length > MinimumTextCap)
        {
            return false;
        }

        if (!_json.ValueIsEscaped)
        {
            return OcppDateTime.TryParse(_json.ValueSpan, out value, out hasZone);
        }

        // Several serializers write the plus sign of an offset as \u002B.
        Span<byte> unescaped = stackalloc byte[MinimumTextCap];
        return OcppDateTime.TryParse(unescaped[.._json.CopyString(unescaped)], out value, out hasZone);
    }

    private T Nested<T>(string name)
        where T : IOcppPayload<T>
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            throw _context.Error(OcppErrorCode.TypeConstraintViolation, name, "must be a JSON object");
        }

        _context.Enter(name);
        var value = T.Read(ref this);
        _context.Leave();
        return value;
    }

    private List<T> Items<T>(string name, int minimumItems)
        where T : IOcppPayload<T>
    {
        ExpectArray(name);
        var items = new List<T>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.StartObject)
            {
                throw _context.Error(OcppErrorCode.TypeConstraintViolation, $"{name}[{items.Count}]", "must be a JSON object");
            }

            _context.Enter(name, items.Count);
            items.Add(T.Read(ref this));
            _context.Leave();
        }

        if (items.Count < minimumItems)
        {
            _context.Deviate(NoteKind.EmptyList, OcppErrorCode.OccurenceConstraintViolation, name, $"must have at least {minimumItems} item");
        }

        return items;
    }

    private readonly void ExpectArray(string name)
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            throw _context.Error(OcppErrorCode.TypeConstraintViolation, name, "must be a list");
        }
    }

    private readonly string RawText()
    {
        if (_json.TokenType == JsonTokenType.String)
        {
            return _json.GetString()!;
        }

        return Encoding.UTF8.GetString(_json.HasValueSequence ? _json.ValueSequence.ToArray() : _json.ValueSpan);
    }

    private string RawObject()
    {
        using var document = JsonDocument.ParseValue(ref _json);
        return document.RootElement.GetRawText();
    }
}
