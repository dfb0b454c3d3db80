using System.Reflection;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Dashboard.Messages;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Web.Dashboard.ChargePoints;

/// <summary>What became of a command, in words.</summary>
internal static class CommandWords
{
    private const int LongestAnswer = 300;

    /// <summary>What the charge point did; stands between its name, or "it", and a full stop.</summary>
    public static string Of(CallOutcome outcome) => outcome switch
    {
        CallOutcome.Answered answered => $"answered {Words(answered.Response, Secrets.Mask(answered.Json))}",
        CallOutcome.Refused refused => $"answered with the error {refused.Code}{(refused.Description.Length > 0 ? $": {Secrets.Mask(refused.Description).TrimEnd('.')}" : "")}",
        CallOutcome.TimedOut => "did not answer in time",
        CallOutcome.ConnectionLost => "lost its connection before it answered",
        CallOutcome.Unreadable unreadable => $"gave an answer that cannot be read: {unreadable.Problem}",
        _ => "was not asked",
    };

    /// <summary>The status and what it means, as far as there is one; and all of it, where there is more.</summary>
    private static string Words(IOcppResponse response, string json)
    {
        PropertyInfo[] told = [.. response.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(member => member.GetValue(response) is not null)];
        if (told.FirstOrDefault(member => member.Name == "Status") is not { } status)
        {
            return Shortened(json);
        }

        var text = $"{status.GetValue(response)}";
        var meaning = status.PropertyType.GenericTypeArguments is [{ IsEnum: true } statuses] ? Docstrings.Of(statuses, text)?.TrimEnd('.') : null;
        var words = meaning is { Length: > 0 } && !meaning.Equals(text, StringComparison.OrdinalIgnoreCase) ? $"{text}: {char.ToLowerInvariant(meaning[0])}{meaning[1..]}" : text;
        return told.Length > 1 ? $"{words}. {Shortened(json)}" : words;
    }

    /// <summary>The list of commands has all of it.</summary>
    private static string Shortened(string json) => json.Length > LongestAnswer ? json[..LongestAnswer] + "…" : json;
}
