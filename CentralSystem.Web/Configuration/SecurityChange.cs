using System.Text;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Connections;
using Ocpp.Messages;

namespace CentralSystem.Web.Configuration;

/// <summary>What a ChangeConfiguration means for the security of its Charge Point, within one commit.</summary>
internal abstract class SecurityChange
{
    private readonly CommandChange _change;

    private SecurityChange(CommandChange change)
    {
        _change = change;
        Row = change.Db.ChargePoints.Single(c => c.Key == change.ChargePointKey);
    }

    private ChargePoint Row { get; }

    private DateTimeOffset At => _change.At;

    /// <summary>The change the key stands for; null when it has nothing to do with security.</summary>
    public static SecurityChange? Of(CommandChange change, ChangeConfigurationRequest request) =>
        KnownKeys.IsSecret(request.Key) ? new Password(change, request.Value)
            : SecurityProfileRules.ProfileOf(request) is { } profile ? new Profile(change, profile)
            : null;

    /// <summary>It is about to be sent, and may arrive whatever happens then.</summary>
    public abstract void Asked();

    /// <summary>It did not arrive, or the Charge Point does not want it.</summary>
    public abstract void Refused();

    /// <summary>The Charge Point took it over.</summary>
    /// <param name="oldPasswordLifetime">How long an old password counts beside the new one.</param>
    public abstract void Accepted(TimeSpan oldPasswordLifetime);

    private void Mirror()
    {
        var (row, chargePoint) = (Row, _change.ChargePoint);
        _change.OnCommitted(() => chargePoint.Security = ChargePointSecurity.Of(row));
    }

    /// <summary>A new AuthorizationKey (whitepaper A01).</summary>
    private sealed class Password(CommandChange change, string password) : SecurityChange(change)
    {
        public override void Asked()
        {
            Row.NextPasswordHashes = PasswordsUnderWay.Add(Row.NextPasswordHashes, ChargePointPassword.Hash(password));
            Mirror();
        }

        public override void Refused()
        {
            Row.NextPasswordHashes = PasswordsUnderWay.Remove(Row.NextPasswordHashes, password);
            if (Row.NextPasswordHashes is null)
            {
                Row.OldPasswordUntil = null;
            }

            Mirror();
        }

        public override void Accepted(TimeSpan oldPasswordLifetime)
        {
            if (Row.NextPasswordHashes is null && Row.PasswordHash is { } present && ChargePointPassword.Verify(present, Encoding.UTF8.GetBytes(password)))
            {
                // It has logged in with it already; the answer came late.
                return;
            }

            if (oldPasswordLifetime == TimeSpan.Zero)
            {
                (Row.PasswordHash, Row.NextPasswordHashes, Row.OldPasswordUntil) = (ChargePointPassword.Hash(password), null, null);
            }
            else
            {
                Row.NextPasswordHashes = PasswordsUnderWay.MakeNewest(Row.NextPasswordHashes, password);
                Row.OldPasswordUntil = At + oldPasswordLifetime;
            }

            Mirror();
        }
    }

    /// <summary>A higher SecurityProfile (whitepaper A05).</summary>
    private sealed class Profile(CommandChange change, int profile) : SecurityChange(change)
    {
        public override void Asked() => Set(profile);

        public override void Refused()
        {
            if (Row.NextSecurityProfile == profile)
            {
                Set(null);
            }
        }

        public override void Accepted(TimeSpan oldPasswordLifetime) => Set(profile);

        private void Set(int? next)
        {
            Row.NextSecurityProfile = next > Row.SecurityProfile ? next : null;
            Mirror();
        }
    }
}
