using System.Security.Cryptography;
using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Access;

/// <summary>Lets people in by name and password, and out again.</summary>
internal sealed class Logins(UserDirectory users, Passwords passwords, LoginThrottle throttle, UserAccounts accounts, GroupCommitWriter writer, TimeProvider time)
{
    private const int SessionIdBytes = 16;

    /// <summary>Checks name and password and begins a session. An unknown name, a wrong password and a disabled user look alike and take the same time.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/>: 401 when they do not fit, 429 when it must wait.</remarks>
    public async Task<(UserState User, LoginSession Session)> LogInAsync(string name, string password, string? address, CancellationToken cancellationToken)
    {
        throttle.Begin(name, address);
        var user = users.Find(name);
        var (isRight, newHash) = await passwords.VerifyAsync(user, password, cancellationToken);
        if (!isRight || await BeginAsync(user!, newHash, address) is not { } session)
        {
            await NoteRefusalAsync(user, address);
            throw new ProblemException(new Problem(StatusCodes.Status401Unauthorized, "login-failed", "The login failed", "The name or the password is wrong."));
        }

        throttle.Succeeded(name, address);
        return (user!, session);
    }

    public async Task LogOutAsync(string sessionId)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        await writer.ChangeAsync(
            db =>
            {
                db.LoginSessions.Where(s => s.Id == sessionId).ExecuteDelete();
                db.Audit(caller, now, "session.ended", caller.Name);
                return true;
            },
            _ => users.EndSession(sessionId));
    }

    /// <summary>Ends all sessions of whoever is logged in but this one.</summary>
    public async Task EndOtherSessionsAsync(UserState user, string sessionId)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        await writer.ChangeAsync(
            db =>
            {
                db.LoginSessions.Where(s => s.UserKey == user.Key && s.Id != sessionId).ExecuteDelete();
                db.Audit(caller, now, "session.others-ended", caller.Name);
                return true;
            },
            _ => users.EndSessions(user.Key, except: sessionId));
    }

    /// <summary>Changes the password of whoever is logged in and knows the present one.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/>: 400 for a wrong present or a weak new one, 429 when it must wait.</remarks>
    public async Task ChangePasswordAsync(UserState user, string presentPassword, string newPassword, string? sessionId, CancellationToken cancellationToken)
    {
        var address = Caller.Current.Address;
        throttle.Begin(user.Name, address);
        if (!(await passwords.VerifyAsync(user, presentPassword, cancellationToken)).IsRight)
        {
            await NoteRefusalAsync(user, address);
            throw Problems.Invalid("presentPassword", "is wrong");
        }

        throttle.Succeeded(user.Name, address);
        await accounts.ChangeOwnPasswordAsync(user, newPassword, sessionId);
    }

    /// <returns>Null when the user may not log in, or is no longer what the password was compared with.</returns>
    private async Task<LoginSession?> BeginAsync(UserState user, string? newHash, string? address)
    {
        var now = time.GetUtcNow();
        var caller = new Caller(CallerKind.User, user.Name, user.Role, address);
        var session = new LoginSession { Id = Convert.ToHexString(RandomNumberGenerator.GetBytes(SessionIdBytes)), UserKey = user.Key, StartedAt = now };
        return await writer.ChangeAsync(
            db =>
            {
                var row = db.Users.Where(u => u.Key == user.Key && u.Enabled && u.PasswordHash == user.PasswordHash);
                if (row.ExecuteUpdate(set => set.SetProperty(u => u.LastLoginAt, now).SetProperty(u => u.PasswordHash, newHash ?? user.PasswordHash)) == 0)
                {
                    return null;
                }

                db.LoginSessions.Add(session);
                db.Audit(caller, now, "session.created", user.Name);
                return session;
            },
            begun =>
            {
                if (begun is not null)
                {
                    users.Rehashed(user.Key, newHash);
                    users.Add(begun);
                }
            });
    }

    /// <summary>The name is kept only where there is such a user: people type passwords into the wrong field.</summary>
    private async Task NoteRefusalAsync(UserState? user, string? address)
    {
        var now = time.GetUtcNow();
        var caller = new Caller(CallerKind.Anonymous, "anonymous", Role.Viewer, address);
        await writer.ChangeAsync(db =>
        {
            db.Audit(caller, now, "session.refused", user?.Name ?? "(unknown name)");
            return true;
        });
    }
}
