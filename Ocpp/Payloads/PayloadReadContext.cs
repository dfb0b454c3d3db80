using System.Text;
using Ocpp.Rpc;

namespace Ocpp.Payloads;

/// <summary>What a reader carries through one frame: mode, time of receipt, the path it stands at, and the notes it made.</summary>
/// <remarks>One instance serves one connection, frame after frame; it is not safe for concurrent use.</remarks>
public sealed class PayloadReadContext
{
    private const int MaxNotes = 32;
    private const int MaxNoteText = 200;

    private List<(string Name, int Index)>? _path;
    private List<ProtocolNote>? _notes;

    /// <summary>A context for frames read with the given strictness.</summary>
    public PayloadReadContext(ValidationMode mode) => Mode = mode;

    /// <summary>How strictly payloads are read; may change between two frames.</summary>
    public ValidationMode Mode { get; set; }

    /// <summary>When the frame came in; stands in for a required date-time nobody can read.</summary>
    public DateTimeOffset ReceivedAt { get; private set; }

    internal string Action { get; set; } = "";

    /// <summary>Starts a new frame: forgets the notes of the last one.</summary>
    public void Begin(DateTimeOffset receivedAt)
    {
        ReceivedAt = receivedAt;
        Action = "";
        _path?.Clear();
        _notes = null;
    }

    /// <summary>The notes made so far; empty in nearly every frame.</summary>
    public IReadOnlyList<ProtocolNote> Notes => _notes ?? (IReadOnlyList<ProtocolNote>)[];

    internal void Note(NoteKind kind, string field, string text)
    {
        _notes ??= [];
        // A hostile frame could deviate ten thousand times; the first notes tell the story.
        if (_notes.Count < MaxNotes)
        {
            _notes.Add(new ProtocolNote(kind, Action, Cut(PathOf(field)), Cut(text)));
        }
    }

    /// <summary>A deviation that lenient readers note and strict readers refuse.</summary>
    internal void Deviate(NoteKind kind, OcppErrorCode code, string field, string rule, string? text = null)
    {
        if (Mode == ValidationMode.Strict)
        {
            throw Error(code, field, rule);
        }

        Note(kind, field, text ?? rule);
    }

    internal OcppPayloadException Error(OcppErrorCode code, string field, string rule) => new(code, PathOf(field), rule);

    internal void Check(IConditionalRules payload) => payload.CheckRules(new RuleCheck(this));

    internal void Enter(string name, int index = -1) => (_path ??= []).Add((name, index));

    internal void Leave() => _path!.RemoveAt(_path.Count - 1);

    private static string Cut(string text) => text.Length > MaxNoteText ? text[..MaxNoteText] : text;

    private string PathOf(string field)
    {
        if (_path is not { Count: > 0 })
        {
            return field;
        }

        var path = new StringBuilder();
        foreach (var (name, index) in _path)
        {
            path.Append(name);
            if (index >= 0)
            {
                path.Append('[').Append(index).Append(']');
            }

            path.Append('.');
        }

        return path.Append(field).ToString().TrimEnd('.');
    }
}
