using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using CentralSystem.Web.Api;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Access;

/// <summary>Hashes and verifies passwords of people; slow on purpose, so only a few at a time.</summary>
/// <remarks>A flood of logins waits here and is then turned away, instead of taking the processor from the Charge Points.</remarks>
internal sealed class Passwords(IPasswordHasher<UserState> hasher, IOptions<AccessOptions> options) : IDisposable
{
    /// <summary>PBKDF2 with HMAC-SHA512, as the OWASP Password Storage Cheat Sheet asks for.</summary>
    public const int Iterations = 210_000;

    private const int LongestQueue = 16;

    private static readonly UserState Nobody = new(0, "", Role.Viewer, false, "");

    private readonly ConcurrencyLimiter _turns = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Math.Max(1, Environment.ProcessorCount / 2),
        QueueLimit = LongestQueue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private readonly byte[]? _pepper = options.Value.PasswordPepper is { } pepper ? Encoding.UTF8.GetBytes(pepper) : null;

    private readonly Lazy<string> _decoy = new(() => hasher.HashPassword(Nobody, Convert.ToHexString(RandomNumberGenerator.GetBytes(16))));

    public string Hash(string password) => hasher.HashPassword(Nobody, Peppered(password));

    /// <summary>Compares with the user's password, or for the same time with nobody's.</summary>
    /// <returns>Whether it is the password, and the hash to keep from now on where the stored one is out of date.</returns>
    /// <remarks>Errors: <see cref="ProblemException"/> (429) when too many wait.</remarks>
    public async Task<(bool IsRight, string? NewHash)> VerifyAsync(UserState? user, string password, CancellationToken cancellationToken)
    {
        using var turn = await _turns.AcquireAsync(1, cancellationToken);
        if (!turn.IsAcquired)
        {
            throw LoginThrottle.TooMany(TimeSpan.FromSeconds(1));
        }

        var hash = user?.PasswordHash ?? _decoy.Value;
        var result = hasher.VerifyHashedPassword(Nobody, hash, Peppered(password));
        if (result == PasswordVerificationResult.Failed && _pepper is not null && hasher.VerifyHashedPassword(Nobody, hash, password) != PasswordVerificationResult.Failed)
        {
            // From before there was a pepper.
            result = PasswordVerificationResult.SuccessRehashNeeded;
        }

        if (user is null || result == PasswordVerificationResult.Failed)
        {
            return (false, null);
        }

        return (true, result == PasswordVerificationResult.SuccessRehashNeeded ? Hash(password) : null);
    }

    private string Peppered(string password) =>
        _pepper is null ? password : Convert.ToBase64String(HMACSHA256.HashData(_pepper, Encoding.UTF8.GetBytes(password)));

    public void Dispose() => _turns.Dispose();
}
