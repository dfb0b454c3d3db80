using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChargePointEmulator.Fleet;

namespace ChargePointEmulator.Faults;

/// <summary>What can go wrong with a frame on its way.</summary>
internal enum FaultKind
{
    /// <summary>It comes later: by the delay and up to the jitter more.</summary>
    Latency,

    /// <summary>It never arrives.</summary>
    Drop,

    /// <summary>It arrives twice.</summary>
    Duplicate,

    /// <summary>Its text is replaced by noise of the same length.</summary>
    Garbage,

    /// <summary>It breaks off in the middle.</summary>
    Truncate,

    /// <summary>Another message id stands in it.</summary>
    WrongId,

    /// <summary>The connection breaks in its place.</summary>
    Disconnect,
}

/// <summary>A fault of the line: what, where, how often.</summary>
/// <param name="kind">What happens.</param>
internal sealed class Fault(FaultKind kind)
{
    private int _left = int.MaxValue;

    public FaultKind Kind { get; } = kind;

    /// <summary>Only frames that go this way; null for both.</summary>
    public LineDirection? Direction { get; init; }

    /// <summary>Only this action, CALLs and their answers; null for all.</summary>
    public string? Action { get; init; }

    /// <summary>Share of the frames that are hit, from 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Frames it hits before it is over.</summary>
    public int Times
    {
        init => _left = value;
    }

    /// <summary>Of <see cref="FaultKind.Latency"/>.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Greatest addition to the delay.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>It has hit all it was to hit.</summary>
    public bool IsOver => _left <= 0;

    /// <summary>Whether this frame is hit; the random source decides, so the same seed hits the same frames.</summary>
    public bool Hits(LineDirection direction, string action, SeededRandom random)
    {
        var concerns = !IsOver && (Direction is null || Direction == direction) && (Action is null || Action == action);
        if (!concerns || (Probability < 1 && random.NextDouble() >= Probability))
        {
            return false;
        }

        _left--;
        return true;
    }
}

/// <summary>What the faults of the line do to one frame.</summary>
internal sealed class Disturbance(string text)
{
    private List<string>? _notes;

    public string Text { get; private set; } = text;

    public TimeSpan Delay { get; private set; }

    /// <summary>How often it arrives: 0, 1 or 2 times.</summary>
    public int Copies { get; private set; } = 1;

    public bool Disconnects { get; private set; }

    public string? Note => _notes is null ? null : string.Join(", ", _notes);

    public void Add(Fault fault, SeededRandom random)
    {
        (_notes ??= []).Add(JsonNamingPolicy.CamelCase.ConvertName(fault.Kind.ToString()));
        switch (fault.Kind)
        {
            case FaultKind.Latency:
                Delay += fault.Delay + (fault.Jitter * random.NextDouble());
                break;
            case FaultKind.Drop:
                Copies = 0;
                break;
            case FaultKind.Duplicate:
                Copies = Math.Min(2, Copies * 2);
                break;
            case FaultKind.Garbage:
                Text = Noise(Text.Length, random);
                break;
            case FaultKind.Truncate:
                Text = Text[..(Text.Length / 2)];
                break;
            case FaultKind.WrongId:
                Text = WithOtherId(Text, random);
                break;
            case FaultKind.Disconnect:
                (Copies, Disconnects) = (0, true);
                break;
        }
    }

    private static string Noise(int length, SeededRandom random)
    {
        var noise = new StringBuilder(length);
        for (var i = 0; i < length; i++)
        {
            noise.Append((char)(' ' + 1 + random.Next(94)));
        }

        return noise.ToString();
    }

    private static string WithOtherId(string text, SeededRandom random)
    {
        try
        {
            if (JsonNode.Parse(text) is JsonArray { Count: > 1 } frame)
            {
                frame[1] = $"wrong-{random.Next(1_000_000)}";
                return frame.ToJsonString(LineJson.Plain);
            }
        }
        catch (JsonException)
        {
            // A quirk or another fault made it unreadable; it has no id to change.
        }

        return text;
    }
}
