using ChargePointEmulator.Fleet;
using Ocpp.Messages;
using Ocpp.Rpc;
using Ocpp.Types;

namespace ChargePointEmulator.Authorization;

/// <summary>Whether an idTag may charge.</summary>
/// <param name="IsAccepted">It may.</param>
/// <param name="ParentIdTag">Its group, when known.</param>
internal readonly record struct Verdict(bool IsAccepted, string? ParentIdTag);

/// <summary>Decides who may charge: by asking the Central System, by the Local Authorization List, by the cache.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §3.4, §3.5, §4.1, §9.1.12, §9.1.13. The list outranks the cache.</remarks>
internal sealed class Authorizer(EmulatedChargePoint chargePoint)
{
    private LocalAuthorizationList? _list;
    private AuthorizationCache? _cache;

    public LocalAuthorizationList List => _list ??= new LocalAuthorizationList();

    public bool IsListOn => chargePoint.Configuration.Flag("LocalAuthListEnabled");

    public bool IsCacheOn => chargePoint.Configuration.Flag("AuthorizationCacheEnabled");

    /// <summary>Decides about an idTag; the verdict may come at once or with the answer of the Central System.</summary>
    public void Authorize(string idTag, Action<Verdict> decided)
    {
        var known = FindLocally(idTag);
        if (!chargePoint.Outbox.IsOnline)
        {
            decided(DecideOffline(known));
        }
        else if (known is not null && IsValid(known) && chargePoint.Configuration.Flag("LocalPreAuthorize"))
        {
            decided(new Verdict(true, known.ParentIdTag));
        }
        else
        {
            Ask(idTag, decided);
        }
    }

    /// <summary>Group of an idTag as far as the charge point knows it.</summary>
    public string? ParentOf(string idTag) => FindLocally(idTag)?.ParentIdTag;

    /// <summary>The Central System told about an idTag: the cache keeps it, unless the list has it (§3.5.3).</summary>
    public void Learn(string idTag, IdTagInfo idTagInfo)
    {
        if (IsCacheOn && !(IsListOn && _list?.Find(idTag) is not null))
        {
            (_cache ??= new AuthorizationCache()).Learn(idTag, idTagInfo);
            chargePoint.Keep();
        }
    }

    /// <summary>The answer to a StartTransaction: where it contradicts the list, the Central System is told (§3.5.2).</summary>
    public void LearnFromStart(string idTag, IdTagInfo idTagInfo)
    {
        Learn(idTag, idTagInfo);
        if (IsListOn && _list?.Find(idTag) is { } listed && listed.Status != idTagInfo.Status)
        {
            chargePoint.Status.ReportListConflict();
        }
    }

    public void ClearCache()
    {
        _cache?.Clear();
        chargePoint.Keep();
    }

    /// <summary>The list changed: what it names leaves the cache (§3.5.3).</summary>
    public void ListChanged()
    {
        _cache?.Forget(idTag => _list?.Find(idTag) is not null);
        chargePoint.Keep();
    }

    /// <summary>What the cache holds, the oldest first.</summary>
    public IReadOnlyList<AuthorizationData> Cached => _cache?.Entries ?? [];

    /// <summary>The list, if there is one.</summary>
    public LocalAuthorizationList? ListOrNone => _list;

    /// <summary>Takes the cache from the store.</summary>
    public void Recall(IEnumerable<AuthorizationData> cached)
    {
        foreach (var entry in cached)
        {
            (_cache ??= new AuthorizationCache()).Learn(entry.IdTag, entry.IdTagInfo!);
        }
    }

    private void Ask(string idTag, Action<Verdict> decided) =>
        chargePoint.Outbox.Send(new AuthorizeRequest { IdTag = idTag }, outcome =>
        {
            switch (outcome)
            {
                case CallOutcome.Answered { Response: AuthorizeResponse { IdTagInfo: var answer } }:
                    Learn(idTag, answer);
                    decided(new Verdict(answer.Status == AuthorizationStatus.Accepted, answer.ParentIdTag));
                    break;
                case CallOutcome.ConnectionLost:
                    decided(DecideOffline(FindLocally(idTag)));
                    break;
                default:
                    decided(new Verdict(false, null));
                    break;
            }
        });

    private IdTagInfo? FindLocally(string idTag) =>
        (IsListOn ? _list?.Find(idTag) : null) ?? (IsCacheOn ? _cache?.Find(idTag) : null);

    private Verdict DecideOffline(IdTagInfo? known) => known is null
        ? new Verdict(chargePoint.Configuration.Flag("AllowOfflineTxForUnknownId"), null)
        : new Verdict(chargePoint.Configuration.Flag("LocalAuthorizeOffline") && IsValid(known), known.ParentIdTag);

    /// <summary>ConcurrentTx is valid here: it speaks of another transaction (§3.5.2).</summary>
    private bool IsValid(IdTagInfo idTagInfo) =>
        (idTagInfo.Status == AuthorizationStatus.Accepted || idTagInfo.Status == AuthorizationStatus.ConcurrentTx)
            && (idTagInfo.ExpiryDate is not { } expiry || expiry > chargePoint.Now);
}
