using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ChargePointEmulator.Check.Data;

/// <summary>A mapping of a YAML file whose keys are all known. Errors: <see cref="BadInputException"/> with line and column.</summary>
internal sealed class YamlMap
{
    private readonly string _file;
    private readonly YamlMappingNode _node;

    private YamlMap(string file, YamlMappingNode node) => (_file, _node) = (file, node);

    /// <summary>Every key with the node behind it, in the order of the file.</summary>
    public IEnumerable<(string Key, YamlNode Value)> Entries => _node.Children.Select(child => (KeyOf(child.Key), child.Value));

    /// <summary>Reads a file that holds one mapping.</summary>
    public static YamlMap ReadFile(string file)
    {
        try
        {
            using var reader = File.OpenText(file);
            var stream = new YamlStream();
            stream.Load(reader);
            return stream.Documents is [{ RootNode: YamlMappingNode root }]
                ? new YamlMap(file, root)
                : throw new BadInputException($"{file}(1,1): must hold one mapping, such as 'operations:'.");
        }
        catch (YamlException e)
        {
            throw new BadInputException($"{file}({Position(e.Start)}): {e.InnerException?.Message ?? e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{file} cannot be read: {e.Message}");
        }
    }

    /// <summary>Refuses every key but these.</summary>
    public YamlMap Allow(params string[] keys)
    {
        foreach (var (key, _) in _node.Children)
        {
            if (!keys.Contains(KeyOf(key), StringComparer.Ordinal))
            {
                throw Bad(key, $"'{KeyOf(key)}' is none of {string.Join(", ", keys)}");
            }
        }

        return this;
    }

    /// <summary>Text behind a key; null where the key is not there.</summary>
    public string? Text(string key) => Node(key) is { } node ? TextOf(node, key) : null;

    /// <summary>Text behind a key that has to be there.</summary>
    public string NeededText(string key) => Text(key) ?? throw Bad(_node, $"'{key}' is missing");

    /// <summary>Texts behind a key: a list, or one text.</summary>
    public IReadOnlyList<string> Texts(string key) => Node(key) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Children.Select(item => TextOf(item, key))],
        var node => [TextOf(node, key)],
    };

    /// <summary>Nodes of the list behind a key.</summary>
    public IReadOnlyList<YamlNode> List(string key) => Node(key) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Children],
        var node => throw Bad(node, $"'{key}' must be a list"),
    };

    /// <summary>The mapping behind a key; null where the key is not there.</summary>
    public YamlMap? Map(string key) => Node(key) is { } node ? MapOf(node, key) : null;

    /// <summary>A node that has to be a mapping.</summary>
    public YamlMap MapOf(YamlNode node, string key) =>
        node is YamlMappingNode map ? new YamlMap(_file, map) : throw Bad(node, $"'{key}' must be a mapping");

    /// <summary>A node that has to be text.</summary>
    public string TextOf(YamlNode node, string key) =>
        node is YamlScalarNode { Value: { } value } ? value : throw Bad(node, $"'{key}' must be text");

    /// <summary>An error at a key.</summary>
    public BadInputException Bad(string key, string message) => Bad(Node(key) ?? _node, message);

    public BadInputException Bad(YamlNode node, string message) => new($"{_file}({Position(node.Start)}): {message}.");

    /// <summary>Whatever is behind a key; null where the key is not there.</summary>
    public YamlNode? Node(string key) => _node.Children.FirstOrDefault(child => KeyOf(child.Key) == key).Value;

    private string KeyOf(YamlNode key) => key is YamlScalarNode { Value: { } value } ? value : throw Bad(key, "a key must be text");

    private static string Position(Mark mark) => string.Create(CultureInfo.InvariantCulture, $"{mark.Line},{mark.Column}");
}
