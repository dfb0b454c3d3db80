using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace CentralSystem.Web.Access.SecondFactor;

/// <summary>Lets the page ask for a code after the password, without keeping the password: a ticket says that it was right, for a few minutes.</summary>
internal sealed class LoginTickets(IDataProtectionProvider framework, UserDirectory users)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ITimeLimitedDataProtector _protector = framework.CreateProtector("CentralSystem.Access.LoginTicket").ToTimeLimitedDataProtector();

    public string For(UserState user) => _protector.Protect(TextOf(user), Lifetime);

    /// <summary>Whose it is; null for one that is forged, too old, or of a password that is no longer the user's.</summary>
    public UserState? Find(string ticket)
    {
        try
        {
            var text = _protector.Unprotect(ticket);
            return int.TryParse(text.Split(':')[0], CultureInfo.InvariantCulture, out var key) && users.Find(key) is { Enabled: true } user && TextOf(user) == text ? user : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string TextOf(UserState user) => $"{user.Key}:{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(user.PasswordHash)))}";
}
