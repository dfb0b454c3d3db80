using System.Globalization;
using System.Text.RegularExpressions;
using ChargePointEmulator.Configuration;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Settings;
using ChargePointEmulator.Stations;

namespace ChargePointEmulator.Load;

/// <summary>Reads a load file, YAML or JSON.</summary>
/// <remarks>Errors: <see cref="DocumentException"/> with file, line, column and, for a key nobody knows, the nearest known one.</remarks>
internal sealed partial class LoadReader
{
    public const int MostChargePoints = 1_000_000;

    internal static readonly string[] Keys = ["$schema", "load", "description", "target", "fleet", "seed", "timeScale", "drain", "stages", "thresholds"];
    internal static readonly string[] TargetKeys = ["url", "security", "connectRate", "bind"];
    internal static readonly string[] SecurityKeys = ["profile", "key", "keysFile", "roots", "certificate", "insecure"];
    internal static readonly string[] FleetKeys = ["count", "id", "mix", "tags", "config", "bootOnReconnect", "restartTime"];
    internal static readonly string[] MixKeys = ["model", "weight"];
    internal static readonly string[] TagKeys = ["list", "file", "pick"];
    internal static readonly string[] RampKeys = ["to", "over", "curve", "within"];
    internal static readonly string[] HoldKeys = ["for", "sessionsPerHour", "session", "heartbeatEvery"];
    internal static readonly string[] SessionKeys = ["energyWh", "duration"];

    /// <summary>Keys of each event.</summary>
    internal static readonly IReadOnlyDictionary<EventKind, string[]> EventKeys = new Dictionary<EventKind, string[]>
    {
        [EventKind.Blackout] = ["percent", "for", "reconnectWithin", "within"],
        [EventKind.ReconnectStorm] = ["percent", "reconnectWithin", "within"],
        [EventKind.RollingRestart] = ["percent", "over", "within"],
        [EventKind.Surge] = ["percent", "over", "session", "for"],
        [EventKind.Idle] = ["for"],
    };

    /// <summary>Keys of each distribution.</summary>
    internal static readonly IReadOnlyDictionary<string, string[]> DistributionKeys = new Dictionary<string, string[]>
    {
        ["constant"] = ["dist", "value"],
        ["uniform"] = ["dist", "min", "max"],
        ["normal"] = ["dist", "mean", "sd", "min", "max"],
        ["exponential"] = ["dist", "mean", "min", "max"],
    };

    /// <summary>Longest wait after an event, where the file does not say.</summary>
    internal static readonly TimeSpan DefaultRecovery = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan DefaultWithin = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly LoadOverrides _overrides;
    private readonly SettingOrigins _origins;

    private LoadReader(string file, LoadOverrides overrides, SettingOrigins origins) => (_folder, _overrides, _origins) = (Path.GetDirectoryName(Path.GetFullPath(file))!, overrides, origins);

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="overrides">Values that win over those of the file.</param>
    /// <param name="origins">Told where each value came from.</param>
    public static LoadProfile ReadFile(string file, LoadOverrides? overrides = null, SettingOrigins? origins = null) =>
        new LoadReader(file, overrides ?? LoadOverrides.None, origins ?? new()).Read(DocumentReader.ReadFile(file), file);

    /// <summary>Reads a text.</summary>
    public static LoadProfile Read(string text, string file, LoadOverrides? overrides = null, SettingOrigins? origins = null) =>
        new LoadReader(file, overrides ?? LoadOverrides.None, origins ?? new()).Read(DocumentReader.Read(text, file), file);

    private LoadProfile Read(DocumentNode document, string file)
    {
        var map = document.AsMap("A load file");
        map.AllowOnly("A load file", Keys);
        var fleet = ReadFleet(map.Required("A load file", "fleet").AsMap("fleet"));
        var target = ReadTarget(map.Find("target")?.AsMap("target") ?? new DocumentMap(map.Place, []), fleet);
        var stages = map.Required("A load file", "stages").AsList("stages");
        return new LoadProfile
        {
            Name = map.OptionalText("load") ?? Path.GetFileName(file).Split('.')[0],
            File = file,
            Description = map.OptionalText("description") ?? "",
            Target = target,
            Fleet = fleet,
            Seed = Origin(map, "seed", "seed", _overrides.Seed, 1, node => (int)node.AsNumber("seed", int.MinValue, int.MaxValue)),
            TimeScale = Origin(map, "timeScale", "timeScale", null, 1, node => node.AsNumber("timeScale", 1, 100_000)),
            Drain = Origin(map, "drain", "drain", null, TimeSpan.FromSeconds(10), node => node.AsDuration("drain")),
            Stages = stages.Items.Count > 0 ? [.. stages.Items.Select((stage, index) => ReadStage(stage.AsMap("A stage"), index, fleet.Count))] : throw stages.Place.Error("A load file needs a stage."),
            Thresholds = [.. (map.Find("thresholds")?.AsMap("thresholds").Entries ?? []).Select(entry => Threshold.Read(entry.Key, entry.Value))],
        };
    }

    private LoadTarget ReadTarget(DocumentMap map, FleetPlan fleet)
    {
        map.AllowOnly("target", TargetKeys);
        var security = map.Find("security")?.AsMap("security") ?? new DocumentMap(map.Place, []);
        security.AllowOnly("security", SecurityKeys);
        var key = OriginOrNone(security, "key", "target.security.key", _overrides.Password, node => Text(node, "key"), isSecret: true);
        var keysFile = OriginOrNone(security, "keysFile", "target.security.keysFile", _overrides.PasswordsFile, node => ExistingFile(node, "keysFile"));
        var url = Origin(map, "url", "target.url", _overrides.Url, new Uri("ws://localhost:8080/ocpp"), node => ReadUrl(node));
        var target = new LoadTarget
        {
            Url = url,
            SecurityProfile = OriginOrNone(security, "profile", "target.security.profile", null, node => node.AsWord("profile", ["0", "1", "2", "3"])) is { } profile ? profile[0] - '0' : null,
            Key = key,
            Keys = keysFile is null ? null : PasswordFile.Read(keysFile),
            Roots = OriginOrNone(security, "roots", "target.security.roots", null, node => ReadRoots(node)),
            Certificate = OriginOrNone(security, "certificate", "target.security.certificate", null, node => InFolder(Text(node, "certificate"))),
            Insecure = Origin(security, "insecure", "target.security.insecure", _overrides.Insecure, false, node => node.AsFlag("insecure")),
            ConnectRate = Origin(map, "connectRate", "target.connectRate", _overrides.ConnectRate, 200, node => node.AsNumber("connectRate", 0.1, 100_000)),
            Bind = OriginOrNone(map, "bind", "target.bind", _overrides.Bind, node => SourceAddresses.TryParse(node.AsText("bind")) ?? throw node.Place.Error($"bind must be {SourceAddresses.Allowed}, but is {node.Kind}."),
                addresses => $"{addresses.Count} addresses from {addresses[0]}") ?? [],
        };
        if (target is { Keys: { } keys, Key: null } && Enumerable.Range(1, fleet.Count).Select(fleet.Identities.Identity).FirstOrDefault(identity => keys.Find(identity) is null) is { } without)
        {
            throw (security.Find("keysFile")?.Place ?? map.Place).Error($"{keysFile} has no password of {without}, and there is no key for those without.");
        }

        var place = security.Find("profile")?.Place ?? map.Place;
        return target switch
        {
            { SecurityProfile: 2 or 3, Url.Scheme: "ws" } => throw place.Error("Security profiles 2 and 3 need a url with wss."),
            { SecurityProfile: 1 or 2, HasKeys: false } => throw place.Error("Security profiles 1 and 2 need a key, or a keysFile."),
            { SecurityProfile: 3, Certificate: null } => throw place.Error("Security profile 3 needs a certificate."),
            { Certificate: { } file } when !EmulatorSettings.IsCertificate(file, fleet.Identities.Identity(1)) =>
                throw security.Find("certificate")!.Place.Error($"{file} is no PEM file with the certificate and the key of {fleet.Identities.Identity(1)}."),
            _ => target,
        };
    }

    private string ReadRoots(DocumentNode node)
    {
        var path = ExistingFile(node, "roots");
        return EmulatorSettings.ReadRoots(path) is { Count: > 0 } ? path : throw node.Place.Error($"{path} is no file with certificates in PEM.");
    }

    private FleetPlan ReadFleet(DocumentMap map)
    {
        map.AllowOnly("fleet", FleetKeys);
        var count = Origin(map, "count", "fleet.count", _overrides.Count, 1, node => node.AsCount("count", 1, MostChargePoints));
        var mix = ReadMix(map.Find("mix"));
        var catalogue = new ConfigurationCatalogue(mix[0].Station.Apply(new EmulatorSettings { Endpoint = new Uri("ws://localhost") }));
        return new FleetPlan
        {
            Count = count,
            Identities = Origin(map, "id", "fleet.id", null, IdentityPattern.TryParse("CP{n:00000}", count)!, node => IdentityPattern.TryParse(node.AsText("id"), count) ?? throw node.Place.Error($"id must be {IdentityPattern.Allowed}, but is {node.Kind}."), pattern => pattern.Identity(1)),
            Mix = mix,
            IdTags = ReadIdTags(map.Find("tags")),
            Configuration = map.Find("config") is { } config ? StationReader.ReadConfiguration(config.AsMap("config"), catalogue) : [],
            BootOnReconnect = Origin(map, "bootOnReconnect", "fleet.bootOnReconnect", null, true, node => node.AsFlag("bootOnReconnect")),
            RestartTime = Origin(map, "restartTime", "fleet.restartTime", null, TimeSpan.FromSeconds(5), node => node.AsDuration("restartTime")),
        };
    }

    private (StationTemplate Station, int Weight)[] ReadMix(DocumentNode? node)
    {
        if (node is null)
        {
            return [(StationReader.Find("ac-22-dual", default), 1)];
        }

        var list = node.AsList("mix");
        var mix = list.Items.Select(item =>
        {
            var entry = item.AsMap("An entry of mix");
            entry.AllowOnly("An entry of mix", MixKeys);
            var model = entry.Required("An entry of mix", "model");
            var name = model.AsText("model");
            return (StationReader.Find(Path.HasExtension(name) && !StationReader.BuiltIn.Contains(name) ? InFolder(name) : name, model.Place), entry.OptionalCount("weight", 1, 1_000_000) ?? 1);
        }).ToArray();
        return mix.Length > 0 ? mix : throw list.Place.Error("mix needs an entry.");
    }

    private IdTagPlan ReadIdTags(DocumentNode? node)
    {
        switch (node)
        {
            case null:
                return new IdTagPlan(["TAG00001"], IdTagPick.Random);
            case DocumentList plain:
                return new IdTagPlan(Checked(plain.Items, plain.Place), IdTagPick.Random);
        }

        var map = node.AsMap("tags");
        map.AllowOnly("tags", TagKeys);
        var pick = map.Find("pick")?.AsWord("pick", ["random", "perChargePoint"]) == "perChargePoint" ? IdTagPick.PerChargePoint : IdTagPick.Random;
        return (map.Find("list"), map.Find("file")) switch
        {
            ({ } list, null) => new IdTagPlan(Checked(list.AsList("list").Items, list.Place), pick),
            (null, { } file) => new IdTagPlan(FromFile(file), pick),
            _ => throw map.Place.Error("tags needs either list or file."),
        };

        static IReadOnlyList<string> Checked(IReadOnlyList<DocumentNode> items, DocumentPlace place) => items.Count == 0 ? throw place.Error("tags needs an idTag.")
            : [.. items.Select(item => item.AsText("An idTag") is { Length: > 0 and <= 20 } idTag ? idTag : throw item.Place.Error("An idTag has 1 to 20 characters."))];
    }

    /// <summary>idTags of a file: the first column, one a line; empty lines, comments and a heading are left out.</summary>
    private string[] FromFile(DocumentNode node)
    {
        var path = ExistingFile(node, "file");
        var idTags = File.ReadLines(path).Select((text, index) => (Text: text.Split(',', ';', '\t')[0].Trim().Trim('"'), Line: index + 1))
            .Where(line => line.Text.Length > 0 && line.Text[0] != '#' && !(line.Line == 1 && line.Text.Equals("idTag", StringComparison.OrdinalIgnoreCase)))
            .Select(line => line.Text.Length <= 20 ? line.Text : throw new DocumentPlace(path, line.Line, 1).Error("An idTag has 1 to 20 characters.")).ToArray();
        return idTags.Length > 0 ? idTags : throw node.Place.Error($"{path} has no idTag.");
    }

    private static Stage ReadStage(DocumentMap map, int index, int count)
    {
        map.AllowOnly("A stage", ["ramp", "hold", "event"]);
        if (map.Entries.Count != 1)
        {
            throw map.Place.Error("A stage is one of ramp, hold and event.");
        }

        var (word, value) = (map.Entries[0].Key.Text!, map.Entries[0].Value.AsMap(map.Entries[0].Key.Text!));
        var name = $"{index + 1} {word}";
        switch (word)
        {
            case "ramp":
                value.AllowOnly("ramp", RampKeys);
                var curve = value.Find("curve")?.AsWord("curve", ["linear", "easeIn", "easeOut"]);
                return new RampStage(
                    name,
                    ReadShare(value.Required("ramp", "to"), count),
                    value.Duration("over", TimeSpan.Zero),
                    curve switch { "easeIn" => RampCurve.EaseIn, "easeOut" => RampCurve.EaseOut, _ => RampCurve.Linear },
                    value.Duration("within", DefaultWithin));
            case "hold":
                value.AllowOnly("hold", HoldKeys);
                var every = value.OptionalDuration("heartbeatEvery");
                return new HoldStage(
                    name,
                    value.Required("hold", "for").AsDuration("for"),
                    value.OptionalNumber("sessionsPerHour", 0, 36_000) ?? 0,
                    ReadSession(value.Find("session")),
                    every is null || every >= TimeSpan.FromMilliseconds(10) ? every : throw value.Find("heartbeatEvery")!.Place.Error("heartbeatEvery must be at least 10ms."));
            default:
                return ReadEvent(value, index);
        }
    }

    /// <summary>Charge points as a number, or as a share of the fleet: the same file then serves fleets of any size.</summary>
    private static int ReadShare(DocumentNode node, int count) => node.AsText("to").Trim() is not [.. var digits, '%'] ? node.AsCount("to", 0, count)
        : double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var percent) && percent <= 100 ? (int)Math.Round(count * percent / 100)
        : throw node.Place.Error($"to must be a whole number from 0 to {count} or a share such as 50%, but is {node.Kind}.");

    private static EventStage ReadEvent(DocumentMap map, int index)
    {
        var kinds = EventKeys.Keys.ToDictionary(EventStage.WordOf);
        map.AllowOnly("event", [.. kinds.Keys]);
        if (map.Entries.Count != 1)
        {
            throw map.Place.Error($"event is one of {string.Join(", ", kinds.Keys)}.");
        }

        var word = map.Entries[0].Key.Text!;
        var value = map.Entries[0].Value.AsMap(word);
        value.AllowOnly(word, EventKeys[kinds[word]]);
        return new EventStage($"{index + 1} {word}", kinds[word])
        {
            Percent = value.OptionalNumber("percent", 0, 100) ?? 100,
            For = value.Duration("for", TimeSpan.Zero),
            Over = value.Duration("over", TimeSpan.Zero),
            ReconnectWithin = value.Duration("reconnectWithin", TimeSpan.Zero),
            Within = value.Duration("within", DefaultRecovery),
            Session = ReadSession(value.Find("session")),
        };
    }

    private static SessionShape ReadSession(DocumentNode? node)
    {
        if (node?.AsMap("session") is not { } map)
        {
            return SessionShape.Usual;
        }

        map.AllowOnly("session", SessionKeys);
        return map.Entries.Count == 0
            ? throw map.Place.Error("session needs energyWh or duration.")
            : new SessionShape(
                map.Find("energyWh") is { } energy ? ReadDistribution(energy, "energyWh", value => value.AsNumber("energyWh", 0, 1e9), 1e9) : null,
                map.Find("duration") is { } stays ? ReadDistribution(stays, "duration", value => value.AsDuration("duration").TotalSeconds, TimeSpan.FromDays(7).TotalSeconds) : null);
    }

    private static Distribution ReadDistribution(DocumentNode node, string what, Func<DocumentNode, double> read, double mostAllowed)
    {
        if (node is not DocumentMap map)
        {
            return Distribution.Constant(read(node));
        }

        var kind = map.Required(what, "dist").AsWord("dist", [.. DistributionKeys.Keys]);
        map.AllowOnly($"The distribution {kind}", DistributionKeys[kind]);
        var (least, most) = (Of("min") ?? 0, Of("max") ?? mostAllowed);
        if (most < least)
        {
            throw map.Place.Error($"{what}: max is below min.");
        }

        return kind switch
        {
            "constant" => Distribution.Constant(Needed("value")),
            "uniform" => Distribution.Uniform(Needed("min"), Needed("max")),
            "normal" => Distribution.Normal(Needed("mean"), Needed("sd"), least, most),
            _ => Distribution.Exponential(Needed("mean"), least, most),
        };

        double? Of(string key) => map.Find(key) is { } value ? read(value) : null;

        double Needed(string key) => read(map.Required($"The distribution {kind}", key));
    }

    private static Uri ReadUrl(DocumentNode node)
    {
        var text = Text(node, "url");
        return LoadOverrides.UrlOf(text) ?? throw node.Place.Error($"url is '{text}', but must be {LoadOverrides.AllowedUrl}.");
    }

    /// <summary>The value by the first that has one: an override, the file, or what is built in.</summary>
    private T Origin<T>(DocumentMap map, string key, string name, Override<T>? over, T whenAbsent, Func<DocumentNode, T> read, Func<T, string>? show = null)
    {
        // What an override wins over is not read: it may need a variable that is not there.
        var (value, origin) = over is not null ? (over.Value, over.Origin)
            : map.Find(key) is { } node ? (read(node), node.Place.ToString())
            : (whenAbsent, SettingOrigins.BuiltIn);
        _origins.Add(name, show?.Invoke(value) ?? SettingOrigins.Shown(value), origin);
        return value;
    }

    private T? OriginOrNone<T>(DocumentMap map, string key, string name, Override<T>? over, Func<DocumentNode, T> read, Func<T, string>? show = null, bool isSecret = false)
        where T : class =>
        Origin<T?>(map, key, name, over is null ? null : new Override<T?>(over.Value, over.Origin), null, read, value => value is null ? "" : isSecret ? SettingOrigins.Secret : show?.Invoke(value) ?? SettingOrigins.Shown(value));

    private string ExistingFile(DocumentNode node, string what)
    {
        var path = InFolder(Text(node, what));
        return File.Exists(path) ? path : throw node.Place.Error($"There is no file {path}.");
    }

    /// <summary>Files are looked for beside the load file.</summary>
    private string InFolder(string path) => Path.GetFullPath(path, _folder);

    /// <summary>A text in which <c>${env:NAME}</c> stands for a variable of the environment.</summary>
    private static string Text(DocumentNode node, string what) => Variable().Replace(
        node.AsText(what),
        match => Environment.GetEnvironmentVariable(match.Groups["name"].Value) ?? throw node.Place.Error($"There is no environment variable {match.Groups["name"].Value}."));

    [GeneratedRegex(@"\$\{env:(?<name>\w+)\}")]
    private static partial Regex Variable();
}
