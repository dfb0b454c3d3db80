using CentralSystem.Web.Api;

namespace CentralSystem.Web.Access;

/// <summary>What a person's password must be.</summary>
/// <remarks>Source: OWASP ASVS 4.0.3 §2.1: length instead of mixtures of characters, none that everybody tries.</remarks>
internal static class PasswordRules
{
    public const int Shortest = 12;
    public const int Longest = 128;

    /// <summary>What the password fails to do, as the end of the sentence "must be a password that ..."; null for none.</summary>
    public static string? Broken(string password, string userName) => password switch
    {
        { Length: < Shortest or > Longest } => $"has {Shortest} to {Longest} characters",
        _ when CommonPasswords.OwnCharactersOf(password, userName) < CommonPasswords.FewestOwn =>
            "is more than the user's name, words everybody tries, repetitions and rows of keys",
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
