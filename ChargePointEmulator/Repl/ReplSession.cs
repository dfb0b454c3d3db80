using System.Globalization;
using System.Text.Json.Nodes;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Driving;
using ChargePointEmulator.Faults;
using ChargePointEmulator.Scenarios;

namespace ChargePointEmulator.Repl;

/// <summary>What somebody at the prompt may do: all verbs, and a few words to look around.</summary>
/// <param name="driver">The charge point.</param>
/// <param name="output">Where answers go.</param>
internal sealed class ReplSession(ChargePointDriver driver, TextWriter output)
{
    /// <summary>Words beside the verbs, and what they do.</summary>
    private static readonly (string Name, string Summary)[] Own =
    [
        ("show", "What there is to see."),
        ("frames", "on, off, or how many of the last to show."),
        ("wait", "Time passes: wait 10s."),
        ("help", "help, or help <word>."),
        ("exit", "Ends the emulator."),
    ];

    public static IReadOnlyList<string> OwnWords { get; } = [.. Own.Select(word => word.Name)];

    /// <summary>Frames are shown as they pass.</summary>
    public bool ShowsFrames { get; private set; } = true;

    /// <summary>Does one line; false ends the session.</summary>
    public async Task<bool> RunAsync(string line, CancellationToken cancellationToken)
    {
        var words = ReplCommand.Split(line);
        if (words.Count == 0 || words[0].StartsWith('#'))
        {
            return true;
        }

        try
        {
            switch (words[0])
            {
                case "exit" or "quit":
                    return false;
                case "help":
                    Help(words.Count > 1 ? words[1] : null);
                    break;
                case "show":
                    Show();
                    break;
                case "frames":
                    Frames(words.Count > 1 ? words[1] : "on");
                    break;
                case "wait":
                    await Task.Delay(DurationText.TryParse(words.Count > 1 ? words[1] : "1s", out var wait) ? wait : throw new VerbException($"wait takes {DurationText.Allowed}."), cancellationToken);
                    break;
                default:
                    await DoAsync(words, cancellationToken);
                    break;
            }
        }
        catch (VerbException e)
        {
            await output.WriteLineAsync($"error: {e.Message}");
        }

        return true;
    }

    /// <summary>A frame that passed.</summary>
    public void Told(LineFrame frame)
    {
        if (ShowsFrames)
        {
            output.WriteLine(ScenarioReport.Text(frame));
        }
    }

    private async Task DoAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var verb = Verbs.Find(words[0]) ?? throw new VerbException($"There is no '{words[0]}'{NearestWord.Suggestion(words[0], [.. Verbs.Names, .. OwnWords])} Try help.");
        var given = ReplCommand.Arguments(verb, [.. words.Skip(1)]);
        if (await driver.RunAsync(verb, VerbArguments.Read(verb, given), cancellationToken) is { } told)
        {
            await output.WriteLineAsync(string.Join(' ', told.Select(each => $"{each.Key}={each.Value}")));
        }
    }

    private void Show()
    {
        var whole = ChargePointView.Whole(driver);
        var faults = whole["faults"]!.AsArray().Count > 0 ? $", faults {string.Join(", ", whole["faults"]!.AsArray())}" : "";
        output.WriteLine($"{whole["identity"]}  power {whole["power"]}, network {whole["network"]}, {((bool)whole["connected"]! ? "connected" : "not connected")}, {whole["registration"]}, {whole["queued"]} queued{faults}");
        if ((string?)whole["lastRefusal"] is { } refusal)
        {
            output.WriteLine($"  last handshake: {refusal}");
        }

        foreach (var connector in whole["connectors"]!.AsArray().Cast<JsonObject>())
        {
            var parts = new[]
            {
                (string?)connector["errorCode"] == "NoError" ? null : (string?)connector["errorCode"],
                (bool)connector["plugged"]! ? "plugged" : null,
                connector["transactionId"] is { } transaction ? $"transaction {transaction} of {connector["idTag"]}" : connector["idTag"] is { } idTag ? $"transaction of {idTag}" : null,
                connector["soc"] is { } soc ? $"{soc} %" : null,
                $"{connector["powerW"]} W of {connector["offeredA"]} A",
                $"{connector["meterWh"]} Wh",
            };
            output.WriteLine($"  {connector["connector"]}  {connector["status"],-14} {string.Join(", ", parts.Where(part => part is not null))}");
        }
    }

    private void Frames(string what)
    {
        if (what is "on" or "off")
        {
            ShowsFrames = what == "on";
            return;
        }

        if (!int.TryParse(what, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            throw new VerbException("frames takes on, off, or how many of the last to show.");
        }

        foreach (var frame in driver.Line.Frames.After(driver.Line.Frames.Last - count))
        {
            output.WriteLine(ScenarioReport.Text(frame));
        }
    }

    private void Help(string? word)
    {
        if (word is not null)
        {
            if (Own.FirstOrDefault(each => each.Name == word) is { Name: not null } own)
            {
                output.WriteLine($"  {own.Name,-12} {own.Summary}");
                return;
            }

            var verb = Verbs.Find(word) ?? throw new VerbException($"There is no '{word}'{NearestWord.Suggestion(word, [.. Verbs.Names, .. OwnWords])}");
            output.WriteLine(verb.Usage);
            output.WriteLine($"  {verb.Summary}");
            foreach (var parameter in verb.Parameters)
            {
                output.WriteLine($"  {parameter.Name,-12} {parameter.Summary} ({parameter.Allowed})");
            }

            return;
        }

        foreach (var (name, summary) in Verbs.All.Select(verb => (verb.Name, verb.Summary)).Concat(Own))
        {
            output.WriteLine($"  {name,-12} {summary}");
        }
    }
}
