using System.Text;
using Microsoft.CodeAnalysis;

namespace Ocpp.Generators;

/// <summary>One property of a payload record: how it is declared, read and written.</summary>
internal sealed class PayloadField
{
    private readonly IPropertySymbol _property;
    private readonly int _index;
    private readonly bool _isNullable;

    /// <summary>The type without its question mark.</summary>
    private readonly ITypeSymbol _type;

    public PayloadField(IPropertySymbol property, int index)
    {
        _property = property;
        _index = index;
        _isNullable = property.NullableAnnotation == NullableAnnotation.Annotated;
        _type = property.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : property.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
    }

    public string Name => _property.Name;

    public string WireName =>
        (string?)Attribute("JsonPropertyNameAttribute")?.ConstructorArguments[0].Value
        ?? char.ToLowerInvariant(Name[0]) + Name.Substring(1);

    public bool IsRequired => _property.IsRequired;

    public string Local => "field" + _index;

    public string Bit => $"0x{1u << _index:x}u";

    public string Declaration => $"{Full(_property.Type)}{(_isNullable && !_property.Type.IsValueType ? "?" : "")} {Local} = default{(_isNullable ? "" : "!")};";

    public string ReadExpression
    {
        get
        {
            var optional = _isNullable ? "Optional" : "";
            return Kind switch
            {
                FieldKind.Int32 => $"reader.Read{optional}Int32(\"{WireName}\", {Bound(0, int.MinValue)}, {Bound(1, int.MaxValue)})",
                FieldKind.Int64 => $"reader.Read{optional}Int64(\"{WireName}\", {Bound(0, long.MinValue)}, {Bound(1, long.MaxValue)})",
                FieldKind.Boolean => $"reader.Read{optional}Boolean(\"{WireName}\")",
                FieldKind.Decimal => $"reader.Read{optional}Decimal(\"{WireName}\", oneDecimal: {(Attribute("OneDecimalAttribute") is null ? "false" : "true")})",
                FieldKind.Text => $"reader.Read{optional}String(\"{WireName}\", {Argument("MaxLengthAttribute")})",
                FieldKind.DateTime => $"reader.Read{optional}DateTime(\"{WireName}\")",
                FieldKind.Enumeration => $"reader.Read{optional}Enum<{Full(TypeArgument)}>(\"{WireName}\")",
                FieldKind.TextList => $"reader.Read{optional}StringList(\"{WireName}\", {Argument("ItemMaxLengthAttribute")})",
                FieldKind.List => $"reader.Read{optional}List<{Full(TypeArgument)}>(\"{WireName}\", {Argument("MinLengthAttribute")})",
                FieldKind.Nested => $"reader.Read{optional}Object<{Full(_type)}>(\"{WireName}\")",
                _ => $"default!;\n#error {_property.ContainingType.Name}.{Name} has a type that OCPP payloads do not use\n",
            };
        }
    }

    public void AppendWrite(StringBuilder source)
    {
        var value = _isNullable ? "value" + _index : Name;
        if (_isNullable)
        {
            source.AppendLine($"        if ({Name} is {{ }} {value})");
        }

        source.AppendLine("        {");
        source.AppendLine($"            {WriteStatement(value)}");
        source.AppendLine("        }");
        source.AppendLine();
    }

    private string WriteStatement(string value) => Kind switch
    {
        FieldKind.Int32 or FieldKind.Int64 or FieldKind.Decimal => $"writer.WriteNumber(\"{WireName}\"u8, {value});",
        FieldKind.Boolean => $"writer.WriteBoolean(\"{WireName}\"u8, {value});",
        FieldKind.Text => $"writer.WriteString(\"{WireName}\"u8, {value});",
        FieldKind.Enumeration => $"writer.WriteString(\"{WireName}\"u8, {value}.ToString());",
        FieldKind.DateTime => $"writer.WritePropertyName(\"{WireName}\"u8); global::Ocpp.Payloads.OcppDateTime.Write(writer, {value});",
        FieldKind.Nested => $"writer.WritePropertyName(\"{WireName}\"u8); {value}.Write(writer);",
        FieldKind.List => $"writer.WriteStartArray(\"{WireName}\"u8); foreach (var item in {value}) {{ item.Write(writer); }} writer.WriteEndArray();",
        FieldKind.TextList => $"writer.WriteStartArray(\"{WireName}\"u8); foreach (var item in {value}) {{ writer.WriteStringValue(item); }} writer.WriteEndArray();",
        _ => "",
    };

    private FieldKind Kind => _type switch
    {
        { SpecialType: SpecialType.System_Int32 } => FieldKind.Int32,
        { SpecialType: SpecialType.System_Int64 } => FieldKind.Int64,
        { SpecialType: SpecialType.System_Boolean } => FieldKind.Boolean,
        { SpecialType: SpecialType.System_Decimal } => FieldKind.Decimal,
        { SpecialType: SpecialType.System_String } => FieldKind.Text,
        { Name: "DateTimeOffset" } => FieldKind.DateTime,
        { Name: "OcppEnum" } => FieldKind.Enumeration,
        { Name: "IReadOnlyList" } => TypeArgument.SpecialType == SpecialType.System_String ? FieldKind.TextList : FieldKind.List,
        { IsRecord: true } => FieldKind.Nested,
        _ => FieldKind.Unknown,
    };

    private ITypeSymbol TypeArgument => ((INamedTypeSymbol)_type).TypeArguments[0];

    private object Bound(int position, object unbounded) =>
        Attribute("RangeAttribute")?.ConstructorArguments[position].Value ?? unbounded;

    private object Argument(string attribute) => Attribute(attribute)?.ConstructorArguments[0].Value ?? 0;

    private AttributeData? Attribute(string name) => _property.GetAttributes().FirstOrDefault(a => a.AttributeClass?.Name == name);

    private static string Full(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    private enum FieldKind
    {
        Unknown,
        Int32,
        Int64,
        Boolean,
        Decimal,
        Text,
        DateTime,
        Enumeration,
        Nested,
        List,
        TextList,
    }
}
