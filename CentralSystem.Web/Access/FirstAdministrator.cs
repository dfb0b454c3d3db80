using System.Security.Cryptography;
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

    public async Task SeedAsync(bool isNew, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Users.AnyAsync(cancellationToken))
        {
            return;
        }

        var given = options.Value.AdminPassword;
        var password = given ?? RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 20);
        var hash = passwords.Hash(password);
        var now = time.GetUtcNow();
        await writer.ChangeAsync(change =>
        {
            change.Users.Add(new User { Name = Name, Role = Role.Admin, PasswordHash = hash, CreatedAt = now, PasswordChangedAt = now });
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

    [LoggerMessage(EventId = 1610, Level = LogLevel.Warning, Message =
        "The user {User} was made with the password {Password} (shown this once). Log in at /login, or with POST /api/v1/session, and change it with PUT /api/v1/me/password")]
    private partial void LogGenerated(string user, string password);

    [LoggerMessage(EventId = 1611, Level = LogLevel.Information, Message = "The user {User} was made with the password of ADMIN_PASSWORD, which is not read again")]
    private partial void LogCreated(string user);
}
