using Ocpp.Rpc;

namespace Ocpp.Payloads;

/// <summary>A payload breaks a rule that is not tolerated.</summary>
/// <param name="code">Code of the CALLERROR it becomes.</param>
/// <param name="field">Path of the member; empty for the payload itself.</param>
/// <param name="rule">The broken rule, as a sentence without the field.</param>
public sealed class OcppPayloadException(OcppErrorCode code, string field, string rule)
    : Exception(field.Length == 0 ? rule : $"{field}: {rule}")
{
    /// <summary>Code of the CALLERROR it becomes.</summary>
    public OcppErrorCode Code { get; } = code;

    /// <summary>Path of the member; empty for the payload itself.</summary>
    public string Field { get; } = field;

    /// <summary>The broken rule, as a sentence without the field.</summary>
    public string Rule { get; } = rule;
}
