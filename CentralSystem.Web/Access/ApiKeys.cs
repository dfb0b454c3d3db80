using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Access;

/// <summary>Creates, lists and revokes API keys.</summary>
internal sealed class ApiKeys(IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer, ApiKeyDirectory directory, Scopes scopes, TimeProvider time)
{
    private const string KeyPrefix = "cs_";
    private const int KeyBytes = 32;
    private const int ShownCharacters = 9;

    public async Task<Page<ApiKeyView>> ListAsync(ApiKeyFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (keys, now) = (db.ApiKeys.AsQueryable(), time.GetUtcNow());
        if (filter.Role is { } role)
        {
            keys = keys.Where(k => k.Role == role);
        }

        if (filter.Expired is { } expired)
        {
            keys = keys.Where(k => (k.ExpiresAt != null && k.ExpiresAt <= now) == expired);
        }

        return await keys.InOrder(k => k.Id, filter.Order ?? ListOrder.Oldest, page).ToPageAsync(page, View, k => PageQuery.CursorOf(k.Id), cancellationToken);
    }

    /// <remarks>Errors: <see cref="ProblemException"/> when there is none.</remarks>
    public async Task<ApiKeyView> GetAsync(int id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return View(await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == id, cancellationToken) ?? throw Unknown(id));
    }

    /// <returns>The key, which is shown this once.</returns>
    /// <remarks>Errors: <see cref="ProblemException"/> for a scope that is none, a time that is over, or a name that is taken.</remarks>
    public async Task<NewApiKeyView> CreateAsync(NewApiKey key)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        Check(key, now);
        var secret = KeyPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        var created = await writer.ChangeAsync(
            db =>
            {
                if (db.ApiKeys.Any(k => k.Name == key.Name))
                {
                    return null;
                }

                db.Audit(caller, now, "api-key.created", key.Name, new { role = key.Role, scopes = key.Scopes, expiresAt = key.ExpiresAt });
                return db.ApiKeys.Add(new ApiKey
                {
                    Name = key.Name,
                    Prefix = secret[..ShownCharacters],
                    Hash = ApiKeyDirectory.HashOf(secret),
                    Role = key.Role,
                    Scopes = key.Scopes is null ? null : string.Join(' ', key.Scopes.Distinct().Order(StringComparer.Ordinal)),
                    ExpiresAt = key.ExpiresAt,
                    CreatedBy = caller.Name,
                    CreatedAt = now,
                }).Entity;
            },
            row =>
            {
                if (row is not null)
                {
                    directory.Add(row);
                }
            });
        return created is null ? throw Problems.Conflict($"An API key {key.Name} is there already.") : new NewApiKeyView(View(created), secret);
    }

    /// <summary>Ends a key at once.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when there is none.</remarks>
    public async Task RevokeAsync(int id)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        await writer.ChangeAsync(
            db =>
            {
                var key = db.ApiKeys.SingleOrDefault(k => k.Id == id) ?? throw Unknown(id);
                db.ApiKeys.Remove(key);
                db.Audit(caller, now, "api-key.revoked", key.Name, new { role = key.Role });
                return key.Hash;
            },
            directory.Remove);
    }

    private static ProblemException Unknown(int id) => Problems.NotFound($"No API key has the id {id}.");

    private void Check(NewApiKey key, DateTimeOffset now)
    {
        if (key.Name.Equals(ApiKeyDirectory.BootstrapName, StringComparison.OrdinalIgnoreCase))
        {
            throw Problems.Conflict($"The name {ApiKeyDirectory.BootstrapName} is that of BOOTSTRAP_API_KEY.");
        }

        if (key.ExpiresAt <= now)
        {
            throw Problems.Invalid("expiresAt", "must lie in the future");
        }

        if (key.Scopes?.FirstOrDefault(scope => !scopes.Known.Contains(scope)) is { } unknown)
        {
            throw Problems.Invalid("scopes", $"'{unknown}' is none of {string.Join(", ", scopes.Known.Order(StringComparer.Ordinal))}");
        }
    }

    private ApiKeyView View(ApiKey key) => new(
        key.Id, key.Name, key.Prefix, key.Role, key.Scopes?.Split(' '), key.ExpiresAt, key.CreatedBy, key.CreatedAt, directory.LastUseOf(key.Hash) ?? key.LastUsedAt);
}

/// <summary>Which API keys are asked for.</summary>
internal sealed record ApiKeyFilter
{
    /// <summary>Only those of this role.</summary>
    public Role? Role { get; init; }

    /// <summary>Only those whose time is over, or is not.</summary>
    public bool? Expired { get; init; }

    /// <summary>Which comes first; the oldest when absent.</summary>
    public ListOrder? Order { get; init; }
}

/// <summary>An API key to create.</summary>
internal sealed record NewApiKey
{
    /// <summary>What it is for; the audit trail names it. No other key has it.</summary>
    [AccountName]
    public required string Name { get; init; }

    /// <summary>What it may do at most.</summary>
    public required Role Role { get; init; }

    /// <summary>When it ends by itself; absent for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What of the role's rights it has; absent for all.</summary>
    [MinLength(1), MaxLength(100)]
    public string[]? Scopes { get; init; }
}

/// <summary>An API key as others see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for; the audit trail names it.</param>
/// <param name="Prefix">First characters of the key, to tell which one a program holds.</param>
/// <param name="Role">What it may do at most.</param>
/// <param name="Scopes">What of the role's rights it has, such as <c>transactions:read</c>; absent for all.</param>
/// <param name="ExpiresAt">When it ends by itself; absent for never.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsedAt">When it was last used; absent for never.</param>
internal sealed record ApiKeyView(
    int Id, string Name, string Prefix, Role Role, string[]? Scopes, DateTimeOffset? ExpiresAt, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

/// <summary>A new API key with the key itself.</summary>
/// <param name="ApiKey">What is kept of it.</param>
/// <param name="Key">The key; it cannot be shown again.</param>
internal sealed record NewApiKeyView(ApiKeyView ApiKey, string Key) : ISecretAnswer
{
    bool ISecretAnswer.ShowsSecret => true;
}
