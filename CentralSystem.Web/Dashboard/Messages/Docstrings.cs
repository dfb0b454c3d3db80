using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CentralSystem.Web.Dashboard.Messages;

/// <summary>What the comments of the protocol's records say, for people: the file that the compiler makes of them lies beside the program.</summary>
/// <remarks>Where somebody took that file away, nothing is explained and all else works.</remarks>
internal static partial class Docstrings
{
    private static readonly Lazy<FrozenDictionary<string, string>> Summaries = new(Read);

    /// <summary>The summary of a record.</summary>
    public static string? Of(Type type) => Summaries.Value.GetValueOrDefault($"T:{type.FullName}");

    /// <summary>The summary of a property or a member of an enumeration.</summary>
    public static string? Of(MemberInfo member) =>
        Summaries.Value.GetValueOrDefault($"{(member.MemberType is MemberTypes.Property ? 'P' : 'F')}:{member.DeclaringType!.FullName}.{member.Name}");

    /// <summary>The summary of a member of an enumeration; null for a name that is none.</summary>
    public static string? Of(Type enumeration, string member) => enumeration.GetField(member, BindingFlags.Public | BindingFlags.Static) is { } field ? Of(field) : null;

    /// <summary>Without clauses of the specification, names of its types and marks of the writer's, which tell nothing to who does not have it.</summary>
    /// <param name="summary">As it is written for programmers.</param>
    /// <param name="isLengthTold">Whether the most characters are told elsewhere.</param>
    internal static string Plain(string summary, bool isLengthTold = false)
    {
        var text = Space().Replace(summary, " ").Replace("`", "", StringComparison.Ordinal).Trim();
        text = isLengthTold ? LeadingTextType().Replace(text, "") : text;
        text = TextType().Replace(text, "at most $1 characters");
        text = Clause().Replace(text, "");
        return text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..] : text;
    }

    private static FrozenDictionary<string, string> Read()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Ocpp.xml");
        return File.Exists(path)
            ? XDocument.Load(path).Descendants("member").Where(member => member.Element("summary") is not null)
                .ToFrozenDictionary(member => member.Attribute("name")!.Value, member => Plain(TextOf(member.Element("summary")!)), StringComparer.Ordinal)
            : FrozenDictionary<string, string>.Empty;
    }

    /// <summary>A reference reads as the name it refers to.</summary>
    private static string TextOf(XElement element) => string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "paramref" } reference => (reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword"))?.Value.Split('.', ':')[^1],
        XElement child => TextOf(child),
        _ => "",
    }));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex("""(?:\ba )?CiString(\d+)Type""")]
    private static partial Regex TextType();

    [GeneratedRegex("""^CiString\d+Type: """)]
    private static partial Regex LeadingTextType();

    /// <summary>A clause in brackets: of the specification, of the whitepaper, or one of its requirements.</summary>
    [GeneratedRegex("""\s*\((?:[^()]*§|whitepaper|[A-Z]\d\d\.FR\.)[^()]*\)""")]
    private static partial Regex Clause();
}
