using Ocpp.Payloads;

namespace Ocpp.Types;

/// <summary>Values sampled at one point in time.</summary>
/// <remarks>
/// Source: OCPP 1.6 ed. 2 §7.33.
/// The published schemas ask for at least one sampled value in MeterValues but not in StopTransaction; here the cardinality 1..* of §7.33 is one rule for both,
/// so that a lenient reader accepts an empty list in either message.
/// </remarks>
public sealed partial record MeterValue : IOcppType, IConditionalRules
{
    /// <summary>Instant of all samples.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The samples.</summary>
    public required IReadOnlyList<SampledValue> SampledValue { get; init; }

    /// <inheritdoc />
    public void CheckRules(RuleCheck rules)
    {
        rules.Require(SampledValue.Count > 0, "sampledValue", "a meter value has at least one sampled value (§7.33)");
    }
}
