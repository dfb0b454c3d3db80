using System.Text.Json;

namespace Ocpp.Payloads;

/// <summary>A payload, or a part of one, that can write itself as OCPP-J JSON.</summary>
/// <remarks>Implemented by the source generator for every partial record that is an <see cref="IOcppRequest{TResponse}"/>, an <see cref="IOcppResponse"/> or an <see cref="IOcppType"/>.</remarks>
public interface IOcppPayload
{
    /// <summary>Writes the payload as one JSON object; absent members are left out.</summary>
    void Write(Utf8JsonWriter writer);
}

/// <summary>A payload that can also read itself.</summary>
/// <remarks>Errors: <see cref="OcppPayloadException"/> names the field and the rule it breaks.</remarks>
public interface IOcppPayload<TSelf> : IOcppPayload
    where TSelf : IOcppPayload<TSelf>
{
    /// <summary>Reads one JSON object in a single pass and checks every rule the record declares.</summary>
    static abstract TSelf Read(ref PayloadReader reader);
}

/// <summary>The payload of a CALL.</summary>
public interface IOcppRequest : IOcppPayload
{
    /// <summary>Name of the operation as it stands in the frame (OCPP-J §4.2.1).</summary>
    string ActionName { get; }
}

/// <summary>The payload of a CALL that is answered by a <typeparamref name="TResponse"/>.</summary>
public interface IOcppRequest<TResponse> : IOcppRequest
    where TResponse : IOcppResponse;

/// <summary>The payload of a CALLRESULT.</summary>
public interface IOcppResponse : IOcppPayload;

/// <summary>A composite type used inside payloads (OCPP 1.6 chapter 7).</summary>
public interface IOcppType : IOcppPayload;

/// <summary>A payload with rules that no single field can state: one member depends on another.</summary>
/// <remarks>Called by the generated reader once all members are read.</remarks>
public interface IConditionalRules
{
    /// <summary>Reports every broken rule to <paramref name="rules"/>.</summary>
    void CheckRules(RuleCheck rules);
}
