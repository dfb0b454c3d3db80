using CentralSystem.Tests.Support;
using ChargePointEmulator.Settings;
using ChargePointEmulator.State;
using Microsoft.Extensions.Configuration;

namespace CentralSystem.Tests.Emulator;

public class SettingsTests
{
    [Fact]
    public void Without_any_setting_one_charge_point_goes_to_localhost()
    {
        var settings = Read();
        settings.Endpoint.ShouldBe(new Uri("ws://localhost:8080/ocpp"));
        settings.ChargePoints.ShouldBe(1);
        settings.Identities.Identity(1).ShouldBe("CP00001");
        (settings.Insecure, settings.LogPayload, settings.LogLifecycle, settings.Sessions).ShouldBe((false, false, true, true));
    }

    [Fact]
    public void The_variables_of_the_origin_are_understood()
    {
        var settings = Read(("CS_PROTOCOL", "wss"), ("CS_HOST", "cs.example.org"), ("CS_PORT", "443"), ("CS_PATH", "ocpp/16"), ("CONCURRENCY_LEVEL", "12"), ("CS_INSECURE", "on"));
        settings.Endpoint.ShouldBe(new Uri("wss://cs.example.org:443/ocpp/16"));
        settings.ChargePoints.ShouldBe(12);
        settings.Insecure.ShouldBeTrue();
        settings.Identities.Identity(12).ShouldBe("CP00012");
    }

    [Fact]
    public void The_security_profile_follows_from_what_the_charge_points_have()
    {
        Read().SecurityProfile.ShouldBe(0);
        Read(("CP_PASSWORD", "plain-text-password")).SecurityProfile.ShouldBe(1);
        Read(("CS_PROTOCOL", "wss")).SecurityProfile.ShouldBe(2);
        Read(("CS_PROTOCOL", "wss"), ("CP_SECURITY_PROFILE", "1")).SecurityProfile.ShouldBe(1);
        var settings = Read(("CS_TLS_PORT", "8443"), ("CS_CLIENT_CERTIFICATE_PORT", "8444"));
        settings.EndpointOf(1).ShouldBe(new Uri("ws://localhost:8080/ocpp"));
        settings.EndpointOf(2).ShouldBe(new Uri("wss://localhost:8443/ocpp"));
        settings.EndpointOf(3).ShouldBe(new Uri("wss://localhost:8444/ocpp"));
    }

    [Fact]
    public void The_effective_configuration_tells_where_each_value_came_from_and_hides_passwords()
    {
        using var output = new StringWriter();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>("CS_HOST", "from-memory"), KeyValuePair.Create<string, string?>("CP_PASSWORD", "secret-password")])
            .AddCommandLine(["--Emulator:Host=flag"]).Build();
        EmulatorSettings.OriginsOf(configuration).Write(output);
        string[] lines = [.. output.ToString().Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        lines.ShouldContain("Host flag # argument --Emulator:Host");
        lines.ShouldContain("Port 8080 # built-in");
        lines.ShouldContain("Seed 1 # built-in");
        lines.ShouldContain("Password *** # MemoryConfigurationProvider CP_PASSWORD");
        output.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public void The_folder_for_the_state_goes_by_all_its_names()
    {
        Read().State.ShouldBeNull();
        var folder = Directory.CreateTempSubdirectory("charge-points-");
        try
        {
            Read(("CS_STATE", folder.FullName)).State.ShouldBe(folder.FullName);
            Read(("state", folder.FullName)).State.ShouldBe(folder.FullName);
            using var running = new StateStore(folder.FullName);
            Should.Throw<SettingException>(() => Read(("CS_STATE", folder.FullName))).Message.ShouldContain("and no other one");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("TRUE", true), InlineData("1", true), InlineData("Yes", true), InlineData("on", true)]
    [InlineData("False", false), InlineData("0", false), InlineData("NO", false), InlineData("off", false)]
    public void Booleans_are_read_in_every_usual_form(string text, bool value) => Read(("LOG_PAYLOAD", text)).LogPayload.ShouldBe(value);

    [Theory]
    [InlineData("CS_PROTOCOL", "http", "ws or wss")]
    [InlineData("CS_PORT", "0", "from 1 to 65535")]
    [InlineData("LOG_PAYLOAD", "maybe", "true, 1, yes or on")]
    [InlineData("CONCURRENCY_LEVEL", "many", "a whole number")]
    [InlineData("CP_ID_PATTERN", "A/B{n}", "without '/' and ':'")]
    [InlineData("CP_FEATURE_PROFILES", "Reservation", "Core and any of")]
    [InlineData("CS_ROOTS_FILE", "/nowhere/roots.pem", "a file with certificates in PEM")]
    [InlineData("CS_STATE", "/proc/nowhere", "a folder that this process")]
    [InlineData("CP_CERTIFICATE_FILE", "/nowhere/{id}.pem", "a PEM file with a certificate and its key")]
    [InlineData("CP_ID_TAG", "", "idTags of 1 to 20 characters")]
    [InlineData("CP_SESSION_PAUSE", "soon", "seconds, or hh:mm:ss")]
    public void A_bad_value_is_refused_with_its_key_and_what_is_allowed(string key, string value, string allowed)
    {
        var refusal = Should.Throw<SettingException>(() => Read((key, value)));
        refusal.Message.ShouldStartWith($"{key} is '{value}'");
        refusal.Message.ShouldContain(allowed);
        refusal.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void Several_charge_points_need_a_number_in_their_identity()
    {
        Should.Throw<SettingException>(() => Read(("CP_ID_PATTERN", "FIXED"), ("CONCURRENCY_LEVEL", "2")));
        Read(("CP_ID_PATTERN", "FIXED")).Identities.Identity(1).ShouldBe("FIXED");
        Read(("CP_ID_PATTERN", "S-{n}-X"), ("CONCURRENCY_LEVEL", "2")).Identities.Identity(2).ShouldBe("S-2-X");
    }

    [Fact]
    public void The_later_source_wins_whichever_name_it_uses()
    {
        var file = new Dictionary<string, string?> { ["Emulator:Host"] = "from-file", ["Emulator:Port"] = "1" };
        var environment = new Dictionary<string, string?> { ["CS_HOST"] = "from-environment" };
        var settings = EmulatorSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(file).AddInMemoryCollection(environment).Build());
        settings.Endpoint.ShouldBe(new Uri("ws://from-environment:1/ocpp"));
    }

    [Fact]
    public void A_password_of_hex_digits_stands_for_its_bytes()
    {
        Read(("CP_PASSWORD", "0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF")).Password!.Length.ShouldBe(20);
        Read(("CP_PASSWORD", "plain-text-password")).Password!.Length.ShouldBe(19);
    }

    /// <summary>An empty password is credentials, too: it would be sent, and a higher security profile allowed on its account.</summary>
    [Fact]
    public void Without_a_password_there_are_no_credentials()
    {
        Read().Password.ShouldBeNull();
        Read(("CP_PASSWORD", "")).Password.ShouldBeNull();
    }

    [Fact]
    public void A_file_holds_the_passwords_of_single_charge_points()
    {
        using var files = new TempDirectory();
        var file = Path.Combine(files.FullName, "passwords.txt");
        File.WriteAllText(file, "# of the pilot site\nCP00001:first:password-1\n\nCP00002:0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF\n");
        var settings = Read(("CP_PASSWORDS_FILE", file), ("CP_PASSWORD", "of-all-the-others"), ("CONCURRENCY_LEVEL", "3"));
        settings.SecurityProfile.ShouldBe(1);
        settings.Passwords.Find("CP00001").ShouldBe("first:password-1"u8.ToArray());
        settings.Passwords.Find("CP00002")!.Length.ShouldBe(20);
        settings.Passwords.Find("CP00003").ShouldBeNull();
        Read(("CP_PASSWORDS_FILE", file)).SecurityProfile.ShouldBe(1);
    }

    [Theory]
    [InlineData("CP00001:secret-1\nsecret-2", ":2:1: must be identity:password")]
    [InlineData("CP00001:secret-1\nCP00001:secret-2", ":2:1: has a second password of CP00001")]
    [InlineData(":secret-1", ":1:1: must be identity:password")]
    [InlineData("CP00001:", ":1:1: must be identity:password")]
    public void A_file_of_passwords_that_cannot_be_used_is_refused_at_its_line(string content, string words)
    {
        using var files = new TempDirectory();
        var file = Path.Combine(files.FullName, "passwords.txt");
        File.WriteAllText(file, content);
        var message = Should.Throw<SettingException>(() => Read(("CP_PASSWORDS_FILE", file))).Message;
        message.ShouldContain(words);
        message.ShouldNotContain("secret");
        Should.Throw<SettingException>(() => Read(("CP_PASSWORDS_FILE", file + ".gone"))).Message.ShouldContain("cannot be read");
    }

    [Fact]
    public void A_setting_that_does_not_exist_is_not_passed_over()
    {
        Should.Throw<SettingException>(() => Read(("Emulator:Hots", "cs"))).Message.ShouldContain("did you mean 'Host'?");
        Should.Throw<SettingException>(() => EmulatorSettings.Read(new ConfigurationBuilder().AddCommandLine(["--CS_HOTS=cs"]).Build())).Message.ShouldContain("did you mean 'CS_HOST'?");
        EmulatorSettings.Read(new ConfigurationBuilder().AddCommandLine(["--CS_HOST=cs", "--Serilog:MinimumLevel=Debug", "--environment=Test"]).Build()).Endpoint.Host.ShouldBe("cs");
    }

    private static EmulatorSettings Read(params (string Key, string Value)[] settings) =>
        EmulatorSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
}
