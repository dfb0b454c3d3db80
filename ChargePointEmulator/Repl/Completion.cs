using ChargePointEmulator.Driving;

namespace ChargePointEmulator.Repl;

/// <summary>What may come next on a line.</summary>
/// <param name="idTags">Those people present here.</param>
/// <param name="connectors">How many there are.</param>
/// <param name="configurationKeys">Keys of the station.</param>
internal sealed class Completion(IReadOnlyList<string> idTags, int connectors, IReadOnlyList<string> configurationKeys)
{
    /// <summary>Whole words that can stand in place of the last one of the line.</summary>
    public IReadOnlyList<string> Of(string line)
    {
        var words = ReplCommand.Split(line);
        var isNew = line.Length == 0 || line[^1] == ' ';
        var typed = isNew || words.Count == 0 ? "" : words[^1];
        var before = isNew ? words : [.. words.SkipLast(1)];
        return [.. Candidates(before, typed).Where(each => each.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Distinct()];
    }

    private IEnumerable<string> Candidates(IReadOnlyList<string> before, string typed)
    {
        if (before.Count == 0)
        {
            return Verbs.Names.Concat(ReplSession.OwnWords).Order(StringComparer.Ordinal);
        }

        if (before[0] == "help")
        {
            return Verbs.Names.Concat(ReplSession.OwnWords);
        }

        if (before[0] == "frames")
        {
            return ["on", "off", "10", "100"];
        }

        if (Verbs.Find(before[0]) is not { } verb)
        {
            return [];
        }

        if (verb.Main?.Kind == ParameterKind.Map)
        {
            return configurationKeys.Select(key => key + "=");
        }

        var at = typed.IndexOf('=', StringComparison.Ordinal);
        if (at > 0)
        {
            return verb.Parameters.FirstOrDefault(each => each.Name == typed[..at]) is { } named ? Values(named).Select(value => typed[..(at + 1)] + value) : [];
        }

        var inOrder = before.Skip(1).Count(word => !word.Contains('=', StringComparison.Ordinal));
        var names = verb.Parameters.Skip(1).Where(each => !before.Any(word => word.StartsWith(each.Name + "=", StringComparison.Ordinal))).Select(each => each.Name + "=");
        return inOrder < verb.Parameters.Count ? Values(verb.Parameters[inOrder]).Concat(names) : names;
    }

    private IEnumerable<string> Values(VerbParameter parameter) => parameter.Kind switch
    {
        ParameterKind.Connector or ParameterKind.ConnectorOrZero => Enumerable.Range(1, connectors).Select(each => each.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ParameterKind.IdTag => idTags,
        ParameterKind.Choice => parameter.Choices,
        ParameterKind.Flag => ["true", "false"],
        ParameterKind.Text when parameter.Name == "action" => Ocpp.OcppActions.All.Select(action => action.Name),
        _ => [],
    };
}
