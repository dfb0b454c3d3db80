using Ocpp.Rpc;

namespace Ocpp.Payloads;

/// <summary>Collects broken conditional rules of one payload: an error in strict mode, a note in lenient mode.</summary>
/// <remarks>Source: conditional rules of OCPP 1.6 that its JSON schemas do not state.</remarks>
public readonly struct RuleCheck
{
    private readonly PayloadReadContext _context;

    internal RuleCheck(PayloadReadContext context) => _context = context;

    /// <summary>The member must not be present here.</summary>
    public void Forbid(bool present, string field, string rule)
    {
        if (present)
        {
            Break(OcppErrorCode.OccurenceConstraintViolation, field, rule);
        }
    }

    /// <summary>The member must be present here.</summary>
    public void Require(bool present, string field, string rule)
    {
        if (!present)
        {
            Break(OcppErrorCode.OccurenceConstraintViolation, field, rule);
        }
    }

    /// <summary>The value must satisfy the rule.</summary>
    public void Expect(bool holds, string field, string rule)
    {
        if (!holds)
        {
            Break(OcppErrorCode.PropertyConstraintViolation, field, rule);
        }
    }

    private void Break(OcppErrorCode code, string field, string rule) =>
        _context.Deviate(NoteKind.ConditionalRule, code, field, rule);
}
