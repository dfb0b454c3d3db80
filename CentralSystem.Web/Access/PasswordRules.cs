using CentralSystem.Web.Api;

namespace CentralSystem.Web.Access;

/// <summary>What a person's password must be.</summary>
/// <remarks>Source: OWASP ASVS 4.0.3 §2.1: length instead of mixtures of characters, none that everybody tries.</remarks>
internal static class PasswordRules
{
    public const int Shortest = 12;
    public const int Longest = 128;

    private const int FewestDifferent = 5;

    /// <summary>Those of lists of leaked passwords that are long enough to pass otherwise, and what this product suggests.</summary>
    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "123456789012", "1234567890123", "123456789123", "0123456789012", "012345678910", "1234567891011", "123123123123", "987654321098",
        "qwertyuiop12", "qwertyuiop123", "qwertyuiop[]", "qwertyuiopas", "qwerty123456", "qwerty1234567", "1q2w3e4r5t6y", "1qaz2wsx3edc", "asdfghjkl123",
        "zxcvbnm12345", "abcdefghijkl", "abcdefg12345", "abc123abc123", "password1234", "password12345", "password123456", "passwordpassword",
        "p@ssw0rd1234", "passw0rd1234", "mypassword12", "administrator", "administrator1", "admin1234567", "admin12345678", "adminadminadmin", "letmeinletmein",
        "letmein12345", "iloveyou1234", "iloveyouforever", "welcome12345", "welcome123456", "changemechangeme", "changeme1234", "trustno1trustno1", "superman1234",
        "football1234", "sunshine1234", "princess1234", "monkey123456", "dragon123456", "charlie12345", "correcthorsebatterystaple", "centralsystem", "centralsystem1",
        "chargepoint1", "chargepoint123", "chargingstation", "ocppocppocpp", "electricvehicle",
    };

    /// <summary>What the password fails to do, as the end of the sentence "must be a password that ..."; null for none.</summary>
    public static string? Broken(string password, string userName) => password switch
    {
        { Length: < Shortest or > Longest } => $"has {Shortest} to {Longest} characters",
        _ when password.Contains(userName, StringComparison.OrdinalIgnoreCase) && password.Length - userName.Length < Shortest / 2 => "is not the user's name",
        _ when Common.Contains(password) || password.Distinct().Count() < FewestDifferent => "is not among those everybody tries",
        _ => null,
    };

    /// <remarks>Errors: <see cref="ProblemException"/> names the member.</remarks>
    public static void Check(string password, string userName, string member)
    {
        if (Broken(password, userName) is { } rule)
        {
            throw Problems.Invalid(member, $"must be a password that {rule}");
        }
    }
}
