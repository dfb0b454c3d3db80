namespace CentralSystem.Web.Connections;

/// <summary>Verifiers of the passwords a Charge Point was sent and has not used yet, in one text.</summary>
/// <remarks>
/// More than one, because an answer can get lost: a Charge Point that was sent two may come back with either (whitepaper A01;
/// docs/decisions/0018-passwords-are-handed-over.md).
/// </remarks>
internal static class PasswordsUnderWay
{
    private const char Separator = ' ';

    /// <summary>Each verification of a wrong password tries them all.</summary>
    private const int Most = 3;

    /// <summary>Adds the verifier of a password; the oldest of too many goes.</summary>
    public static string Add(string? hashes, string hash) => string.Join(Separator, All(hashes).Append(hash).TakeLast(Most));

    /// <summary>Makes a password the newest of them. Its verifier stays the one it was: a handshake under way may hold it, and is settled by it.</summary>
    public static string MakeNewest(string? hashes, string password)
    {
        var hash = Find(hashes, System.Text.Encoding.UTF8.GetBytes(password)) ?? ChargePointPassword.Hash(password);
        return string.Join(Separator, All(hashes).Where(other => other != hash).Append(hash).TakeLast(Most));
    }

    /// <summary>Takes a password out that the Charge Point refused; null when none is left.</summary>
    public static string? Remove(string? hashes, string password)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(password);
        var left = string.Join(Separator, All(hashes).Where(hash => !ChargePointPassword.Verify(hash, bytes)));
        return left.Length > 0 ? left : null;
    }

    /// <summary>The verifier that fits what was presented; null when none does.</summary>
    public static string? Find(string? hashes, ReadOnlySpan<byte> presented)
    {
        foreach (var hash in All(hashes))
        {
            if (ChargePointPassword.Verify(hash, presented))
            {
                return hash;
            }
        }

        return null;
    }

    /// <summary>Whether a verifier is among them.</summary>
    public static bool Contains(string? hashes, string hash) => All(hashes).Contains(hash);

    private static string[] All(string? hashes) => hashes?.Split(Separator) ?? [];
}
