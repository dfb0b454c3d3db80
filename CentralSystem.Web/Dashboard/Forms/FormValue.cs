using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ocpp.Payloads;

namespace CentralSystem.Web.Dashboard.Forms;

/// <summary>What somebody has entered for a member: a text, members, or entries.</summary>
public sealed class FormValue
{
    private static int _lastId;

    private string _text = "";
    private bool _isGiven;

    internal FormValue(FormField field)
    {
        (Field, Id) = (field, $"field-{Interlocked.Increment(ref _lastId)}");
        Clear();
    }

    /// <summary>What is asked for.</summary>
    internal FormField Field { get; }

    /// <summary>Of its element in the page.</summary>
    public string Id { get; }

    /// <summary>A scalar as it was typed; an instant in ISO 8601.</summary>
    public string Text
    {
        get => _text;
        set => (_text, IsTouched) = (value, true);
    }

    /// <summary>Whether an object that may be absent is there.</summary>
    public bool IsGiven
    {
        get => _isGiven || Field.IsRequired;
        set => _isGiven = value;
    }

    /// <summary>The members of an object.</summary>
    public IReadOnlyList<FormValue> Members { get; private set; } = [];

    /// <summary>The entries of a list.</summary>
    public IReadOnlyList<FormValue> Items => _items;

    private readonly List<FormValue> _items = [];

    /// <summary>Whether it may be told what is wrong with it: not before something was entered or sending was tried.</summary>
    public bool IsTouched { get; private set; }

    /// <summary>The rule that what is entered breaks; null for none.</summary>
    public string? Fault => Field.Kind switch
    {
        FieldKind.Object => null,
        FieldKind.List when _items.Count > Field.MaxItems => $"has at most {Field.MaxItems} entries",
        FieldKind.List => null,
        _ => Field.FaultOf(_text),
    };

    /// <summary>The member of that name; for the pages that know what they ask for.</summary>
    public FormValue this[string member] => Members.First(value => value.Field.Name == member);

    internal static bool TryReadWhole(string text, out long number) => long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    internal static bool TryReadNumber(string text, out decimal number) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number);

    internal static bool TryReadInstant(string text) => OcppDateTime.TryParse(Encoding.UTF8.GetBytes(text), out _, out _);

    /// <summary>Nothing is entered, but for what always is there: the members of objects, the first entry of a list that must have some.</summary>
    public void Clear()
    {
        (_text, _isGiven, IsTouched) = ("", false, false);
        _items.Clear();
        Members = [.. Field.Members.Select(member => new FormValue(member))];
        if (Field is { Kind: FieldKind.List, IsRequired: true })
        {
            Add();
        }
    }

    public FormValue Add()
    {
        var item = new FormValue(Field.Item!);
        _items.Add(item);
        return item;
    }

    public void Remove(FormValue item) => _items.Remove(item);

    /// <summary>Takes what JSON says.</summary>
    /// <returns>Paths of what there is no field for.</returns>
    public IReadOnlyList<string> Fill(JsonNode? json)
    {
        Clear();
        var strange = new List<string>();
        Fill(json, "", strange);
        return strange;
    }

    /// <summary>What is entered as JSON; null where it is absent.</summary>
    /// <remarks>A text that breaks its rule is kept as a text: whoever checks next says what is wrong.</remarks>
    public JsonNode? ToJson() => Field.Kind switch
    {
        FieldKind.Object => IsGiven ? ObjectToJson() : null,
        FieldKind.List => _items.Count > 0 || Field.IsRequired ? new JsonArray([.. _items.Select(item => item.ToJson())]) : null,
        _ when _text.Length == 0 => Field is { IsRequired: true, MayBeEmpty: true } ? JsonValue.Create("") : null,
        FieldKind.Whole when TryReadWhole(_text, out var whole) => JsonValue.Create(whole),
        FieldKind.Number when TryReadNumber(_text, out var number) => JsonValue.Create(number),
        FieldKind.YesNo when bool.TryParse(_text, out var yes) => JsonValue.Create(yes),
        _ => JsonValue.Create(_text),
    };

    /// <summary>Whether all that is entered keeps its rules; from here on what does not is told.</summary>
    public bool Check()
    {
        IsTouched = true;
        var isRight = Fault is null;
        foreach (var part in IsGiven ? Members.Concat(_items) : [])
        {
            isRight &= part.Check();
        }

        return isRight;
    }

    private JsonObject ObjectToJson()
    {
        var json = new JsonObject();
        foreach (var member in Members)
        {
            if (member.ToJson() is { } value)
            {
                json[member.Field.Name] = value;
            }
        }

        return json;
    }

    private void Fill(JsonNode? json, string path, List<string> strange)
    {
        switch (json)
        {
            case null:
                break;
            case JsonObject members when Field.Kind == FieldKind.Object:
                _isGiven = true;
                foreach (var (name, value) in members)
                {
                    var inner = path.Length == 0 ? name : $"{path}.{name}";
                    if (Members.FirstOrDefault(member => member.Field.Name == name) is { } known)
                    {
                        known.Fill(value, inner, strange);
                    }
                    else
                    {
                        strange.Add(inner);
                    }
                }

                break;
            case JsonArray entries when Field.Kind == FieldKind.List:
                _items.Clear();
                foreach (var entry in entries)
                {
                    Add().Fill(entry, $"{path}[{_items.Count - 1}]", strange);
                }

                break;
            case JsonValue value when Field.Kind is not (FieldKind.Object or FieldKind.List):
                _text = value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
                break;
            default:
                strange.Add(path);
                break;
        }
    }
}
