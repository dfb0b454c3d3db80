using System.Security.Cryptography;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Access;

/// <summary>Makes the user <c>admin</c> when there is no user at all.</summary>
internal sealed partial class FirstAdministrator(
    IDbContextFactory<CentralSystemDbContext> contexts,
    GroupCommitWriter writer,
    Passwords passwords,
    IOptions<AccessOptions> options,
    TimeProvider time,
    ILogger<FirstAdministrator> logger) : IStorageSeed
{
    public const string Name = "admin";

    /// <remarks>Errors: <see cref="SettingsException"/> for a weak <c>ADMIN_PASSWORD</c>. One that is not read any more stops no start, even where the rules have become stricter.</remarks>
    public async Task SeedAsync(bool isNew, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Users.AnyAsync(cancellationToken))
        {
            return;
        }

        var given = options.Value.AdminPassword;
        if (given is not null && PasswordRules.Broken(given, Name) is { } rule)
        {
            throw new SettingsException("ADMIN_PASSWORD", "(not shown)", $"a password that {rule}");
        }

        var password = given ?? NewPassword();
        var hash = passwords.Hash(password);
        var now = time.GetUtcNow();
        await writer.ChangeAsync(change =>
        {
            change.Users.Add(new User { Name = Name, Role = Role.Admin, PasswordHash = hash, PasswordIsTemporary = given is null, CreatedAt = now, PasswordChangedAt = now });
            change.Audit(Caller.System, now, "user.created", Name, new { role = Role.Admin });
            return true;
        });
        if (given is null)
        {
            LogGenerated(Name, password);
        }
        else
        {
            LogCreated(Name);
        }
    }

    internal static string NewPassword() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 20);

    [LoggerMessage(EventId = 1610, Level = LogLevel.Warning, Message =
        "The user {User} was made with the password {Password} (shown this once). The first login, at /login or with POST /api/v1/session, has to change it")]
    private partial void LogGenerated(string user, string password);

    [LoggerMessage(EventId = 1611, Level = LogLevel.Information, Message = "The user {User} was made with the password of ADMIN_PASSWORD, which is not read again")]
    private partial void LogCreated(string user);
}
