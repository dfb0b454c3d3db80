using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Access.SecondFactor;

/// <summary>What people log in with besides their password: codes of an authenticator, or recovery codes.</summary>
/// <remarks>Source: OWASP ASVS 4.0.3 §2.8 (one-time codes), §2.6 (recovery codes); docs/decisions/0028-a-second-factor.md.</remarks>
internal sealed class SecondFactors(TotpSecrets secrets, UserDirectory users, LoginThrottle throttle, GroupCommitWriter writer, TimeProvider time)
{
    /// <summary>Most characters of what may be a code.</summary>
    public const int LongestCode = 64;

    /// <summary>Makes the secret of a person's authenticator. It counts once a code shows that the authenticator has it; until then another one may be made.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> (409) where one counts already.</remarks>
    public async Task<NewSecondFactor> BeginAsync(UserState user)
    {
        var (caller, now, secret) = (Caller.Current, time.GetUtcNow(), TotpSecrets.New());
        var sealedSecret = secrets.Seal(secret);
        await ChangeAsync(user.Name, (db, row) =>
        {
            if (row.SecondFactorSince is not null)
            {
                throw Problems.Conflict($"{row.Name} has a second factor. Remove it first.");
            }

            row.TotpSecret = sealedSecret;
            db.Audit(caller, now, "user.second-factor-begun", row.Name);
        });
        return new NewSecondFactor(TotpSecrets.TextOf(secret), TotpSecrets.UriOf(secret, user.Name));
    }

    /// <summary>Has the second factor count from now on, and ends the person's other sessions, which began without it.</summary>
    /// <returns>The recovery codes, shown this once.</returns>
    /// <remarks>Errors: <see cref="ProblemException"/>: 400 for a wrong code, 409 where none was begun or one counts already, 429 when it must wait.</remarks>
    public async Task<NewRecoveryCodes> ConfirmAsync(UserState user, string code, string sessionId)
    {
        if (user.HasSecondFactor || user.TotpSecret is not { } begun || secrets.Open(begun) is not { } secret)
        {
            throw Problems.Conflict("No second factor was begun, or it counts already; begin one first.");
        }

        throttle.BeginSetUp(user.Name);

        if (secrets.StepOf(secret, DigitsOf(code)) is not { } step)
        {
            throw Problems.Invalid("code", "is not what the authenticator shows now");
        }

        var (caller, now, codes) = (Caller.Current, time.GetUtcNow(), RecoveryCodes.New());
        await ChangeAsync(
            user.Name,
            (db, row) =>
            {
                if (row.SecondFactorSince is not null || row.TotpSecret != begun)
                {
                    throw Problems.Conflict("Another second factor was begun meanwhile, or counts already.");
                }

                (row.SecondFactorSince, row.TotpUsedStep, row.RecoveryCodes) = (now, step, RecoveryCodes.DigestsOf(codes));
                db.LoginSessions.Where(s => s.UserKey == row.Key && s.Id != sessionId).ExecuteDelete();
                Note(db, row, caller, now, "user.second-factor-added");
            },
            row => users.EndSessions(row.Key, except: sessionId));
        throttle.SetUpWasRight(user.Name);
        return new NewRecoveryCodes(codes);
    }

    /// <summary>Takes the second factor of a person away: their own wish, or an administrator's where authenticator and recovery codes are lost.</summary>
    /// <remarks>Ends the user's sessions where it is not their own wish. Errors: <see cref="ProblemException"/> (404).</remarks>
    public Task RemoveAsync(string name, string? ownSessionId)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        return ChangeAsync(
            name,
            (db, row) =>
            {
                (row.TotpSecret, row.SecondFactorSince, row.TotpUsedStep, row.RecoveryCodes) = (null, null, 0, null);
                db.LoginSessions.Where(s => s.UserKey == row.Key && s.Id != ownSessionId).ExecuteDelete();
                Note(db, row, caller, now, "user.second-factor-removed");
            },
            row => users.EndSessions(row.Key, except: ownSessionId));
    }

    /// <summary>What a code proves; null when it is wrong. It is used up by <see cref="TryTake"/> alone.</summary>
    public CodeProof? Read(UserState user, string code)
    {
        var digits = DigitsOf(code);
        return digits.Length == 6
            ? user.TotpSecret is { } sealedSecret && secrets.Open(sealedSecret) is { } secret && secrets.StepOf(secret, digits) is { } step ? new CodeProof(step, null) : null
            : new CodeProof(null, RecoveryCodes.DigestOf(code));
    }

    /// <summary>Uses a code up, in the commit of what it is used for. False when it was used before, or is no recovery code of the user.</summary>
    public static bool TryTake(CentralSystemDbContext db, int userKey, CodeProof proof)
    {
        if (proof.Step is { } step)
        {
            return db.Users.Where(u => u.Key == userKey && u.TotpUsedStep < step).ExecuteUpdate(set => set.SetProperty(u => u.TotpUsedStep, step)) == 1;
        }

        var left = db.Users.Where(u => u.Key == userKey).Select(u => u.RecoveryCodes).Single()?.Split(' ').ToList() ?? [];
        if (!left.Remove(proof.RecoveryDigest!))
        {
            return false;
        }

        var rest = left.Count > 0 ? string.Join(' ', left) : null;
        return db.Users.Where(u => u.Key == userKey).ExecuteUpdate(set => set.SetProperty(u => u.RecoveryCodes, rest)) == 1;
    }

    /// <summary>Authenticators show their codes in groups.</summary>
    private static string DigitsOf(string code) => code.Replace(" ", "", StringComparison.Ordinal);

    private static void Note(CentralSystemDbContext db, User row, Caller caller, DateTimeOffset now, string action)
    {
        db.Audit(caller, now, action, row.Name);
        db.Raise(EventTypes.UserSecondFactorChanged, now, null, new SecondFactorChangedData(row.Name, caller.Name, row.SecondFactorSince is not null));
    }

    private async Task ChangeAsync(string name, Action<CentralSystemDbContext, User> change, Action<User>? after = null) => await writer.ChangeAsync(
        db =>
        {
            var row = UserAccounts.Get(db, name);
            change(db, row);
            return row;
        },
        row =>
        {
            users.Set(row);
            after?.Invoke(row);
        });
}

/// <summary>What a code that fits proves.</summary>
/// <param name="Step">The step of the authenticator whose code it is.</param>
/// <param name="RecoveryDigest">Digest of what may be a recovery code.</param>
internal sealed record CodeProof(long? Step, string? RecoveryDigest);

/// <summary>A second factor that was begun.</summary>
/// <param name="Secret">The secret in Base32, to be typed into an authenticator; it cannot be shown again.</param>
/// <param name="Uri">The same as an <c>otpauth</c> address, to be shown as a QR code.</param>
internal sealed record NewSecondFactor(string Secret, string Uri) : ISecretAnswer
{
    bool ISecretAnswer.ShowsSecret => true;
}

/// <summary>Recovery codes.</summary>
/// <param name="RecoveryCodes">Each lets its person in once in place of a code of the authenticator; they cannot be shown again.</param>
internal sealed record NewRecoveryCodes(IReadOnlyList<string> RecoveryCodes) : ISecretAnswer
{
    bool ISecretAnswer.ShowsSecret => true;
}

/// <summary>A code of an authenticator.</summary>
internal sealed record SecondFactorCode
{
    /// <summary>Six digits.</summary>
    [System.ComponentModel.DataAnnotations.StringLength(SecondFactors.LongestCode, MinimumLength = 6)]
    public required string Code { get; init; }
}

/// <summary>A user has a second factor, or no longer.</summary>
/// <param name="User">Who.</param>
/// <param name="By">Who changed it: the user, an administrator, or an API key.</param>
/// <param name="HasSecondFactor">Whether there is one now.</param>
internal sealed record SecondFactorChangedData(string User, string By, bool HasSecondFactor);
