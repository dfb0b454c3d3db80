using ChargePointEmulator.Documents;

namespace ChargePointEmulator.Settings;

/// <summary>Passwords of Basic authentication by identity: a line <c>identity:password</c> for each charge point, <c>#</c> begins a comment line.</summary>
/// <remarks>An identity has no colon, a password may: the first one parts them, as in the header they go into (RFC 7617).</remarks>
internal sealed class PasswordFile
{
    private readonly Dictionary<string, byte[]> _passwords;

    private PasswordFile(Dictionary<string, byte[]> passwords) => _passwords = passwords;

    public static PasswordFile None { get; } = new([]);

    /// <summary>Reads a file. Errors: <see cref="DocumentException"/> with line and column; it shows no password.</summary>
    public static PasswordFile Read(string file)
    {
        var passwords = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (index, line) in LinesOf(file).Index())
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var place = new DocumentPlace(file, index + 1, 1);
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || colon == line.Length - 1)
            {
                throw place.Error("must be identity:password.");
            }

            if (!passwords.TryAdd(line[..colon], EmulatorSettings.PasswordBytes(line[(colon + 1)..])))
            {
                throw place.Error($"has a second password of {line[..colon]}.");
            }
        }

        return new PasswordFile(passwords);
    }

    /// <summary>The password of a charge point as bytes; null where the file has none.</summary>
    public byte[]? Find(string identity) => _passwords.GetValueOrDefault(identity);

    private static string[] LinesOf(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DocumentPlace(file, 1, 1).Error($"cannot be read: {e.Message}");
        }
    }
}
