using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Connections;

/// <summary>What a handshake settles: a password or a security profile that the Charge Point now showed it has.</summary>
/// <param name="PasswordHash">The new password was used: the old one is gone (A01.FR.03).</param>
/// <param name="Profile">The higher profile was used: no lower one works again (A05.FR.09).</param>
/// <param name="UsedOldPassword">The old password was used although the Charge Point said it had taken over a new one.</param>
internal sealed record Settlement(string? PasswordHash, int? Profile, bool UsedOldPassword);

/// <summary>Makes a <see cref="Settlement"/> durable, before the handshake that brought it is answered.</summary>
internal sealed class SecurityHandover(GroupCommitWriter writer, TimeProvider time)
{
    public async Task SettleAsync(ChargePointState chargePoint, Settlement settlement, string remoteAddress)
    {
        var now = time.GetUtcNow();
        await writer.ChangeAsync(
            db =>
            {
                var row = db.ChargePoints.Single(c => c.Key == chargePoint.Key);

                // An operator may have decided otherwise since the handshake was judged; that counts.
                if (settlement.PasswordHash is { } hash && PasswordsUnderWay.Contains(row.NextPasswordHashes, hash))
                {
                    (row.PasswordHash, row.NextPasswordHashes, row.OldPasswordUntil) = (hash, null, null);
                    Tell(SecurityNotice.PasswordHandedOver, "It logged in with its new password; the old one is gone.");
                }

                if (settlement.Profile is { } profile && row.NextSecurityProfile == profile)
                {
                    (row.SecurityProfile, row.NextSecurityProfile) = (Math.Max(profile, row.SecurityProfile), null);
                    Tell(SecurityNotice.ProfileRaised, $"It connected with security profile {profile}; a lower one is refused from now on.");
                }

                if (settlement.UsedOldPassword)
                {
                    Tell(SecurityNotice.OldPasswordUsed, "It logged in with its old password after it had accepted a new one.");
                }

                return row;

                void Tell(SecurityNotice kind, string detail) =>
                    db.Raise(EventTypes.ChargePointSecurityNoticed, now, chargePoint.Identity, new SecurityNoticeData(kind, detail, remoteAddress));
            },
            row => chargePoint.Security = ChargePointSecurity.Of(row));
    }
}

/// <summary>What is noticed about the security of a Charge Point.</summary>
internal enum SecurityNotice
{
    /// <summary>The new password is in use, the old one gone.</summary>
    PasswordHandedOver,

    /// <summary>The old password was used after a new one was accepted.</summary>
    OldPasswordUsed,

    /// <summary>A higher security profile is the lowest one from now on.</summary>
    ProfileRaised,

    /// <summary>A connection that nothing protects took another one's place: it may be anybody's.</summary>
    UnprotectedTakeOver,
}

/// <summary>Something about the security of a Charge Point that an operator may want to know.</summary>
internal sealed record SecurityNoticeData(SecurityNotice Kind, string Detail, string RemoteAddress);
