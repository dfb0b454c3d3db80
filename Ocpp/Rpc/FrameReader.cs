using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Ocpp.Payloads;

namespace Ocpp.Rpc;

/// <summary>Reads one OCPP-J frame from the front: the head first, then its payload by the reader of the action, then its end.</summary>
/// <remarks>Source: OCPP-J §4.2. One pass; nothing is kept but the id and, for a CALL, where the action stands.</remarks>
internal ref struct FrameReader
{
    private const int LongestToleratedId = 255;

    private readonly PayloadReadContext _context;
    private PayloadReader _payload;

    public FrameReader(ReadOnlySpan<byte> utf8, PayloadReadContext context)
    {
        _context = context;
        _payload = new PayloadReader(utf8, context);
    }

    /// <summary>What the frame is; <see cref="FrameKind.None"/> when it can only be ignored.</summary>
    public FrameKind Kind { get; private set; }

    /// <summary>Whether <see cref="Id"/> was read, so that an error can be answered.</summary>
    public bool HasId { get; private set; }

    public MessageId Id { get; private set; }

    /// <summary>Name of the operation of a CALL.</summary>
    public ReadOnlySpan<byte> Action { get; private set; }

    [UnscopedRef]
    private ref Utf8JsonReader Json => ref _payload.Json;

    /// <summary>Reads up to the payload.</summary>
    /// <remarks>Errors: <see cref="OcppPayloadException"/> and <see cref="JsonException"/>; with an id they become a CALLERROR.</remarks>
    public void ReadHead()
    {
        if (!Json.Read() || Json.TokenType != JsonTokenType.StartArray)
        {
            throw _context.Error(OcppErrorCode.FormationViolation, "", "must be a JSON array");
        }

        var kind = Json.Read() && Json.TokenType == JsonTokenType.Number && Json.TryGetInt32(out var type) ? type : -1;
        if (kind is not (2 or 3 or 4))
        {
            _context.Note(NoteKind.UnknownMessageType, "", Encoding.UTF8.GetString(Json.ValueSpan));
            return;
        }

        Kind = (FrameKind)kind;
        ReadId();
        if (Kind == FrameKind.Call)
        {
            Json.Read();
            if (Json.TokenType != JsonTokenType.String)
            {
                throw _context.Error(OcppErrorCode.FormationViolation, "", "the third element must name an action");
            }

            Action = Json.ValueIsEscaped ? Encoding.UTF8.GetBytes(Json.GetString()!) : Json.ValueSpan;
        }
    }

    /// <summary>Reads the payload: an object, or what peers send in place of an empty one.</summary>
    public T ReadPayload<T>(OcppPayload.Reading<T> read)
    {
        Json.Read();
        switch (Json.TokenType)
        {
            case JsonTokenType.Null:
                // Both notations of an empty payload are permitted (OCPP-J §4.2.1).
                return Empty(read);
            case JsonTokenType.EndArray:
                _context.Deviate(NoteKind.MissingPayload, OcppErrorCode.FormationViolation, "", "the payload is missing");
                return Empty(read);
            default:
                _payload.BeginObject();
                return read(ref _payload);
        }
    }

    /// <summary>Reads code, description and details of a CALLERROR, as far as they are there.</summary>
    public (string Code, string Description, string Details) ReadError()
    {
        var code = NextText();
        var description = NextText();
        var details = "{}";
        if (Json.TokenType != JsonTokenType.EndArray && Json.Read() && Json.TokenType != JsonTokenType.EndArray)
        {
            using var document = JsonDocument.ParseValue(ref Json);
            details = document.RootElement.GetRawText();
        }

        return (code.Length == 0 ? nameof(OcppErrorCode.GenericError) : code, description, details);
    }

    /// <summary>Reads to the end of the frame.</summary>
    public void ReadEnd()
    {
        if (Json.TokenType != JsonTokenType.EndArray || Json.CurrentDepth > 0)
        {
            while (Json.Read() && !(Json.TokenType == JsonTokenType.EndArray && Json.CurrentDepth == 0))
            {
                _context.Deviate(NoteKind.ExtraElement, OcppErrorCode.FormationViolation, "", "the frame has too many elements");
                Json.Skip();
            }
        }

        // What follows the array can only be white space: the reader refuses anything else.
        Json.Read();
    }

    private void ReadId()
    {
        Json.Read();
        if (Json.TokenType == JsonTokenType.String)
        {
            Id = new MessageId(Json.GetString()!);
        }
        else if (Json.TokenType == JsonTokenType.Number && _context.Mode == ValidationMode.Lenient)
        {
            Id = new MessageId(Encoding.UTF8.GetString(Json.ValueSpan), IsNumber: true);
            _context.Note(NoteKind.NumericMessageId, "", Id.Text);
        }
        else
        {
            throw _context.Error(OcppErrorCode.FormationViolation, "", "the second element must be a message id");
        }

        HasId = Id.Text.Length <= LongestToleratedId;
        if (Id.Text.Length > MessageId.MaxLength)
        {
            if (!HasId)
            {
                throw _context.Error(OcppErrorCode.FormationViolation, "", "the message id is too long");
            }

            _context.Deviate(NoteKind.LongMessageId, OcppErrorCode.FormationViolation, "", "the message id has more than 36 characters", Id.Text);
        }
    }

    private readonly T Empty<T>(OcppPayload.Reading<T> read)
    {
        var empty = new PayloadReader("{}"u8, _context);
        empty.BeginObject();
        return read(ref empty);
    }

    private string NextText()
    {
        if (Json.TokenType == JsonTokenType.EndArray || !Json.Read() || Json.TokenType == JsonTokenType.EndArray)
        {
            return "";
        }

        if (Json.TokenType == JsonTokenType.String)
        {
            return Json.GetString()!;
        }

        Json.Skip();
        return "";
    }
}
