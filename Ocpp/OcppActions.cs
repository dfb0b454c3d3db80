using System.Collections.Frozen;
using Ocpp.Payloads;

namespace Ocpp;

/// <summary>One operation of OCPP 1.6 or of the security whitepaper: its name, who may send it, and how its payloads are read.</summary>
public sealed class OcppAction
{
    private readonly OcppPayload.Reading<IOcppRequest> _readRequest;
    private readonly OcppPayload.Reading<IOcppResponse> _readResponse;

    private OcppAction(
        string name, SentBy sentBy, FeatureProfile profile, Type request, Type response,
        OcppPayload.Reading<IOcppRequest> readRequest, OcppPayload.Reading<IOcppResponse> readResponse)
    {
        (Name, SentBy, Profile, RequestType, ResponseType) = (name, sentBy, profile, request, response);
        (_readRequest, _readResponse) = (readRequest, readResponse);
    }

    /// <summary>Case-sensitive name on the wire (OCPP-J §4.2.1).</summary>
    public string Name { get; }

    /// <summary>Who may send the CALL.</summary>
    public SentBy SentBy { get; }

    /// <summary>Feature profile that owns the action.</summary>
    public FeatureProfile Profile { get; }

    /// <summary>Record of the CALL's payload.</summary>
    public Type RequestType { get; }

    /// <summary>Record of the CALLRESULT's payload.</summary>
    public Type ResponseType { get; }

    /// <summary>Reads the payload of a CALL as this side checks what it is about to send.</summary>
    /// <remarks>Errors: <see cref="OcppPayloadException"/> names the field and the rule.</remarks>
    public IOcppRequest ReadRequestStrictly(ReadOnlySpan<byte> utf8) =>
        OcppPayload.ReadAlone(utf8, new PayloadReadContext(ValidationMode.Strict), _readRequest);

    internal static OcppAction For<TRequest, TResponse>(string name, SentBy sentBy, FeatureProfile profile)
        where TRequest : class, IOcppRequest<TResponse>, IOcppPayload<TRequest>
        where TResponse : class, IOcppResponse, IOcppPayload<TResponse> =>
        new(name, sentBy, profile, typeof(TRequest), typeof(TResponse), TRequest.Read, TResponse.Read);

    internal IOcppResponse ReadResponse(ref PayloadReader reader) => _readResponse(ref reader);
}

/// <summary>All 39 operations: the 28 of OCPP 1.6 and the 11 of the security whitepaper.</summary>
public static partial class OcppActions
{
    private static readonly FrozenDictionary<string, OcppAction> ByName = Catalogue().ToFrozenDictionary(action => action.Name, StringComparer.Ordinal);

    /// <summary>Every operation, in the order of the names.</summary>
    public static IReadOnlyList<OcppAction> All { get; } = Catalogue();

    /// <summary>Finds an operation by its case-sensitive name.</summary>
    public static OcppAction? Find(string name) => ByName.GetValueOrDefault(name);

    private static partial IReadOnlyList<OcppAction> Catalogue();
}
