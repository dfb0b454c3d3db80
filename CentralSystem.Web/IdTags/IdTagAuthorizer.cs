using Microsoft.Extensions.Options;
using Ocpp.Types;

namespace CentralSystem.Web.IdTags;

/// <summary>The verdict on an idTag; Authorize, StartTransaction and StopTransaction all ask here.</summary>
/// <remarks>Source: OCPP 1.6 §7.2, §3.10. ConcurrentTx is decided where the transaction is written: only there the count is certain.</remarks>
internal sealed class IdTagAuthorizer(IdTagDirectory tags, UnknownIdTags unknown, IOptions<AuthorizationOptions> options, TimeProvider time)
{
    /// <summary>Judges an idTag that is presented at a Charge Point, and keeps it in the inbox when nobody registered it.</summary>
    public IdTagVerdict Judge(string idTag, string chargePointId)
    {
        if (tags.Find(idTag) is { } known)
        {
            var status = known.Status == AuthorizationStatus.Accepted && known.ExpiryDate <= time.GetUtcNow() ? AuthorizationStatus.Expired : known.Status;
            return new IdTagVerdict(status, known.ParentIdTag, known.ExpiryDate, known.MaxActiveTransactions);
        }

        unknown.Seen(idTag, chargePointId);
        return new IdTagVerdict(
            options.Value.UnknownIdTags == UnknownIdTagPolicy.Accept ? AuthorizationStatus.Accepted : AuthorizationStatus.Invalid, null, null, null);
    }
}

/// <summary>What is said of an idTag.</summary>
internal readonly record struct IdTagVerdict(AuthorizationStatus Status, string? ParentIdTag, DateTimeOffset? ExpiryDate, int? MaxActiveTransactions)
{
    /// <summary>As it goes to the Charge Point, maybe with a status found later.</summary>
    public IdTagInfo ToIdTagInfo(AuthorizationStatus? status = null) =>
        new() { Status = status ?? Status, ParentIdTag = ParentIdTag, ExpiryDate = ExpiryDate };
}
