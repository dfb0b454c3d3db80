using CentralSystem.Web.ChargePoints;
using Microsoft.Extensions.Options;
using Ocpp.Types;

namespace CentralSystem.Web.IdTags;

/// <summary>The one place that says what an idTag may do at a Charge Point: for Authorize, StartTransaction, StopTransaction and local lists alike.</summary>
/// <remarks>
/// Source: OCPP 1.6 §7.2, §3.10; docs/decisions/0009. Reads memory only and changes nothing, so that it may be asked about every tag of a list.
/// A known tag that a rule refuses is Blocked: Invalid means that nobody knows it.
/// </remarks>
internal sealed class IdTagJudge(IdTagDirectory tags, AuthorizationPolicies policies, EnergyBudgets budgets, IOptions<AuthorizationOptions> options)
{
    /// <param name="idTag">As the Charge Point sent it.</param>
    /// <param name="chargePoint">Where it was presented.</param>
    /// <param name="now">The time.</param>
    public IdTagVerdict Judge(string idTag, ChargePointState chargePoint, DateTimeOffset now)
    {
        var policy = policies.Of(chargePoint);
        var name = policy.Normalized(idTag);
        var verdict = Judge(tags.Find(name), name, policy, chargePoint, now);
        return ReferenceEquals(name, idTag) ? verdict : verdict with { NormalizedIdTag = name };
    }

    /// <summary>The same for a tag of the register, which needs no normalisation.</summary>
    public IdTagVerdict Judge(KnownIdTag tag, ChargePointState chargePoint, DateTimeOffset now) => Judge(tag, tag.Id, policies.Of(chargePoint), chargePoint, now);

    /// <summary>Whether a tag that was presented to end a transaction may do so: the one that began it, or one of the same group (§3.10).</summary>
    public bool MayStop(string idTag, string startedBy, ChargePointState chargePoint)
    {
        var policy = policies.Of(chargePoint);
        var (name, starter) = (policy.Normalized(idTag), policy.Normalized(startedBy));
        return name.Equals(starter, StringComparison.OrdinalIgnoreCase)
            || (tags.Find(name)?.ParentIdTag is { } parent && parent.Equals(tags.Find(starter)?.ParentIdTag, StringComparison.OrdinalIgnoreCase));
    }

    private IdTagVerdict Judge(KnownIdTag? tag, string name, PolicyInForce policy, ChargePointState chargePoint, DateTimeOffset now)
    {
        var verdict = tag is not null ? Judge(tag, tags.FindGroup(tag.ParentIdTag), chargePoint, now) : Unknown();

        // Its own end does not count here, and an end in the past would have the Charge Point refuse it all the same.
        return verdict.IsAccepted || !policy.Vends(name)
            ? verdict
            : new IdTagVerdict(AuthorizationStatus.Accepted, verdict.ParentIdTag, null, null) { DecidedBy = AuthorizedBy.FreeVend, IsRegistered = verdict.IsRegistered };
    }

    private IdTagVerdict Unknown() => options.Value.UnknownIdTags == UnknownIdTagPolicy.Accept
        ? new IdTagVerdict(AuthorizationStatus.Accepted, null, null, null) { DecidedBy = AuthorizedBy.UnknownIdTagPolicy }
        : new IdTagVerdict(AuthorizationStatus.Invalid, null, null, null) { DecidedBy = AuthorizedBy.UnknownIdTagPolicy, Reason = RefusalReason.Unknown };

    private IdTagVerdict Judge(KnownIdTag tag, KnownIdTag? group, ChargePointState chargePoint, DateTimeOffset now)
    {
        DateTimeOffset? end = tag.ExpiryDate;
        var (status, reason) = StatusOf(tag, RefusalReason.TagStatus, RefusalReason.TagExpired, now);
        if (group is not null)
        {
            end = Earlier(end, group.ExpiryDate);
            (status, reason) = status == AuthorizationStatus.Accepted ? StatusOf(group, RefusalReason.GroupStatus, RefusalReason.GroupExpired, now) : (status, reason);
        }

        if (status == AuthorizationStatus.Accepted && (tag.Rules is not null || group?.Rules is not null))
        {
            reason = FirstBroken(tag, group, chargePoint, now, ref end);
            status = reason == RefusalReason.None ? status : AuthorizationStatus.Blocked;
        }

        return new IdTagVerdict(status, tag.ParentIdTag, end, tag.MaxActiveTransactions)
        {
            MaxActiveTransactionsOfGroup = group?.MaxActiveTransactions,
            Reason = reason,
            IsRegistered = true,
        };
    }

    private static (AuthorizationStatus Status, RefusalReason Reason) StatusOf(
        KnownIdTag known, RefusalReason whenRefused, RefusalReason whenExpired, DateTimeOffset now) => known switch
        {
            { Status: not AuthorizationStatus.Accepted } => (known.Status, whenRefused),
            { ExpiryDate: { } end } when end <= now => (AuthorizationStatus.Expired, whenExpired),
            _ => (AuthorizationStatus.Accepted, RefusalReason.None),
        };

    private RefusalReason FirstBroken(KnownIdTag tag, KnownIdTag? group, ChargePointState chargePoint, DateTimeOffset now, ref DateTimeOffset? end)
    {
        if (tag.Rules?.Permits(chargePoint) == false || group?.Rules?.Permits(chargePoint) == false)
        {
            return RefusalReason.ChargePointNotPermitted;
        }

        DateTimeOffset? closes = null, groupCloses = null;
        if (tag.Rules?.IsOpen(now, out closes) == false || group?.Rules?.IsOpen(now, out groupCloses) == false)
        {
            return RefusalReason.OutsideTimeWindow;
        }

        // A Charge Point that keeps the verdict must not keep it longer than the window is open.
        end = Earlier(end, Earlier(closes, groupCloses));
        return budgets.IsUsedUp(tag, now) || (group is not null && budgets.IsUsedUpByGroup(group, now)) ? RefusalReason.EnergyBudgetUsedUp : RefusalReason.None;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;
}
