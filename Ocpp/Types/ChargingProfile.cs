using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;
using Kind = Ocpp.Types.ChargingProfileKind;
using Purpose = Ocpp.Types.ChargingProfilePurpose;

namespace Ocpp.Types;

/// <summary>A Charging Schedule with its purpose, its place in the stack and its validity.</summary>
/// <remarks>
/// Source: OCPP 1.6 ed. 2 §7.8, §3.13 (behaviour), errata §3.56 (recurrencyKind), §3.65 and §3.66 (validity of a TxProfile).
/// Rules between a profile and the message around it stand in that message.
/// </remarks>
public sealed partial record ChargingProfile : IOcppType, IConditionalRules
{
    /// <summary>Unique in the Charge Point; a profile with the same id is replaced (§5.16.4).</summary>
    public required int ChargingProfileId { get; init; }

    /// <summary>Transaction the profile is meant for; with purpose TxProfile only.</summary>
    public int? TransactionId { get; init; }

    /// <summary>Higher levels win over lower ones; the lowest is 0.</summary>
    [Range(0, int.MaxValue)]
    public required int StackLevel { get; init; }

    /// <summary>What the limits apply to.</summary>
    public required OcppEnum<ChargingProfilePurpose> ChargingProfilePurpose { get; init; }

    /// <summary>What the periods are counted from.</summary>
    public required OcppEnum<ChargingProfileKind> ChargingProfileKind { get; init; }

    /// <summary>How often a Recurring schedule starts again; with kind Recurring only.</summary>
    public OcppEnum<RecurrencyKind>? RecurrencyKind { get; init; }

    /// <summary>Valid from here on; absent, from its receipt.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>Valid until here; absent, until another profile replaces it.</summary>
    public DateTimeOffset? ValidTo { get; init; }

    /// <summary>The limits over time.</summary>
    public required ChargingSchedule ChargingSchedule { get; init; }

    /// <inheritdoc />
    public void CheckRules(RuleCheck rules)
    {
        rules.Forbid(TransactionId is not null && ChargingProfilePurpose != Purpose.TxProfile, "transactionId", "only valid with purpose TxProfile (§7.8)");
        rules.Expect(!(ValidTo <= ValidFrom), "validTo", "the profile stops to be valid after it starts (§7.8)");

        if (ChargingProfileKind == Kind.Recurring)
        {
            rules.Require(RecurrencyKind is not null, "recurrencyKind", "a Recurring profile says how often it restarts (§7.37)");
            rules.Require(ChargingSchedule.StartSchedule is not null, "chargingSchedule.startSchedule", "a Recurring profile restarts at the time of its startSchedule (§7.37)");
        }
        else
        {
            rules.Forbid(RecurrencyKind is not null, "recurrencyKind", "only used with kind Recurring (errata §3.56)");
        }
    }
}
