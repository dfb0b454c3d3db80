using System.Text.Json;
using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Events;

/// <summary>Raises domain events inside the commit of the change they tell of.</summary>
internal static class EventOutbox
{
    private const string Insert = "INSERT INTO events (type, at, charge_point_id, data) VALUES (?, ?, ?, ?)";

    extension(StoreSession session)
    {
        /// <param name="type">One of <see cref="EventTypes"/>.</param>
        /// <param name="at">When it happened.</param>
        /// <param name="chargePointId">Identity of the Charge Point it is about.</param>
        /// <param name="data">A record in the field names of the REST interface.</param>
        public void Raise<TData>(string type, DateTimeOffset at, string? chargePointId, TData data)
        {
            session.Deferred(Insert).Bind(1, type).Bind(2, at).Bind(3, chargePointId).Bind(4, JsonSerializer.Serialize(data, ApiJson.Options)).Execute();
            session.RaisesEvents = true;
        }
    }

    extension(CentralSystemDbContext db)
    {
        /// <inheritdoc cref="Raise{TData}(StoreSession, string, DateTimeOffset, string?, TData)"/>
        public void Raise<TData>(string type, DateTimeOffset at, string? chargePointId, TData data) =>
            db.Events.Add(new DomainEvent { Type = type, At = at, ChargePointId = chargePointId, Data = JsonSerializer.Serialize(data, ApiJson.Options) });
    }
}
