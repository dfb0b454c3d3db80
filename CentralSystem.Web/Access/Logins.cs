using System.Security.Cryptography;
using CentralSystem.Web.Access.SecondFactor;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Access;

/// <summary>Lets people in by name and password, and out again.</summary>
internal sealed class Logins(
    UserDirectory users, Passwords passwords, SecondFactors secondFactors, LoginThrottle throttle, RefusedLogins refusals, UserAccounts accounts, GroupCommitWriter writer, TimeProvider time)
{
    private const int SessionIdBytes = 16;
    private const string WrongCode = "The code is wrong, or was used before.";

    /// <summary>Most sessions of one user: a program that logs in for each request ends its own, instead of filling memory.</summary>
    private const int MostSessions = 100;

    /// <summary>Checks name and password, and the code where the user has a second factor, and begins a session.</summary>
    /// <returns>No session where all that lacks is the code.</returns>
    /// <remarks>
    /// An unknown name, a wrong password and a disabled user look alike and take the same time.
    /// Errors: <see cref="ProblemException"/>: 401 when they do not fit, 429 when it must wait.
    /// </remarks>
    public async Task<(UserState User, LoginSession? Session)> LogInAsync(string name, string password, string? code, string? address, CancellationToken cancellationToken)
    {
        throttle.Begin(name, address);
        var user = users.Find(name);
        var (isRight, newHash) = await passwords.VerifyAsync(user, password, cancellationToken);
        if (!isRight || !user!.Enabled)
        {
            throw Refused(user, address, "The name or the password is wrong.");
        }

        if (!user.HasSecondFactor || code is not null)
        {
            return (user, await FinishAsync(user, newHash, code, address));
        }

        if (newHash is not null)
        {
            user = await RehashAsync(user, newHash);
        }

        throttle.TakeBack(name, address);
        return (user, null);
    }

    /// <summary>Goes on with a login that lacked the code.</summary>
    /// <remarks>Errors: as above.</remarks>
    public async Task<LoginSession> GoOnAsync(UserState user, string code, string? address)
    {
        throttle.Begin(user.Name, address);
        return await FinishAsync(user, newHash: null, code, address);
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

    /// <summary>Ends one session of whoever is logged in.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when it has ended already, or is another person's.</remarks>
    public async Task EndSessionAsync(UserState user, string sessionId)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        await writer.ChangeAsync(
            db =>
            {
                if (db.LoginSessions.Where(s => s.UserKey == user.Key && s.Id == sessionId).ExecuteDelete() == 0)
                {
                    throw Problems.NotFound("The session has ended already.");
                }

                db.Audit(caller, now, "session.ended", caller.Name);
                return sessionId;
            },
            users.EndSession);
    }

    /// <summary>Changes the password of whoever is logged in and knows the present one.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/>: 400 for a wrong present or a weak new one, 429 when it must wait.</remarks>
    public async Task ChangePasswordAsync(UserState user, string presentPassword, string newPassword, string? sessionId, CancellationToken cancellationToken)
    {
        await CheckPasswordAsync(user, presentPassword, "presentPassword", cancellationToken);
        if (newPassword == presentPassword)
        {
            throw Problems.Invalid("newPassword", "must be another one");
        }

        await accounts.ChangeOwnPasswordAsync(user, newPassword, sessionId);
    }

    /// <summary>Notes that whoever is logged in still knows the password, for what needs a fresh one.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/>: 400 for a wrong one, 429 when it must wait.</remarks>
    public async Task ConfirmAsync(UserState user, string password, string sessionId, CancellationToken cancellationToken)
    {
        await CheckPasswordAsync(user, password, "password", cancellationToken);
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        await writer.ChangeAsync(
            db =>
            {
                db.Audit(caller, now, "session.password-confirmed", user.Name);
                return true;
            },
            _ => users.NotePassword(sessionId));
    }

    /// <remarks>Errors: <see cref="ProblemException"/>: 400 for a wrong one, naming the member, 429 when it must wait.</remarks>
    private async Task CheckPasswordAsync(UserState user, string password, string member, CancellationToken cancellationToken)
    {
        var address = Caller.Current.Address;
        throttle.Begin(user.Name, address);
        if (!(await passwords.VerifyAsync(user, password, cancellationToken)).IsRight)
        {
            refusals.Add(user, address);
            throw Problems.Invalid(member, "is wrong");
        }

        throttle.Succeeded(user.Name, address);
    }

    /// <summary>The last step of a login whose password was right and that was counted as begun.</summary>
    private async Task<LoginSession> FinishAsync(UserState user, string? newHash, string? code, string? address)
    {
        CodeProof? proof = null;
        if (user.HasSecondFactor)
        {
            throttle.BeginCode(user.Name);
            proof = secondFactors.Read(user, code!) ?? throw Refused(user, address, WrongCode);
        }

        if (await BeginAsync(user, newHash, proof, address) is not { } session)
        {
            throw Refused(user, address, proof is null ? "The name or the password is wrong." : WrongCode);
        }

        throttle.CodeWasRight(user.Name);
        throttle.Succeeded(user.Name, address);
        return session;
    }

    private async Task<UserState> RehashAsync(UserState user, string newHash)
    {
        await writer.ChangeAsync(
            db => db.Users.Where(u => u.Key == user.Key && u.PasswordHash == user.PasswordHash).ExecuteUpdate(set => set.SetProperty(u => u.PasswordHash, newHash)),
            changed => users.Rehashed(user.Key, changed == 1 ? newHash : null));
        return users.Find(user.Key) ?? user;
    }

    private ProblemException Refused(UserState? user, string? address, string why)
    {
        refusals.Add(user, address);
        return new ProblemException(LoginFailed(why));
    }

    internal static Problem LoginFailed(string why) => new(StatusCodes.Status401Unauthorized, "login-failed", "The login failed", why);

    /// <returns>Null when the user may not log in, or is no longer what the password was compared with.</returns>
    private async Task<LoginSession?> BeginAsync(UserState user, string? newHash, CodeProof? proof, string? address)
    {
        var now = time.GetUtcNow();
        var caller = new Caller(CallerKind.User, user.Name, user.Role, address);
        var session = new LoginSession { Id = Convert.ToHexString(RandomNumberGenerator.GetBytes(SessionIdBytes)), UserKey = user.Key, StartedAt = now };
        var tooMany = users.SessionsOf(user.Key).Skip(MostSessions - 1).Select(open => open.Id).ToList();
        return await writer.ChangeAsync(
            db =>
            {
                if (proof is not null && !SecondFactors.TryTake(db, user.Key, proof))
                {
                    if (proof.Step is not null)
                    {
                        // Somebody has the password and saw a code: whoever watches over the user has to know (ASVS 2.8.5).
                        db.Raise(EventTypes.UserCodeUsedAgain, now, null, new CodeUsedAgainData(user.Name, address));
                    }

                    return null;
                }

                // A second factor that was added since asks for its code.
                var row = db.Users.Where(u => u.Key == user.Key && u.Enabled && u.PasswordHash == user.PasswordHash);
                row = user.HasSecondFactor ? row.Where(u => u.SecondFactorSince != null) : row.Where(u => u.SecondFactorSince == null);
                if (row.ExecuteUpdate(set => set.SetProperty(u => u.LastLoginAt, now).SetProperty(u => u.PasswordHash, newHash ?? user.PasswordHash)) == 0)
                {
                    return null;
                }

                if (tooMany.Count > 0)
                {
                    db.LoginSessions.Where(s => tooMany.Contains(s.Id)).ExecuteDelete();
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
                    tooMany.ForEach(users.EndSession);
                }
            });
    }
}

/// <summary>Data of <see cref="EventTypes.UserCodeUsedAgain"/>.</summary>
/// <param name="User">Whose code it was.</param>
/// <param name="Address">Where the login came from that showed it again.</param>
internal sealed record CodeUsedAgainData(string User, string? Address);
