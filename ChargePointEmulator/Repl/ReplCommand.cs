using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChargePointEmulator.Driving;

namespace ChargePointEmulator.Repl;

/// <summary>Reads what somebody types: a word, then values in order or by name.</summary>
internal static class ReplCommand
{
    /// <summary>Cuts a line at its spaces; quotes and brackets keep together what belongs together.</summary>
    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, depth, isWord) = ('\0', 0, false);
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote != '\0')
            {
                // Inside JSON the quotes are part of it; around a word they are not.
                if (c == quote && (i == 0 || line[i - 1] != '\\'))
                {
                    quote = '\0';
                    if (depth == 0)
                    {
                        continue;
                    }
                }

                word.Append(c);
            }
            else if (c is '"' or '\'')
            {
                (quote, isWord) = (c, true);
                if (depth > 0)
                {
                    word.Append(c);
                }
            }
            else if (c == ' ' && depth == 0)
            {
                if (isWord)
                {
                    words.Add(word.ToString());
                }

                word.Clear();
                isWord = false;
            }
            else
            {
                depth += c is '{' or '[' ? 1 : c is '}' or ']' ? -1 : 0;
                isWord = true;
                word.Append(c);
            }
        }

        if (isWord)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>What a verb is given by words: <c>name=value</c>, or values of its parameters in their order.</summary>
    /// <remarks>Errors: <see cref="VerbException"/>.</remarks>
    public static JsonObject Arguments(Verb verb, IReadOnlyList<string> words)
    {
        var given = new JsonObject();
        var next = 0;
        foreach (var word in words)
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            var isNamed = at > 0 && word[0] is not ('{' or '[');
            if (verb.Main is { Kind: ParameterKind.Map } map)
            {
                var keys = (JsonObject)(given[map.Name] ??= new JsonObject());
                keys[isNamed ? word[..at] : throw new VerbException($"{verb.Name} takes KEY=VALUE, but '{word}' is none.", map.Name)] = word[(at + 1)..];
            }
            else if (isNamed)
            {
                var name = word[..at];
                Add(name, verb.Parameters.FirstOrDefault(each => each.Name == name)?.Kind, word[(at + 1)..]);
            }
            else if (next < verb.Parameters.Count)
            {
                var parameter = verb.Parameters[next++];
                Add(parameter.Name, parameter.Kind, word);
            }
            else
            {
                throw new VerbException($"{verb.Name} takes no '{word}'; usage: {verb.Usage}");
            }
        }

        return given;

        void Add(string name, ParameterKind? kind, string text)
        {
            if (!given.TryAdd(name, kind == ParameterKind.Json ? Json(name, text) : text))
            {
                throw new VerbException($"{name} is given twice.", name);
            }
        }
    }

    private static JsonNode? Json(string name, string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw new VerbException($"{name} is no JSON: {e.Message}", name);
        }
    }
}
