using System.Text.Json;
using System.Text.RegularExpressions;

namespace CentralSystem.Tests.Packaging;

/// <summary>The Dockerfile, read far enough to hold it against the repository.</summary>
internal sealed partial class Dockerfile
{
    private Dockerfile(IReadOnlyList<Stage> stages) => Stages = stages;

    public IReadOnlyList<Stage> Stages { get; }

    public IEnumerable<Instruction> Instructions => Stages.SelectMany(stage => stage.Instructions);

    /// <summary>Stages no other stage is built on or copies from: the images.</summary>
    public IEnumerable<Stage> Images => Stages.Where(stage => !Stages.Any(other => other.From == stage.Name || other.CopiesFrom.Contains(stage.Name)));

    /// <summary>A stage and those it is built on, the lowest first.</summary>
    public IEnumerable<Stage> WithFoundations(Stage stage) =>
        Stages.FirstOrDefault(other => other.Name == stage.From) is { } foundation ? [.. WithFoundations(foundation), stage] : [stage];

    public static Dockerfile Parse(string text)
    {
        var stages = new List<Stage>();
        foreach (var line in Continuation().Replace(Comment().Replace(text, ""), " ").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0] == "FROM")
            {
                stages.Add(new Stage(words[^1], words[1], []));
            }
            else
            {
                stages[^1].Instructions.Add(new Instruction(words[0], words[1..]));
            }
        }

        return new Dockerfile(stages);
    }

    [GeneratedRegex(@"^#.*\n", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\\\n")]
    private static partial Regex Continuation();

    public sealed record Stage(string Name, string From, List<Instruction> Instructions)
    {
        public IEnumerable<string> CopiesFrom => Instructions.Select(instruction => instruction.Flag("from")).OfType<string>();

        /// <summary>What it copies out of the repository, without a slash at the end.</summary>
        public IEnumerable<string> CopiedFiles => Instructions.SelectMany(instruction => instruction.CopySources);

        /// <summary>Project files given to <c>dotnet publish</c>.</summary>
        public IEnumerable<string> PublishedProjects => Instructions.Where(instruction => instruction.Starts("RUN", "dotnet", "publish")).Select(instruction => instruction.Words[2]);

        public Instruction? Last(string name) => Instructions.LastOrDefault(instruction => instruction.Name == name);
    }

    public sealed record Instruction(string Name, string[] Words)
    {
        public bool Starts(string name, params string[] words) => Name == name && Words.Take(words.Length).SequenceEqual(words);

        public string? Flag(string flag) => Words.FirstOrDefault(word => word.StartsWith($"--{flag}=", StringComparison.Ordinal))?[(flag.Length + 3)..];

        public IEnumerable<string> CopySources =>
            Name is "COPY" or "ADD" && Flag("from") is null ? Words.Where(word => !word.StartsWith("--", StringComparison.Ordinal)).SkipLast(1).Select(word => word.TrimEnd('/')) : [];

        /// <summary>The command of an instruction in its exec form.</summary>
        public string[] Command
        {
            get
            {
                var text = string.Join(' ', Words);
                return JsonSerializer.Deserialize<string[]>(text[text.IndexOf('[', StringComparison.Ordinal)..])!;
            }
        }
    }
}
