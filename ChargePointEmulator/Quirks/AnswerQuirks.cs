using System.Text.Json.Nodes;
using ChargePointEmulator.Faults;

namespace ChargePointEmulator.Quirks;

/// <summary>Leaves some actions unanswered.</summary>
/// <param name="actions">Which.</param>
internal sealed class NeverAnswers(IReadOnlyCollection<string> actions) : Quirk
{
    public override CallRule? RuleFor(string action, string text) => actions.Contains(action) ? new CallRule(action) { Ignore = true } : null;
}

/// <summary>Takes its time with every CALL.</summary>
/// <param name="delay">How long it takes to look at one.</param>
internal sealed class LateAnswers(TimeSpan delay) : Quirk
{
    public override CallRule? RuleFor(string action, string text) => new(action) { Delay = delay };
}

/// <summary>Refuses a RemoteStartTransaction that names no connector.</summary>
internal sealed class RemoteStartNeedsConnector : Quirk
{
    public override CallRule? RuleFor(string action, string text) => action == "RemoteStartTransaction" && LineJson.PayloadOf(text)?["connectorId"] is null
        ? new CallRule(action) { Respond = new JsonObject { ["status"] = "Rejected" } }
        : null;
}

/// <summary>Accepts charging profiles and does nothing with them.</summary>
internal sealed class IgnoresChargingProfiles : Quirk
{
    public override CallRule? RuleFor(string action, string text) => action == "SetChargingProfile"
        ? new CallRule(action) { Respond = new JsonObject { ["status"] = "Accepted" } }
        : null;
}
