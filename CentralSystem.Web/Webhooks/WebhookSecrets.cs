using System.Text;
using CentralSystem.Web.Access;
using CentralSystem.Web.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Webhooks;

/// <summary>Seals the secrets of webhooks for the database and opens them to sign; at the start it seals what lies there otherwise.</summary>
internal sealed class WebhookSecrets(
    IDataProtectionProvider framework, IOptions<AccessOptions> options, IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer) : IStorageSeed
{
    private readonly SecretSeal _seal = new(framework, options.Value.PasswordPepper, "CentralSystem.Webhooks.Secret", "webhook secret");

    public string Seal(string secret) => _seal.Seal(Encoding.UTF8.GetBytes(secret));

    /// <summary>The secret; null for one that was sealed by another pepper or by keys that are gone.</summary>
    public string? Open(string sealedSecret) => _seal.Open(sealedSecret) is { } secret ? Encoding.UTF8.GetString(secret) : null;

    /// <summary>The secrets that sign at this time, the present one first; none when the present one cannot be opened.</summary>
    public IReadOnlyList<string> Of(Webhook webhook, DateTimeOffset now) =>
        Open(webhook.Secret) is not { } secret ? []
            : webhook.PreviousSecret is { } previous && webhook.PreviousSecretUntil > now && Open(previous) is { } before ? [secret, before]
            : [secret];

    /// <summary>Seals what an earlier version kept as it was, and seals anew what was stored before there was a pepper.</summary>
    public async Task SeedAsync(bool isNew, CancellationToken cancellationToken)
    {
        await using var read = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await read.Webhooks.Select(w => new { w.Id, w.Secret, w.PreviousSecret }).ToListAsync(cancellationToken);

        // Before the change is queued: the framework may have to store a key first, and waits for the writer to do so.
        var outdated = rows.Select(w => (w.Id, Secret: Renewed(w.Secret), PreviousSecret: Renewed(w.PreviousSecret))).Where(w => w.Secret is not null || w.PreviousSecret is not null).ToList();
        if (outdated.Count == 0)
        {
            return;
        }

        await writer.ChangeAsync(db =>
        {
            foreach (var (id, secret, previous) in outdated)
            {
                db.Webhooks.Where(w => w.Id == id).ExecuteUpdate(set => set
                    .SetProperty(w => w.Secret, w => secret ?? w.Secret).SetProperty(w => w.PreviousSecret, w => previous ?? w.PreviousSecret));
            }

            return true;
        });
    }

    /// <returns>What to store instead; null where it is well as it is, or cannot be opened.</returns>
    private string? Renewed(string? stored) =>
        stored is null || !_seal.IsOutdated(stored) ? null
            : stored.StartsWith(WebhookSignature.SecretPrefix, StringComparison.Ordinal) ? Seal(stored)
            : Open(stored) is { } secret ? Seal(secret)
            : null;
}
