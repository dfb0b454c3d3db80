using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Certificates.Authority;

/// <summary>The private keys of this central system: in the database, encrypted, and opened in memory. Each is made once, however many want it first.</summary>
internal sealed class SigningKeys(
    IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer, KeyProtection protection, TimeProvider time) : IStorageSeed
{
    private readonly ConcurrentDictionary<string, KeyWithCertificate> _opened = new(StringComparer.Ordinal);

    /// <summary>One for each name: to make the key that signs firmware takes that of the authority.</summary>
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _making = new(StringComparer.Ordinal);

    /// <summary>From memory; null before it was made.</summary>
    public KeyWithCertificate? Find(string name) => _opened.GetValueOrDefault(name);

    /// <summary>Opens what is stored, and encrypts it anew where a passphrase was set since.</summary>
    /// <remarks>Errors: <see cref="Settings.SettingsException"/> when the passphrase is not the right one.</remarks>
    public async Task SeedAsync(bool isNew, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var row in await db.SigningKeys.ToListAsync(cancellationToken))
        {
            Open(row);
            if (protection.IsOutdated(row.ProtectedKey))
            {
                using var key = CertificateMaker.PrivateKeyOf(_opened[row.Name].Certificate);
                var protectedKey = protection.Protect(key);
                await writer.ChangeAsync(change => change.SigningKeys.Single(k => k.Name == row.Name).ProtectedKey = protectedKey);
            }
        }
    }

    /// <summary>The key of this name, made when there is none that will do.</summary>
    /// <param name="name">Which.</param>
    /// <param name="isUsable">Whether the present one will do.</param>
    /// <param name="make">Makes one.</param>
    /// <param name="storing">Takes part in the commit that stores it; may run twice, as any change.</param>
    public async Task<KeyWithCertificate> GetAsync(
        string name, Func<KeyWithCertificate, bool> isUsable, Func<Task<KeyWithCertificate>> make, Action<CentralSystemDbContext, KeyWithCertificate>? storing = null)
    {
        if (Find(name) is { } known && isUsable(known))
        {
            return known;
        }

        var making = _making.GetOrAdd(name, _ => new SemaphoreSlim(1));
        await making.WaitAsync();
        try
        {
            if (Find(name) is { } present && isUsable(present))
            {
                return present;
            }

            var replaced = Find(name)?.Chain;
            var made = await make();
            return Open(await StoreAsync(name, replaced, made, storing));
        }
        finally
        {
            making.Release();
        }
    }

    private async Task<SigningKey> StoreAsync(string name, string? replaced, KeyWithCertificate made, Action<CentralSystemDbContext, KeyWithCertificate>? storing)
    {
        string protectedKey;
        using (var key = CertificateMaker.PrivateKeyOf(made.Certificate))
        {
            protectedKey = protection.Protect(key);
        }

        try
        {
            return await writer.ChangeAsync(db =>
            {
                var row = db.SigningKeys.Find(name);
                if (row is not null && row.Chain != replaced)
                {
                    // Another process was first.
                    return row;
                }

                row ??= db.SigningKeys.Add(new SigningKey { Name = name, Chain = made.Chain, ProtectedKey = protectedKey }).Entity;
                (row.Chain, row.ProtectedKey, row.CreatedAt) = (made.Chain, protectedKey, time.GetUtcNow());
                storing?.Invoke(db, made);
                return row;
            });
        }
        catch (DbUpdateException)
        {
            // Another process inserted it in the same moment; its key is the one.
            await using var db = await contexts.CreateDbContextAsync();
            return await db.SigningKeys.FindAsync(name) ?? throw new InvalidOperationException($"The key {name} could not be stored.");
        }
    }

    private KeyWithCertificate Open(SigningKey row)
    {
        using var certificate = X509Certificate2.CreateFromPem(row.Chain);
        using var rsa = certificate.GetRSAPublicKey();
        using var key = protection.Unprotect(row.ProtectedKey, isRsa: rsa is not null);
        return _opened[row.Name] = new KeyWithCertificate(CertificateMaker.WithKey(certificate, key), row.Chain);
    }
}

/// <summary>A private key and the certificate for it.</summary>
/// <param name="Certificate">With the key.</param>
/// <param name="Chain">In PEM, followed by those that lead to the root.</param>
internal sealed record KeyWithCertificate(X509Certificate2 Certificate, string Chain);
