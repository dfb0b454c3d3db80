using System.Security.Cryptography;
using System.Threading.RateLimiting;
using CentralSystem.Web.Api;
using Microsoft.AspNetCore.Identity;

namespace CentralSystem.Web.Access;

/// <summary>Hashes and verifies passwords of people; slow on purpose, so only a few at a time.</summary>
/// <remarks>A flood of logins waits here and is then turned away, instead of taking the processor from the Charge Points.</remarks>
internal sealed class Passwords(IPasswordHasher<UserState> hasher) : IDisposable
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

    private readonly Lazy<string> _decoy = new(() => hasher.HashPassword(Nobody, Convert.ToHexString(RandomNumberGenerator.GetBytes(16))));

    public string Hash(string password) => hasher.HashPassword(Nobody, password);

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

        var result = hasher.VerifyHashedPassword(Nobody, user?.PasswordHash ?? _decoy.Value, password);
        if (user is null || result == PasswordVerificationResult.Failed)
        {
            return (false, null);
        }

        return (true, result == PasswordVerificationResult.SuccessRehashNeeded ? Hash(password) : null);
    }

    public void Dispose() => _turns.Dispose();
}
