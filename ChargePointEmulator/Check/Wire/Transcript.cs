using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ChargePointEmulator.Check.Wire;

/// <summary>One line of evidence.</summary>
/// <param name="AtMs">Milliseconds since the case began.</param>
/// <param name="ChargePoint">Identity of the connection.</param>
/// <param name="Direction"><c>></c> to the central system, <c>&lt;</c> from it, <c>-</c> what happened to the connection.</param>
/// <param name="Text">The frame, or what happened.</param>
internal readonly record struct TranscriptLine(long AtMs, string ChargePoint, char Direction, string Text);

/// <summary>All that went over the wire in one case, in order.</summary>
internal sealed partial class Transcript
{
    private const int MaxLines = 500;
    private const int MaxText = 2_000;

    private readonly List<TranscriptLine> _lines = [];
    private readonly long _begin = Stopwatch.GetTimestamp();

    public IReadOnlyList<TranscriptLine> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public void Add(string chargePoint, char direction, string text)
    {
        // Reports are shown around: a password that travels in a frame is not in them.
        var shown = Secret().Replace(text.Length > MaxText ? text[..MaxText] + $"... ({text.Length} characters)" : text, "$1***$2");
        shown = SecretFirst().Replace(shown, "$1***$2");
        var line = new TranscriptLine((long)Stopwatch.GetElapsedTime(_begin).TotalMilliseconds, chargePoint, direction, shown);
        lock (_lines)
        {
            if (_lines.Count < MaxLines)
            {
                _lines.Add(line);
            }
        }
    }

    [GeneratedRegex("""("AuthorizationKey"\s*,\s*"value"\s*:\s*")[^"]*(")""")]
    private static partial Regex Secret();

    [GeneratedRegex("""("value"\s*:\s*")[^"]*("\s*,\s*"key"\s*:\s*"AuthorizationKey")""")]
    private static partial Regex SecretFirst();
}
