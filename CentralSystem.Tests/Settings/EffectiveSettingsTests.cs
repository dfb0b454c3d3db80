using System.Text.RegularExpressions;
using CentralSystem.Tests.Packaging;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Settings;

namespace CentralSystem.Tests.Settings;

/// <summary>What an administrator is shown of the settings.</summary>
public sealed partial class EffectiveSettingsTests
{
    private const string Hidden = "nobody-may-read-this-0123456789-abc";

    [Fact]
    public async Task Every_setting_tells_its_value_its_source_and_what_it_does_but_no_secret()
    {
        await using var system = await RunningCentralSystem.StartAsync(settings => settings
            .Set("Authorization:External:Secret", Hidden).Set("Certificates:ExternalSecret", Hidden).Set("Certificates:KeyPassphrase", Hidden).Set("Access:PasswordPepper", Hidden)
            .Set("Authorization:External:Url", $"https://127.0.0.1:1/ask?key={Hidden}").Set("Ocpp:CallTimeoutSeconds", "31"));
        var all = system.Get<EffectiveSettings>().All;

        all.Where(setting => setting.Description.Length == 0).Select(setting => setting.Key).ShouldBeEmpty();
        all.Where(setting => setting.ToString().Contains(Hidden, StringComparison.Ordinal)).Select(setting => setting.Key).ShouldBeEmpty();
        all.Where(setting => SecretNames().IsMatch(setting.Key)).ShouldAllBe(setting => setting.Value == "unset" || setting.Value == "set, not shown");
        all.Single(setting => setting.Key == "Access:PasswordPepper").Value.ShouldBe("set, not shown");
        all.Single(setting => setting.Key == "Authorization:External:Url").Value.ShouldBe("https://127.0.0.1:1/ask?***");

        var timeout = all.Single(setting => setting.Key == "Ocpp:CallTimeoutSeconds");
        (timeout.Variable, timeout.Value, timeout.Default).ShouldBe(("Ocpp__CallTimeoutSeconds", "31", "30"));
        timeout.Source.ShouldNotBeNull();
        all.Single(setting => setting.Key == "Webhooks:TimeoutSeconds").Source.ShouldBe("appsettings.json");
        all.Single(setting => setting.Key == "Tls:Port").ShouldSatisfyAllConditions(
            port => port.Value.ShouldBe("unset"), port => port.Source.ShouldBeNull(), port => port.Description.ShouldEndWith("0 to 65535."));
    }

    [Fact]
    public async Task The_table_of_the_readme_has_every_setting()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        var table = string.Join('\n', Repository.Read("README.md").Split('\n').Where(line => line.StartsWith('|')));
        system.Get<EffectiveSettings>().All.Select(setting => setting.Variable).Where(variable => !table.Contains($"`{variable}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [GeneratedRegex("(Password|Secret|Passphrase|ApiKey|Pepper|ConnectionString)$")]
    private static partial Regex SecretNames();
}
