using System.Net;
using CentralSystem.Tests.Packaging;
using CentralSystem.Tests.Support;
using ChargePointEmulator.Check;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Load;
using ChargePointEmulator.Settings;

namespace CentralSystem.Tests.Emulator.Load;

public class LoadReaderTests
{
    private const string Least = """
        fleet: { count: 10 }
        stages: [ { ramp: { to: 10 } } ]
        """;

    [Theory]
    [InlineData("flet: {}\nstages: []", "x.load.yaml:1:1: A load file has no key 'flet'; did you mean 'fleet'?")]
    [InlineData("fleet: {}", "x.load.yaml:1:1: A load file needs stages.")]
    [InlineData("fleet: {}\nstages: []", "x.load.yaml:2:9: A load file needs a stage.")]
    [InlineData("fleet: { cuont: 5 }\nstages: []", "x.load.yaml:1:10: fleet has no key 'cuont'; did you mean 'count'?")]
    [InlineData("fleet: { count: 0 }\nstages: []", "x.load.yaml:1:17: count must be a whole number from 1 to 1000000, but is '0'.")]
    [InlineData("fleet: { count: 2, id: CP }\nstages: []", "x.load.yaml:1:24: id must be an identity")]
    [InlineData("fleet: { mix: [ { model: ac-23 } ] }\nstages: []", "x.load.yaml:1:26: There is no station 'ac-23'; did you mean 'ac-22'?")]
    [InlineData("fleet: { tags: [] }\nstages: []", "x.load.yaml:1:16: tags needs an idTag.")]
    [InlineData("fleet: { tags: { file: nowhere.csv } }\nstages: []", "x.load.yaml:1:24: There is no file")]
    [InlineData("fleet: { config: { HeartbeatIntervall: 5 } }\nstages: []", "x.load.yaml:1:20: There is no configuration key 'HeartbeatIntervall'; did you mean 'HeartbeatInterval'?")]
    [InlineData("fleet: {}\ntarget: { url: http://x }\nstages: []", "x.load.yaml:2:16: url is 'http://x', but must be ws://")]
    [InlineData("fleet: {}\ntarget: { security: { profile: 2 } }\nstages: []", "x.load.yaml:2:32: Security profiles 2 and 3 need a url with wss.")]
    [InlineData("fleet: {}\ntarget: { security: { key: \"${env:NOBODY_SETS_THIS}\" } }\nstages: []", "x.load.yaml:2:28: There is no environment variable NOBODY_SETS_THIS.")]
    [InlineData("fleet: {}\ntarget: { bind: 127.0.0.9-127.0.0.2 }\nstages: []", "x.load.yaml:2:17: bind must be addresses of this machine")]
    [InlineData("fleet: {}\nstages:\n  - ramp: { to: 2 }", "x.load.yaml:3:17: to must be a whole number from 0 to 1, but is '2'.")]
    [InlineData("fleet: {}\nstages:\n  - hold: { for: soon }", "x.load.yaml:3:18: for must be a duration")]
    [InlineData("fleet: {}\nstages:\n  - { hold: { for: 1s }, ramp: { to: 1 } }", "x.load.yaml:3:5: A stage is one of ramp, hold and event.")]
    [InlineData("fleet: {}\nstages:\n  - event: { blackuot: {} }", "x.load.yaml:3:14: event has no key 'blackuot'; did you mean 'blackout'?")]
    [InlineData("fleet: {}\nstages:\n  - event: { surge: { reconnectWithin: 1s } }", "x.load.yaml:3:23: surge has no key 'reconnectWithin'")]
    [InlineData("fleet: {}\nstages:\n  - hold: { for: 1s, session: { energyWh: { dist: gauss } } }", "x.load.yaml:3:51: dist is 'gauss', which is not known")]
    [InlineData("fleet: {}\nstages:\n  - hold: { for: 1s, session: { energyWh: { dist: normal, mean: 5 } } }", "x.load.yaml:3:43: The distribution normal needs sd.")]
    [InlineData("fleet: {}\nstages: [ { ramp: { to: 1 } } ]\nthresholds: { p95(StartTransacton): <1s }", "x.load.yaml:3:15: p95(StartTransacton): there is no action 'StartTransacton'; did you mean 'StartTransaction'?")]
    [InlineData("fleet: {}\nstages: [ { ramp: { to: 1 } } ]\nthresholds: { conectSuccess: \">9%\" }", "x.load.yaml:3:15: There is no measure 'conectSuccess'; did you mean 'connectSuccess'?")]
    [InlineData("fleet: {}\nstages: [ { ramp: { to: 1 } } ]\nthresholds: { timeouts: none }", "x.load.yaml:3:25: timeouts must be a comparison")]
    [InlineData("fleet: {}\nstages: [ { ramp: { to: 1 } } ]\nthresholds: { p95(all): \"<3%\" }", "x.load.yaml:3:25: p95(all) is compared with a duration")]
    public void What_is_wrong_is_told_with_its_place_and_what_was_meant(string yaml, string message) =>
        Should.Throw<DocumentException>(() => LoadReader.Read(yaml, "x.load.yaml")).Message.ShouldStartWith(message);

    [Theory]
    [InlineData("CP1:a", "x.load.yaml:1:45: ", "has no password of CP2, and there is no key for those without.")]
    [InlineData("CP1:a\nCP2", "keys.txt:2:1: ", "must be identity:password.")]
    [InlineData("CP1:a\nCP2:b\n\nCP1:c", "keys.txt:4:1: ", "has a second password of CP1.")]
    public void What_is_wrong_with_passwords_is_told_with_its_place_and_without_them(string keys, string place, string message)
    {
        using var files = new TempDirectory();
        File.WriteAllText(Path.Combine(files.FullName, "keys.txt"), keys);
        var file = Path.Combine(files.FullName, "x.load.yaml");
        File.WriteAllText(file, "target: { security: { profile: 1, keysFile: keys.txt } }\nfleet: { count: 2, id: \"CP{n}\" }\nstages: [ { ramp: { to: 2 } } ]");
        var error = Should.Throw<DocumentException>(() => LoadReader.ReadFile(file)).Message;
        error.ShouldContain(place);
        error.ShouldEndWith(message);

        // A key is that of all others.
        if (keys == "CP1:a")
        {
            LoadReader.ReadFile(file, new LoadOverrides { Password = new("for-all", "--password") }).Target.HasKeys.ShouldBeTrue();
        }
    }

    [Fact]
    public void A_file_of_passwords_may_come_from_an_option_and_is_shown_by_its_path()
    {
        using var files = new TempDirectory();
        var keys = Path.Combine(files.FullName, "keys.txt");
        File.WriteAllText(keys, "CP00001:secret");
        var origins = new SettingOrigins();
        var overrides = LoadOverrides.Read(option => option == "--passwords-file" ? keys : null, _ => null);
        LoadReader.Read("fleet: {}\nstages: [ { ramp: { to: 1 } } ]", "x.load.yaml", overrides, origins).Target.Keys!.Find("CP00001").ShouldBe("secret"u8.ToArray());
        origins.Settings.ShouldContain(("target.security.keysFile", keys, "--passwords-file"));
        Should.Throw<BadInputException>(() => LoadOverrides.Read(option => option == "--passwords-file" ? keys + ".gone" : null, _ => null)).Message.ShouldContain("--passwords-file is");
    }

    [Fact]
    public void A_share_of_the_fleet_is_as_good_as_a_number() =>
        ((RampStage)LoadReader.Read("fleet: { count: 30 }\nstages: [ { ramp: { to: 50% } } ]", "x").Stages[0]).To.ShouldBe(15);

    [Fact]
    public void An_option_beats_a_variable_which_beats_the_file_which_beats_what_is_built_in()
    {
        var overrides = LoadOverrides.Read(
            option => option == "--seed" ? "5" : null,
            variable => variable switch { "LOAD_SEED" => "6", "LOAD_URL" => "ws://there/ocpp", "LOAD_PASSWORD" => "secret", _ => null });
        var origins = new SettingOrigins();
        var profile = LoadReader.Read("seed: 7\ntimeScale: 8\nfleet: { count: 10 }\nstages: [ { ramp: { to: 10 } } ]", "x.load.yaml", overrides, origins);
        (profile.Seed, profile.TimeScale, profile.Target.Url.Host, profile.Target.ConnectRate).ShouldBe((5, 8.0, "there", 200.0));
        using var output = new StringWriter();
        origins.Write(output);
        string[] lines = [.. output.ToString().Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        lines.ShouldContain("seed 5 # --seed");
        lines.ShouldContain("timeScale 8 # x.load.yaml:2:12");
        lines.ShouldContain("target.url ws://there/ocpp # LOAD_URL");
        lines.ShouldContain("target.connectRate 200 # built-in");
        lines.ShouldContain("target.security.key *** # LOAD_PASSWORD");
    }

    [Fact]
    public void What_an_option_wins_over_needs_no_variable() =>
        LoadReader.Read("target: { security: { key: \"${env:NOBODY_SETS_THIS}\" } }\n" + Least, "x", new LoadOverrides { Password = new("secret", "--password") }).Target.Key.ShouldBe("secret");

    [Theory]
    [InlineData("--count", "0", "--count is '0', but must be a whole number from 1 to 1000000.")]
    [InlineData("--url", "http://x", "--url is 'http://x', but must be ws://")]
    [InlineData("--bind", "localhost", "--bind is 'localhost', but must be addresses")]
    public void An_option_that_cannot_be_used_is_named(string option, string text, string message) =>
        Should.Throw<BadInputException>(() => LoadOverrides.Read(name => name == option ? text : null, _ => null)).Message.ShouldStartWith(message);

    [Fact]
    public void Addresses_and_ranges_are_spread_out() =>
        SourceAddresses.TryParse("127.0.0.254-127.0.1.1, ::1")!.ShouldBe(new[] { "127.0.0.254", "127.0.0.255", "127.0.1.0", "127.0.1.1", "::1" }.Select(IPAddress.Parse));

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3.4-1.2.3.3")]
    [InlineData("::1-::5")]
    [InlineData("1.0.0.0-2.0.0.0")]
    [InlineData("1.2.3.4-1.2.3.5-1.2.3.6")]
    public void What_is_no_address_is_none(string text) => SourceAddresses.TryParse(text).ShouldBeNull();

    [Fact]
    public void IdTags_of_a_file_are_its_first_column()
    {
        using var files = new Support.TempDirectory();
        File.WriteAllText(Path.Combine(files.FullName, "tags.csv"), "idTag,owner\n# ours\nA1,one\n\n\"B2\";two\n");
        var yaml = "fleet: { tags: { file: tags.csv, pick: perChargePoint } }\nstages: [ { ramp: { to: 1 } } ]";
        var tags = LoadReader.Read(yaml, Path.Combine(files.FullName, "x.load.yaml")).Fleet.IdTags;
        tags.IdTags.ShouldBe(["A1", "B2"]);
        tags.Of(2, new(1)).ShouldBe("B2");
        tags.Of(3, new(1)).ShouldBe("A1");
    }

    [Fact]
    public void The_published_schema_is_the_one_the_code_makes() =>
        Repository.Read("ChargePointEmulator/load.schema.json").ReplaceLineEndings("\n").ShouldBe(LoadSchema.Write());

    [Fact]
    public void A_file_may_leave_out_nearly_everything() => LoadReader.Read(Least, "day.load.yaml").Name.ShouldBe("day");
}
