using CentralSystem.Web.Api;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Web.ChargePoints;

/// <summary>What operators decide about Charge Points: who may take part, with which password, read how strictly.</summary>
internal sealed class ChargePointRegistrations(
    GroupCommitWriter writer, ChargePointDirectory directory, ChargePointRegistry registry, IOptions<ConnectionOptions> options, TimeProvider time)
{
    private static readonly TimeSpan DisconnectTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Registers a Charge Point before it ever connects.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when the identity cannot be used, or is taken.</remarks>
    public async Task<ChargePointState> RegisterAsync(string identity, RegistrationChange registration)
    {
        if (!HandshakeRequest.IsIdentity(identity))
        {
            throw Problems.Invalid("chargePointId", $"must be 1 to {HandshakeRequest.MaxIdentityLength} printable characters without a slash");
        }

        var now = time.GetUtcNow();
        var row = await writer.ChangeAsync(
            db =>
            {
                if (db.ChargePoints.Any(c => c.Identity == identity))
                {
                    return null;
                }

                var chargePoint = new ChargePoint { Identity = identity, Registration = RegistrationStatus.Accepted, CreatedAt = now };
                registration.ApplyTo(chargePoint);
                db.ChargePoints.Add(chargePoint);

                // Saved here for its key.
                db.SaveChanges();
                return chargePoint;
            },
            stored =>
            {
                if (stored is not null)
                {
                    directory.Add(new ChargePointState(identity)
                    {
                        Key = stored.Key,
                        Registration = stored.Registration,
                        PasswordHash = stored.PasswordHash,
                        ValidationMode = stored.ValidationMode,
                    });
                }
            });
        return row is null ? throw Problems.Conflict($"The charge point {identity} is registered already.") : directory.Get(identity);
    }

    /// <summary>Changes what was decided; a connected Charge Point feels it with its next message.</summary>
    public async Task ChangeAsync(ChargePointState chargePoint, RegistrationChange registration) => await writer.ChangeAsync(
        db =>
        {
            var row = db.ChargePoints.Single(c => c.Key == chargePoint.Key);
            registration.ApplyTo(row);
            return row;
        },
        row =>
        {
            (chargePoint.Registration, chargePoint.PasswordHash, chargePoint.ValidationMode) = (row.Registration, row.PasswordHash, row.ValidationMode);
            registry.Find(chargePoint.Identity)?.Connection.Mode = row.ValidationMode ?? options.Value.Validation;
        });

    /// <summary>Closes the connection of a Charge Point; it is free to come back.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when there is no connection.</remarks>
    public Task DisconnectAsync(ChargePointState chargePoint) =>
        (registry.Find(chargePoint.Identity) ?? throw Problems.NotConnected(chargePoint.Identity))
            .Connection.CloseAsync(CloseCode.Normal, "disconnected by the operator", DisconnectTimeout);

    /// <summary>Sets the verifier of a password as part of a larger change.</summary>
    /// <param name="db">The model inside the open transaction.</param>
    /// <param name="chargePoint">Whose password it is.</param>
    /// <param name="hash">See <see cref="ChargePointPassword"/>.</param>
    /// <param name="onCommitted">Takes what is to be done once the change is durable.</param>
    public static void SetPassword(CentralSystemDbContext db, ChargePointState chargePoint, string hash, Action<Action> onCommitted)
    {
        db.ChargePoints.Where(c => c.Key == chargePoint.Key).ExecuteUpdate(set => set.SetProperty(c => c.PasswordHash, hash));
        onCommitted(() => chargePoint.PasswordHash = hash);
    }
}

/// <summary>Decisions about a Charge Point; what is not said stays as it is.</summary>
internal sealed record RegistrationChange
{
    public RegistrationStatus? RegistrationStatus { get; init; }

    /// <summary>Whether the password changes.</summary>
    public bool ChangesPassword { get; init; }

    /// <summary>Verifier of the new password; null admits without one.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Whether the mode changes.</summary>
    public bool ChangesValidationMode { get; init; }

    /// <summary>The new mode; null takes the setting for all.</summary>
    public ValidationMode? ValidationMode { get; init; }

    public void ApplyTo(ChargePoint row)
    {
        row.Registration = RegistrationStatus ?? row.Registration;
        row.PasswordHash = ChangesPassword ? PasswordHash : row.PasswordHash;
        row.ValidationMode = ChangesValidationMode ? ValidationMode : row.ValidationMode;
    }
}
