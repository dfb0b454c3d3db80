using Ocpp.Payloads;

namespace Ocpp.Rpc;

/// <summary>Answers the CALLs of one action.</summary>
/// <remarks>
/// A handler returns the response or throws an <see cref="OcppCallException"/>; anything else that escapes is logged and
/// answered with InternalError. One instance serves every connection at once.
/// </remarks>
/// <typeparam name="TRequest">Payload of the CALL.</typeparam>
/// <typeparam name="TResponse">Payload of the CALLRESULT.</typeparam>
/// <typeparam name="TPeer">Who sent it, as the program knows its peers.</typeparam>
public interface IOcppHandler<TRequest, TResponse, TPeer>
    where TRequest : IOcppRequest<TResponse>
    where TResponse : IOcppResponse
{
    /// <summary>Does what the specification asks for this action and returns the answer.</summary>
    ValueTask<TResponse> HandleAsync(TRequest request, CallContext<TPeer> call, CancellationToken cancellationToken);
}

/// <summary>What a handler may want to know besides the payload.</summary>
/// <param name="Peer">Who sent the CALL.</param>
/// <param name="MessageId">Id of the CALL.</param>
/// <param name="ReceivedAt">When its frame came in.</param>
/// <param name="Notes">What was tolerated in it; nearly always empty.</param>
public readonly record struct CallContext<TPeer>(TPeer Peer, MessageId MessageId, DateTimeOffset ReceivedAt, IReadOnlyList<ProtocolNote> Notes);

/// <summary>A CALL cannot be answered with a CALLRESULT.</summary>
/// <param name="code">Code of the CALLERROR.</param>
/// <param name="description">A sentence for the peer's log.</param>
public sealed class OcppCallException(OcppErrorCode code, string description) : Exception(description)
{
    /// <summary>Code of the CALLERROR.</summary>
    public OcppErrorCode Code { get; } = code;
}
