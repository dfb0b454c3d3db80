using CentralSystem.Web.Access;

namespace CentralSystem.Tests.Access;

/// <summary>Which passwords are as good as none (ASVS 2.1.7).</summary>
public sealed class PasswordRuleTests
{
    [Theory, Trait("Spec", "ASVS 2.1.7")]
    [InlineData("passwordpassword")]
    [InlineData("Password2026!")]
    [InlineData("P@ssw0rd1234")]
    [InlineData("Summer2026!!")]
    [InlineData("qwertyuiop[]")]
    [InlineData("1qaz2wsx3edc")]
    [InlineData("1q2w3e4r5t6y")]
    [InlineData("987654321098")]
    [InlineData("abcdefghijkl")]
    [InlineData("abc123abc123")]
    [InlineData("xkcdxkcdxkcd")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("ababababababab")]
    [InlineData("CentralSystem1")]
    [InlineData("chargepoint-2026")]
    [InlineData("ocppocppocpp")]
    [InlineData("Ada.Lovelace123")]
    [InlineData("letmein-letmein")]
    [InlineData("iloveyouforever")]
    [InlineData("trustno1trustno1")]
    [InlineData("correcthorsebatterystaple")]
    [InlineData("Administrator#1")]
    public void What_everybody_tries_is_refused(string password) => PasswordRules.Broken(password, "ada.lovelace").ShouldNotBeNull();

    [Theory]
    [InlineData("a quiet blue harbour")]
    [InlineData("seven slow green trams")]
    [InlineData("first password of tests")]
    [InlineData("kX7#pQ2!vR9z")]
    [InlineData("wasser-brot-lampe")]
    [InlineData("猫が静かな港で眠っている夜")]
    public void What_only_its_owner_would_think_of_is_taken(string password) => PasswordRules.Broken(password, "ada.lovelace").ShouldBeNull();

    [Fact]
    public void Passwords_made_here_are_taken()
    {
        for (var i = 0; i < 1_000; i++)
        {
            PasswordRules.Broken(FirstAdministrator.NewPassword(), FirstAdministrator.Name).ShouldBeNull();
        }
    }
}
