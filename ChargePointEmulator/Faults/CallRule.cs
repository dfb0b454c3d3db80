using System.Text.Json.Nodes;

namespace ChargePointEmulator.Faults;

/// <summary>What happens to a CALL of the Central System in place of the charge point's own behaviour.</summary>
/// <param name="action">Which CALLs; null for all.</param>
internal sealed class CallRule(string? action)
{
    private int _left = int.MaxValue;

    public string? Action { get; } = action;

    /// <summary>Only CALLs whose payload fits; null for all.</summary>
    public Func<JsonNode?, bool>? Fits { get; init; }

    /// <summary>Payload of the CALLRESULT; null leaves the answer to the charge point, unless something else is asked for.</summary>
    public JsonNode? Respond { get; init; }

    /// <summary>Error code of a CALLERROR.</summary>
    public string? CallError { get; init; }

    /// <summary>There will be no answer.</summary>
    public bool Ignore { get; init; }

    /// <summary>Wait before the answer, or before the charge point sees the CALL.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>CALLs it applies to before it is over.</summary>
    public int Times
    {
        init => _left = value;
    }

    /// <summary>The charge point sees nothing of the CALL.</summary>
    public bool Replaces => Respond is not null || CallError is not null || Ignore;

    public bool IsOver => _left <= 0;

    public bool Applies(string calledAction, Func<JsonNode?> payload)
    {
        if (IsOver || (Action is not null && Action != calledAction) || Fits?.Invoke(payload()) == false)
        {
            return false;
        }

        _left--;
        return true;
    }
}
