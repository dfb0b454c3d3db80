using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using ChargePointEmulator.Documents;
using Ocpp;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace ChargePointEmulator.Scenarios;

/// <summary>Where an expectation may have members: an operator that is mistyped would be taken for one, and never fit.</summary>
internal sealed class MatchShape
{
    private readonly Func<string, MatchShape?> _member;

    private MatchShape(Func<string, MatchShape?> member) => _member = member;

    /// <summary>Has no members.</summary>
    private static MatchShape Single { get; } = new(_ => null);

    /// <summary>May have any: nobody knows what stands there.</summary>
    private static MatchShape Anything { get; } = new(_ => Anything!);

    /// <summary>What <c>expectState</c> sees.</summary>
    public static MatchShape State { get; } = new(name => name is "connectors" or "faults" ? Anything : Single);

    /// <summary>A CALLERROR.</summary>
    public static MatchShape Error { get; } = new(name => name switch { "code" or "description" => Single, "details" => Anything, _ => null });

    /// <summary>The payload of a CALL.</summary>
    public static MatchShape RequestOf(string action) => Of(OcppActions.Find(action)!.RequestType);

    /// <summary>The payload of a CALLRESULT.</summary>
    public static MatchShape ResponseOf(string action) => Of(OcppActions.Find(action)!.ResponseType);

    /// <summary>An error at the first operator that is none.</summary>
    public void Check(DocumentNode? expected)
    {
        switch (expected)
        {
            case DocumentList list:
                foreach (var item in list.Items)
                {
                    Check(item);
                }

                break;
            case DocumentMap map when map.Keys.All(Matching.Operators.Contains):
                foreach (var (key, operand) in map.Entries.Where(entry => entry.Key.Text is "oneOf" or "not" or "contains"))
                {
                    Check(operand);
                }

                break;
            case DocumentMap map:
                // The mistyped ones first: an operator beside them is right.
                foreach (var (key, _) in map.Entries.Where(entry => Follow(entry.Key.Text!) is null))
                {
                    CheckUnknown(key);
                }

                foreach (var (key, value) in map.Entries)
                {
                    var member = Follow(key.Text!);
                    if (member is null && Matching.Operators.Contains(key.Text))
                    {
                        throw key.Place.Error($"{key.Text} is an operator and has no place among members.");
                    }

                    (member ?? Anything).Check(value);
                }

                break;
        }
    }

    private void CheckUnknown(DocumentScalar key)
    {
        var word = key.Text!;
        if (Matching.Operators.Contains(word))
        {
            return;
        }

        if (ReferenceEquals(this, Single))
        {
            throw key.Place.Error($"There is no operator '{word}'{NearestWord.Suggestion(word, Matching.Operators)}");
        }

        // A station may send members that the specification does not have. Short ones are near an operator by chance, but seldom begin like it.
        if (NearestWord.Find(word, Matching.Operators) is { } meant && char.ToUpperInvariant(meant[0]) == char.ToUpperInvariant(word[0]))
        {
            throw key.Place.Error($"The message has no member '{word}', and there is no such operator; did you mean '{meant}'?");
        }
    }

    /// <summary>Where a dotted path leads to; null where the message ends.</summary>
    private MatchShape? Follow(string path)
    {
        var shape = this;
        foreach (var part in path.Split('.'))
        {
            // The number of an item: those of a list are all alike.
            shape = int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _) && !ReferenceEquals(shape, Single) ? shape : shape._member(part);
            if (shape is null)
            {
                return null;
            }
        }

        return shape;
    }

    private static MatchShape Of(Type type)
    {
        var inner = Inner(type);
        return inner.IsAssignableTo(typeof(IOcppPayload))
            ? new MatchShape(name => PropertyOf(inner, name) is { } property ? OfProperty(property) : null)
            : Single;
    }

    /// <summary>What a vendor puts into data is not of this protocol; some put an object there.</summary>
    private static MatchShape OfProperty(PropertyInfo property) =>
        property is { Name: nameof(DataTransferRequest.Data), DeclaringType: var of } && (of == typeof(DataTransferRequest) || of == typeof(DataTransferResponse)) ? Anything : Of(property.PropertyType);

    private static PropertyInfo? PropertyOf(Type type, string name) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).FirstOrDefault(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name) == name);

    /// <summary>What the items of a list are.</summary>
    private static Type Inner(Type type) => type is { IsGenericType: true } && type.IsAssignableTo(typeof(IEnumerable)) ? type.GenericTypeArguments[0] : type;
}
