using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace CentralSystem.Web.Access;

/// <summary>Seals secrets that this program has to read again before they are stored.</summary>
/// <remarks>
/// With <c>Access:PasswordPepper</c> by a key made of it, and a copy of the database alone opens none; without, by the keys of the sessions, which are in the
/// database, too.
/// </remarks>
/// <param name="framework">The keys of the sessions.</param>
/// <param name="pepper">The setting; null without one.</param>
/// <param name="purpose">Its own for each kind of secret, so that none is taken for another; it never changes.</param>
/// <param name="pepperPurpose">The same for the key that is made of the pepper.</param>
internal sealed class SecretSeal(IDataProtectionProvider framework, string? pepper, string purpose, string pepperPurpose)
{
    private const string UnderFramework = "f:";

    private readonly IDataProtector _framework = framework.CreateProtector(purpose);
    private readonly PepperSeal? _pepper = PepperSeal.Of(pepper, pepperPurpose);

    /// <summary>Whether it would be stored otherwise today: it is not sealed at all, or was before there was a pepper.</summary>
    public bool IsOutdated(string stored) => !PepperSeal.IsSealed(stored) && (_pepper is not null || !stored.StartsWith(UnderFramework, StringComparison.Ordinal));

    public string Seal(byte[] secret) => _pepper?.Seal(secret) ?? UnderFramework + Convert.ToBase64String(_framework.Protect(secret));

    /// <summary>The secret; null for one that was sealed by another pepper or by keys that are gone.</summary>
    public byte[]? Open(string sealedSecret)
    {
        if (PepperSeal.IsSealed(sealedSecret))
        {
            return _pepper?.Open(sealedSecret);
        }

        try
        {
            return _framework.Unprotect(Convert.FromBase64String(sealedSecret[UnderFramework.Length..]));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
