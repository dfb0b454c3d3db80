using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.Extensions.Options;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.ChargePoints;

/// <summary>What operators decide about Charge Points: who may take part, with which password, read how strictly, in which groups.</summary>
internal sealed class ChargePointRegistrations(
    GroupCommitWriter writer, ChargePointDirectory directory, ChargePointRegistry registry, IEnumerable<IChargePointRemoval> removals,
    IOptions<ConnectionOptions> options, TimeProvider time)
{
    private static readonly TimeSpan DisconnectTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Registers a Charge Point before it ever connects; a removed one comes back with its history.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when the identity is taken.</remarks>
    public async Task<ChargePointState> RegisterAsync(string identity, ChargePointChange change)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var row = await writer.ChangeAsync(db => Add(db, identity, change, caller, now), stored => TakeIn(stored, change));
        return row is null ? throw Taken(identity) : directory.Get(identity);
    }

    /// <summary>Registers many in one commit; those whose identity is taken are left out.</summary>
    /// <returns>For each, whether it was registered.</returns>
    public async Task<IReadOnlyList<bool>> RegisterAllAsync(IReadOnlyList<(string Identity, ChargePointChange Change)> chargePoints)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var rows = await writer.ChangeAsync(
            db => chargePoints.Select(c =>
            {
                var row = Add(db, c.Identity, c.Change, caller, now);
                db.ChangeTracker.Clear();
                return row;
            }).ToArray(),
            stored =>
            {
                for (var i = 0; i < stored.Length; i++)
                {
                    TakeIn(stored[i], chargePoints[i].Change);
                }
            });
        return [.. rows.Select(row => row is not null)];
    }

    /// <summary>Changes what was decided; a connected Charge Point feels it with its next message.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when it was changed or removed meanwhile.</remarks>
    public async Task ChangeAsync(ChargePointState chargePoint, ChargePointChange change, ExpectedRevision expected)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        await writer.ChangeAsync(
            db =>
            {
                var row = Registered(db, chargePoint, expected);
                db.Audit(caller, now, "charge-point.changed", chargePoint.Identity, change.ApplyTo(row, db));
                return row;
            },
            row =>
            {
                change.Mirror(row, chargePoint);
                registry.Find(chargePoint.Identity)?.Connection.Mode = row.ValidationMode ?? options.Value.Validation;
            });
        if (registry.Find(chargePoint.Identity) is { } session && session.SecurityProfile < chargePoint.Security.Profile)
        {
            await session.Connection.CloseAsync(CloseCode.Normal, "a higher security profile is needed", DisconnectTimeout);
        }
    }

    /// <summary>Removes a Charge Point: it is kept out, its connection ends, what waits for it ends; its history stays under its identity.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when it was changed or removed meanwhile.</remarks>
    public async Task RemoveAsync(ChargePointState chargePoint, ExpectedRevision expected)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        await writer.ChangeAsync(
            db =>
            {
                var row = Registered(db, chargePoint, expected);
                (row.RemovedAt, row.Registration) = (now, RegistrationStatus.Rejected);
                foreach (var removal in removals)
                {
                    removal.Removed(db, chargePoint, now);
                }

                db.Audit(caller, now, "charge-point.removed", chargePoint.Identity);
                return true;
            },
            _ =>
            {
                // From here on whatever its connection still sends is refused as well.
                chargePoint.Registration = RegistrationStatus.Rejected;
                directory.Remove(chargePoint);
            });
        if (registry.Find(chargePoint.Identity) is { } session)
        {
            await session.Connection.CloseAsync(CloseCode.Normal, "removed by the operator", DisconnectTimeout);
        }
    }

    /// <summary>Closes the connection of a Charge Point; it is free to come back.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when there is no connection.</remarks>
    public async Task DisconnectAsync(ChargePointState chargePoint)
    {
        var session = registry.Find(chargePoint.Identity) ?? throw Problems.NotConnected(chargePoint.Identity);
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        await writer.ChangeAsync(db =>
        {
            db.Audit(caller, now, "charge-point.disconnected", chargePoint.Identity);
            return true;
        });
        await session.Connection.CloseAsync(CloseCode.Normal, "disconnected by the operator", DisconnectTimeout);
    }

    internal static ProblemException Taken(string identity) => Problems.Conflict($"The charge point {identity} is registered already.");

    private static ChargePoint Registered(CentralSystemDbContext db, ChargePointState chargePoint, ExpectedRevision expected)
    {
        var row = db.ChargePoints.SingleOrDefault(c => c.Key == chargePoint.Key && c.RemovedAt == null) ?? throw Problems.UnknownChargePoint(chargePoint.Identity);
        expected.Check(row);
        return row;
    }

    /// <summary>Adds the row, or brings a removed one back; null when the identity is taken.</summary>
    private static ChargePoint? Add(CentralSystemDbContext db, string identity, ChargePointChange change, Caller caller, DateTimeOffset now)
    {
        var row = db.ChargePoints.SingleOrDefault(c => c.Identity == identity);
        if (row is { RemovedAt: null })
        {
            return null;
        }

        if (row is null)
        {
            row = new ChargePoint { Identity = identity, CreatedAt = now };
            db.ChargePoints.Add(row);

            // Saved here for its key.
            db.SaveChanges();
        }

        (row.RemovedAt, row.Registration) = (null, RegistrationStatus.Accepted);
        db.Audit(caller, now, "charge-point.registered", row.Identity, change.ApplyTo(row, db));

        // Here as well, so that the next one of an import finds it.
        db.SaveChanges();
        return row;
    }

    private void TakeIn(ChargePoint? stored, ChargePointChange change)
    {
        if (stored is null)
        {
            return;
        }

        var chargePoint = directory.Find(stored.Key) ?? new ChargePointState(stored.Identity) { Key = stored.Key };
        change.Mirror(stored, chargePoint);
        directory.Restore(chargePoint);
    }
}

/// <summary>A feature that keeps something for a Charge Point which ends when it is removed, such as reservations.</summary>
internal interface IChargePointRemoval
{
    /// <summary>Ends what is kept, inside the commit of the removal.</summary>
    void Removed(CentralSystemDbContext db, ChargePointState chargePoint, DateTimeOffset now);
}
