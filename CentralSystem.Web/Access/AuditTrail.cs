using System.Text.Json;
using CentralSystem.Web.Api;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Access;

/// <summary>Notes who did what, in the commit of what was done.</summary>
internal static class AuditTrail
{
    extension(CentralSystemDbContext db)
    {
        /// <summary>Adds an entry to the open change.</summary>
        /// <param name="caller">Who; taken with <see cref="Caller.Current"/> before the change is queued, since the writer's thread serves many.</param>
        /// <param name="at">When.</param>
        /// <param name="action">Noun and verb, such as <c>id-tag.created</c>.</param>
        /// <param name="subject">What it was done to: identity, idTag, id.</param>
        /// <param name="detail">A record or anonymous object with the particulars; never a secret.</param>
        public void Audit(Caller caller, DateTimeOffset at, string action, string subject, object? detail = null) =>
            db.AuditEntries.Add(new AuditEntry
            {
                At = at,
                CallerKind = caller.Kind,
                CallerName = caller.Name,
                Address = caller.Address,
                Action = action,
                Subject = subject,
                Detail = detail is null ? null : Secrets.Mask(JsonSerializer.Serialize(detail, ApiJson.Options)),
            });
    }
}
