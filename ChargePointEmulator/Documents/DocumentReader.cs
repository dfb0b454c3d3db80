using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ChargePointEmulator.Documents;

/// <summary>Reads YAML, and JSON as the part of YAML that it is, into nodes that know their place.</summary>
internal static class DocumentReader
{
    private const int MaxDepth = 64;
    private const int MaxNodes = 100_000;

    /// <summary>Reads a file.</summary>
    /// <remarks>Errors: <see cref="DocumentException"/>, also when there is no such file.</remarks>
    public static DocumentNode ReadFile(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DocumentPlace(path, 1, 1).Error($"cannot be read: {e.Message}");
        }

        return Read(text, path);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">One YAML or JSON document.</param>
    /// <param name="file">Its name in error messages.</param>
    public static DocumentNode Read(string text, string file)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new DocumentPlace(file, (int)Math.Max(1, e.Start.Line), (int)Math.Max(1, e.Start.Column)).Error(OneLine(e.InnerException?.Message ?? e.Message));
        }

        if (stream.Documents.Count != 1)
        {
            throw new DocumentPlace(file, 1, 1).Error(stream.Documents.Count == 0 ? "is empty." : "holds more than one document.");
        }

        var nodes = 0;
        return Convert(stream.Documents[0].RootNode, file, 0, ref nodes);
    }

    private static DocumentNode Convert(YamlNode node, string file, int depth, ref int nodes)
    {
        var place = new DocumentPlace(file, (int)node.Start.Line, (int)node.Start.Column);

        // An alias can repeat a part as often as it likes, and contain itself.
        if (depth > MaxDepth || ++nodes > MaxNodes)
        {
            throw place.Error("is nested too deep or too large.");
        }

        switch (node)
        {
            case YamlMappingNode map:
                var entries = new List<(DocumentScalar, DocumentNode)>(map.Children.Count);
                foreach (var (key, value) in map.Children)
                {
                    var name = Convert(key, file, depth + 1, ref nodes) as DocumentScalar ?? throw place.Error("a key must be a text.");
                    entries.Add((name, Convert(value, file, depth + 1, ref nodes)));
                }

                return new DocumentMap(place, entries);
            case YamlSequenceNode list:
                var items = new List<DocumentNode>(list.Children.Count);
                foreach (var item in list.Children)
                {
                    items.Add(Convert(item, file, depth + 1, ref nodes));
                }

                return new DocumentList(place, items);
            case YamlScalarNode scalar:
                var isQuoted = scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted or ScalarStyle.Literal or ScalarStyle.Folded;
                var isNull = !isQuoted && scalar.Value is null or "" or "~" or "null";
                return new DocumentScalar(place, isNull && !isQuoted ? null : scalar.Value ?? "", isQuoted);
            default:
                throw place.Error("is not supported here.");
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
