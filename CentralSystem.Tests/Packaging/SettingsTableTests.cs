using System.Text.Json;

namespace CentralSystem.Tests.Packaging;

/// <summary>The README promises every setting in one table; here it is held to that.</summary>
public class SettingsTableTests
{
    public static TheoryData<string, string> Settings
    {
        get
        {
            var settings = new TheoryData<string, string>();
            using var document = JsonDocument.Parse(Repository.Read("appsettings.json"));
            foreach (var section in document.RootElement.EnumerateObject().Where(section => section.Name != "Serilog"))
            {
                foreach (var setting in section.Value.EnumerateObject())
                {
                    settings.Add($"{section.Name}:{setting.Name}", Text(setting.Value));
                }
            }

            return settings;
        }
    }

    [Theory, MemberData(nameof(Settings))]
    public void Every_setting_stands_in_the_table_with_its_default(string key, string value)
    {
        var row = Repository.Read("README.md").Split('\n').SingleOrDefault(line => line.StartsWith($"| `{key}` |", StringComparison.Ordinal));

        row.ShouldNotBeNull($"README.md has no row for {key}");
        row.ShouldContain($"`{key.Replace(":", "__", StringComparison.Ordinal)}");
        row.ShouldContain($"| `{value}` |");
    }

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(item => item.ToString())),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => value.ToString(),
        };
}
