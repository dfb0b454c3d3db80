using System.Globalization;

namespace CentralSystem.Benchmarks;

/// <summary>Options of a command: <c>--name value</c>, <c>--flag</c>, and words.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _values = [];
    private readonly List<string> _words = [];
    private readonly HashSet<string> _asked = [];

    public CommandLine(ReadOnlySpan<string> args, params string[] flags)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                _words.Add(args[i]);
            }
            else if (flags.Contains(args[i][2..]))
            {
                _values[args[i][2..]] = "";
            }
            else
            {
                _values[args[i][2..]] = i + 1 < args.Length ? args[i + 1] : throw new UsageException($"{args[i]} wants a value");
                i++;
            }
        }
    }

    public IReadOnlyList<string> Words => _words;

    public bool Flag(string name) => Find(name) is not null;

    public string Text(string name, string fallback) => Find(name) ?? fallback;

    public int Int(string name, int fallback, int least, int most) => (int)Number(name, fallback, least, most);

    public double Number(string name, double fallback, double least, double most)
    {
        if (Find(name) is not { } text)
        {
            return fallback;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UsageException($"--{name} wants a number from {least} to {most}");
    }

    /// <summary>Call when every option was asked for: what is left over is a mistake.</summary>
    public void RefuseOthers()
    {
        if (_values.Keys.Except(_asked).FirstOrDefault() is { } unknown)
        {
            throw new UsageException($"unknown option --{unknown}; known are {string.Join(" ", _asked.Select(name => "--" + name))}");
        }
    }

    private string? Find(string name)
    {
        _asked.Add(name);
        return _values.GetValueOrDefault(name);
    }
}

/// <summary>The command line cannot be followed.</summary>
internal sealed class UsageException(string message) : Exception(message);
