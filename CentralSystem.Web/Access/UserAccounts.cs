using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Access;

/// <summary>Creates, changes and removes users. What ends a user's right to be logged in ends the sessions in the same commit.</summary>
internal sealed class UserAccounts(
    IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer, UserDirectory directory, Passwords passwords, TimeProvider time)
{
    public async Task<Page<UserView>> ListAsync(UserFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var users = db.Users.AsQueryable();
        if (filter.Role is { } role)
        {
            users = users.Where(u => u.Role == role);
        }

        if (filter.Enabled is { } enabled)
        {
            users = users.Where(u => u.Enabled == enabled);
        }

        return await users.InOrder(u => u.Key, filter.Order ?? ListOrder.Oldest, page).ToPageAsync(page, UserView.Of, u => PageQuery.CursorOf(u.Key), cancellationToken);
    }

    /// <remarks>Errors: <see cref="ProblemException"/> when there is none.</remarks>
    public async Task<User> GetAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Users.SingleOrDefaultAsync(u => u.Name == name, cancellationToken) ?? throw Unknown(name);
    }

    /// <remarks>Errors: <see cref="ProblemException"/> for a weak password, or a name that is taken.</remarks>
    public async Task<User> CreateAsync(NewUser user)
    {
        PasswordRules.Check(user.Password, user.Name, "password");
        var (caller, now, hash) = (Caller.Current, time.GetUtcNow(), passwords.Hash(user.Password));
        var created = await writer.ChangeAsync(
            db =>
            {
                if (Find(db, user.Name) is not null)
                {
                    return null;
                }

                db.Audit(caller, now, "user.created", user.Name, new { role = user.Role, enabled = user.Enabled });
                return db.Users.Add(new User
                {
                    Name = user.Name,
                    Role = user.Role,
                    Enabled = user.Enabled,
                    PasswordHash = hash,
                    PasswordIsTemporary = user.MustChangePassword,
                    CreatedAt = now,
                    PasswordChangedAt = now,
                }).Entity;
            },
            row => SetIfAny(row));
        return created ?? throw Problems.Conflict($"The user {user.Name} is there already.");
    }

    /// <remarks>Errors: <see cref="ProblemException"/> when there is none, it changed meanwhile, or no administrator would be left.</remarks>
    public async Task<User> ChangeAsync(string name, UserChange change, ExpectedRevision expected)
    {
        if (change.Password is { } password)
        {
            PasswordRules.Check(password, name, "password");
        }

        var (caller, now, hash) = (Caller.Current, time.GetUtcNow(), change.Password is null ? null : passwords.Hash(change.Password));
        return await writer.ChangeAsync(
            db =>
            {
                var user = Get(db, name);
                expected.Check(user);
                user.Role = change.Role ?? user.Role;
                user.Enabled = change.Enabled ?? user.Enabled;
                user.PasswordIsTemporary = change.MustChangePassword ?? ((hash is not null && !IsOwn(caller, user)) || user.PasswordIsTemporary);
                if (hash is not null)
                {
                    (user.PasswordHash, user.PasswordChangedAt) = (hash, now);
                    RaisePasswordChanged(db, user, caller, now);
                }

                KeepAnAdministrator(db, user, user is { Role: Role.Admin, Enabled: true });
                if (EndsSessions(change))
                {
                    db.LoginSessions.Where(s => s.UserKey == user.Key).ExecuteDelete();
                }

                db.Audit(caller, now, "user.changed", user.Name, new
                {
                    role = change.Role,
                    enabled = change.Enabled,
                    passwordChanged = hash is not null,
                    mustChangePassword = user.PasswordIsTemporary,
                });
                return user;
            },
            user =>
            {
                directory.Set(user);
                if (EndsSessions(change))
                {
                    directory.EndSessions(user.Key);
                }
            });
    }

    /// <summary>Gives a user who is logged in a new password, and ends the user's other sessions.</summary>
    public async Task ChangeOwnPasswordAsync(UserState user, string newPassword, string? sessionId)
    {
        PasswordRules.Check(newPassword, user.Name, "newPassword");
        var (caller, now, hash) = (Caller.Current, time.GetUtcNow(), passwords.Hash(newPassword));
        await writer.ChangeAsync(
            db =>
            {
                var row = Get(db, user.Name);
                if (row.PasswordHash != user.PasswordHash)
                {
                    throw Problems.Conflict("The password was changed meanwhile, by an administrator or by another session. Log in with that one.");
                }

                (row.PasswordHash, row.PasswordChangedAt, row.PasswordIsTemporary) = (hash, now, false);
                db.LoginSessions.Where(s => s.UserKey == row.Key && s.Id != sessionId).ExecuteDelete();
                db.Audit(caller, now, "user.password-changed", row.Name);
                RaisePasswordChanged(db, row, caller, now);
                return row;
            },
            row =>
            {
                directory.Set(row);
                directory.EndSessions(row.Key, except: sessionId);
            });
    }

    /// <remarks>Errors: <see cref="ProblemException"/> when there is none, it changed meanwhile, or no administrator would be left.</remarks>
    public async Task DeleteAsync(string name, ExpectedRevision expected)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        await writer.ChangeAsync(
            db =>
            {
                var user = Get(db, name);
                expected.Check(user);
                KeepAnAdministrator(db, user, staysOne: false);
                db.LoginSessions.Where(s => s.UserKey == user.Key).ExecuteDelete();
                db.Users.Remove(user);
                db.Audit(caller, now, "user.deleted", user.Name, new { role = user.Role });
                return user.Key;
            },
            directory.Remove);
    }

    /// <summary>A webhook can bring it to the person: whoever did not change it themselves has to know (ASVS 2.2.3).</summary>
    private static void RaisePasswordChanged(CentralSystemDbContext db, User user, Caller caller, DateTimeOffset now) =>
        db.Raise(EventTypes.UserPasswordChanged, now, null, new PasswordChangedData(user.Name, caller.Name));

    private static bool EndsSessions(UserChange change) => change.Password is not null || change.Enabled == false;

    /// <summary>Changes are made one at a time, so two administrators cannot remove each other at once.</summary>
    private static void KeepAnAdministrator(CentralSystemDbContext db, User user, bool staysOne)
    {
        if (!staysOne && !db.Users.Any(u => u.Key != user.Key && u.Enabled && u.Role == Role.Admin))
        {
            throw new ProblemException(new Problem(StatusCodes.Status409Conflict, "last-admin", "An administrator must remain",
                $"{user.Name} is the last enabled administrator. Make another one first."));
        }
    }

    /// <remarks>Errors: <see cref="ProblemException"/> when there is none.</remarks>
    public static User Get(CentralSystemDbContext db, string name) => Find(db, name) ?? throw Unknown(name);

    private static bool IsOwn(Caller caller, User user) => caller.Kind == CallerKind.User && caller.Name == user.Name;

    private static User? Find(CentralSystemDbContext db, string name) => db.Users.SingleOrDefault(u => u.Name == name);

    private static ProblemException Unknown(string name) => Problems.NotFound($"No user has the name {name}.");

    private void SetIfAny(User? user)
    {
        if (user is not null)
        {
            directory.Set(user);
        }
    }
}

/// <summary>A user has a new password.</summary>
/// <param name="User">Who.</param>
/// <param name="By">Who changed it: the user, an administrator, or an API key.</param>
internal sealed record PasswordChangedData(string User, string By);

/// <summary>Which users are asked for.</summary>
internal sealed record UserFilter
{
    /// <summary>Only those of this role.</summary>
    public Role? Role { get; init; }

    /// <summary>Only those who may log in, or who may not.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Which comes first; the oldest when absent.</summary>
    public ListOrder? Order { get; init; }
}

/// <summary>A user to create.</summary>
internal sealed record NewUser
{
    /// <summary>Name to log in with; equal regardless of case, and never changes.</summary>
    [AccountName]
    public required string Name { get; init; }

    /// <summary>What the user may do; Viewer when absent.</summary>
    public Role Role { get; init; } = Role.Viewer;

    /// <summary>Whether the user may log in; true when absent.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>12 to 128 characters.</summary>
    public required string Password { get; init; }

    /// <summary>Whether the first login has to change it; true when absent, since whoever creates the user knows it.</summary>
    public bool MustChangePassword { get; init; } = true;
}

/// <summary>What of a user changes; what is absent stays.</summary>
internal sealed record UserChange
{
    /// <summary>What the user may do.</summary>
    public Role? Role { get; init; }

    /// <summary>False ends the user's sessions at once.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Ends the user's sessions at once.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the next login has to change the password; with a new one of somebody else true when absent.</summary>
    public bool? MustChangePassword { get; init; }
}

/// <summary>A user as others see it.</summary>
/// <param name="Name">Name to log in with; equal regardless of case.</param>
/// <param name="Role">What the user may do.</param>
/// <param name="Enabled">Whether the user may log in.</param>
/// <param name="CreatedAt">When the user was made.</param>
/// <param name="LastLoginAt">When the user last logged in; absent for never.</param>
/// <param name="PasswordChangedAt">When the password was last set.</param>
/// <param name="MustChangePassword">Whether somebody else knows the password: its first use has to be its change.</param>
/// <param name="HasSecondFactor">Whether a login needs a code of an authenticator, too.</param>
internal sealed record UserView(
    string Name, Role Role, bool Enabled, DateTimeOffset CreatedAt, DateTimeOffset? LastLoginAt, DateTimeOffset PasswordChangedAt, bool MustChangePassword, bool HasSecondFactor)
{
    public static UserView Of(User user) => new(
        user.Name, user.Role, user.Enabled, user.CreatedAt, user.LastLoginAt, user.PasswordChangedAt, user.PasswordIsTemporary, user.SecondFactorSince is not null);
}

/// <summary>Name of a user or of an API key: told apart in a log at a glance.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed partial class AccountNameAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is string text && Pattern().IsMatch(text);

    public override string FormatErrorMessage(string name) => "must be 1 to 64 letters, digits, or any of . _ @ + -, beginning with a letter or digit";

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}\z")]
    private static partial Regex Pattern();
}
