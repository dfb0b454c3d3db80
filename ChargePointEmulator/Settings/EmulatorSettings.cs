using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Metering;
using ChargePointEmulator.Quirks;
using ChargePointEmulator.State;
using ChargePointEmulator.Stations;

namespace ChargePointEmulator.Settings;

/// <summary>What the emulator was asked to do; docs/emulator.md describes each setting.</summary>
internal sealed record EmulatorSettings
{
    /// <summary>Endpoint of the Central System, without the identity.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Accept any certificate of the Central System.</summary>
    public bool Insecure { get; init; }

    /// <summary>Port for security profile 2, where it is not that of <see cref="Endpoint"/>.</summary>
    public int? TlsPort { get; init; }

    /// <summary>Port for security profile 3, where it is not that of profile 2.</summary>
    public int? ClientCertificatePort { get; init; }

    /// <summary>Security profile the charge points come with, 0 to 3.</summary>
    public int SecurityProfile { get; init; }

    /// <summary>Central System roots the charge points come with; none means those of the machine.</summary>
    public X509Certificate2Collection Roots { get; init; } = [];

    /// <summary>File with the certificate chain and the key of a charge point in PEM; <c>{id}</c> stands for its identity.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>A new Central System root must be signed by the one before (M05.FR.08 to 13).</summary>
    public bool AdditionalRootCheck { get; init; }

    /// <summary>Feature profiles the charge points have, as SupportedFeatureProfiles tells them.</summary>
    public IReadOnlyList<string> FeatureProfiles { get; init; } = AllFeatureProfiles;

    /// <summary>Folder for what outlives the process; null keeps nothing.</summary>
    public string? State { get; init; }

    public static IReadOnlyList<string> AllFeatureProfiles { get; } = ["Core", "FirmwareManagement", "LocalAuthListManagement", "Reservation", "SmartCharging", "RemoteTrigger"];

    /// <summary>Where a security profile connects to: profiles 2 and 3 by TLS, maybe at doors of their own.</summary>
    public Uri EndpointOf(int profile) => profile < 2 ? Endpoint
        : new UriBuilder(Endpoint) { Scheme = "wss", Port = (profile == 3 ? ClientCertificatePort : null) ?? TlsPort ?? Endpoint.Port }.Uri;

    /// <summary>How many charge points run in this process.</summary>
    public int ChargePoints { get; init; } = 1;

    public IdentityPattern Identities { get; init; } = IdentityPattern.TryParse("CP{n:00000}", 1)!;

    /// <summary>Password of Basic authentication as bytes; null sends no credentials.</summary>
    /// <remarks>An array, because null would become an empty ReadOnlyMemory, which is a password.</remarks>
    public byte[]? Password { get; init; }

    /// <summary>Passwords of single charge points; they stand above <see cref="Password"/>.</summary>
    public PasswordFile Passwords { get; init; } = PasswordFile.None;

    /// <summary>Addresses of this machine that connections come from; none leaves it to the system.</summary>
    public IReadOnlyList<IPAddress> SourceAddresses { get; init; } = [];

    /// <summary>Handshakes begun per second by the whole fleet.</summary>
    public double ConnectRatePerSecond { get; init; } = 200;

    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Send BootNotification on every connect, not only after a restart.</summary>
    public bool BootOnReconnect { get; init; } = true;

    /// <summary>From a hard reset to the next handshake.</summary>
    public TimeSpan RestartTime { get; init; } = TimeSpan.FromSeconds(5);

    public string Vendor { get; init; } = "CentralSystem";

    public string Model { get; init; } = "Emulator AC 22";

    public int Connectors { get; init; } = 2;

    public SupplyModel Supply { get; init; } = SupplyModel.ThreePhase32A;

    /// <summary>The cables are part of the charge point: nothing to unlock.</summary>
    public bool FixedCable { get; init; }

    /// <summary>Users come and charge on their own.</summary>
    public bool Sessions { get; init; } = true;

    /// <summary>Between two sessions of a charge point, on average.</summary>
    public TimeSpan SessionPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>From the start to the stop of a transaction, on average.</summary>
    public TimeSpan SessionLength { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From a remote start to the moment somebody plugs in; null when nobody does.</summary>
    public TimeSpan? PlugInDelay { get; init; } = TimeSpan.FromSeconds(2);

    public IReadOnlyList<string> IdTags { get; init; } = ["TAG00001"];

    /// <summary>Wait between the steps of a firmware update or an upload.</summary>
    public TimeSpan FileStepTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Every random choice follows from it and the number of the charge point.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Values of configuration keys as the station leaves the factory, over those of the catalogue.</summary>
    public IReadOnlyDictionary<string, string> ConfigurationDefaults { get; init; } = new Dictionary<string, string>();

    /// <summary>Make the habits of the station, once per charge point.</summary>
    public IReadOnlyList<Func<Quirk>> Quirks { get; init; } = [];

    /// <summary>Energy that flows counts so many times; clocks, samples and time-outs stay as they are.</summary>
    public double EnergyScale { get; init; } = 1;

    /// <summary>Port of the HTTP API; 0 leaves it out.</summary>
    public int ApiPort { get; init; }

    /// <summary>Address the HTTP API listens on.</summary>
    public string ApiAddress { get; init; } = "127.0.0.1";

    /// <summary>What callers of the HTTP API have to show; null asks for nothing.</summary>
    public string? ApiToken { get; init; }

    /// <summary>A person drives the charge point at a prompt; null leaves it to whether there is a terminal.</summary>
    public bool? Prompt { get; init; }

    /// <summary>Somebody may drive the charge points, or they have habits: their frames pass a line of their own.</summary>
    public bool HasLines => ApiPort > 0 || Prompt == true || Quirks.Count > 0;

    public bool LogPayload { get; init; }

    public bool LogLifecycle { get; init; } = true;

    /// <summary>Each setting with its value and where that came from. Errors: <see cref="SettingException"/>.</summary>
    public static SettingOrigins OriginsOf(IConfigurationRoot configuration)
    {
        var origins = new SettingOrigins();
        Read(configuration, origins);
        return origins;
    }

    /// <summary>Reads all settings. Errors: <see cref="SettingException"/>.</summary>
    public static EmulatorSettings Read(IConfigurationRoot configuration, SettingOrigins? origins = null)
    {
        var read = new SettingsReader(configuration, origins);
        var station = read.OptionalText("Station", "CP_STATION");
        var chargePoints = read.Number("ChargePoints", "CONCURRENCY_LEVEL", 1, 1, 1_000_000);
        var endpoint = ReadEndpoint(read);
        var identities = read.ReadObject("IdPattern", "CP_ID_PATTERN", "CP{n:00000}", IdentityPattern.Allowed, text => IdentityPattern.TryParse(text, chargePoints));
        var certificateFile = read.OptionalText("CertificateFile", "CP_CERTIFICATE_FILE") is null ? null
            : read.ReadObject("CertificateFile", "CP_CERTIFICATE_FILE", "", "a PEM file with a certificate and its key", text => IsCertificate(text, identities.Identity(1)) ? text : null);
        var hasPassword = read.OptionalText("Password", "CP_PASSWORD") is not null || read.OptionalText("PasswordsFile", "CP_PASSWORDS_FILE") is not null;
        var usualProfile = certificateFile is not null ? 3 : endpoint.Scheme == "wss" ? 2 : hasPassword ? 1 : 0;
        var settings = new EmulatorSettings
        {
            Endpoint = endpoint,
            TlsPort = read.OptionalNumber("TlsPort", "CS_TLS_PORT", 1, 65_535),
            ClientCertificatePort = read.OptionalNumber("ClientCertificatePort", "CS_CLIENT_CERTIFICATE_PORT", 1, 65_535),
            SecurityProfile = read.Number("SecurityProfile", "CP_SECURITY_PROFILE", usualProfile, 0, 3),
            Roots = read.ReadObject("RootsFile", "CS_ROOTS_FILE", "", "a file with certificates in PEM", ReadRoots),
            CertificateFile = certificateFile,
            AdditionalRootCheck = read.Switch("AdditionalRootCheck", "CP_ADDITIONAL_ROOT_CHECK", false),
            FeatureProfiles = read.ReadObject("FeatureProfiles", "CP_FEATURE_PROFILES", string.Join(',', AllFeatureProfiles), $"Core and any of {string.Join(", ", AllFeatureProfiles)}", ReadFeatureProfiles),
            State = ReadState(read, "CS_STATE") ?? ReadState(read, "state"),
            Insecure = read.Switch("Insecure", "CS_INSECURE", false),
            ChargePoints = chargePoints,
            Identities = identities,
            Password = read.OptionalText("Password", "CP_PASSWORD") is { } password ? PasswordBytes(password) : null,
            Passwords = read.OptionalText("PasswordsFile", "CP_PASSWORDS_FILE") is { } passwords ? ReadPasswords(passwords) : PasswordFile.None,
            ConnectRatePerSecond = read.Decimal("ConnectRate", "CP_CONNECT_RATE", 200, 0.1, 100_000),
            SourceAddresses = read.OptionalText("Bind", "CP_BIND") is null ? [] : read.ReadObject("Bind", "CP_BIND", "", Settings.SourceAddresses.Allowed, Settings.SourceAddresses.TryParse),
            BootOnReconnect = read.Switch("BootOnReconnect", "CP_BOOT_ON_RECONNECT", true),
            RestartTime = read.Duration("RestartTime", "CP_RESTART_TIME", TimeSpan.FromSeconds(5), TimeSpan.FromHours(1)),
            Vendor = read.ReadObject("Vendor", "CP_VENDOR", "CentralSystem", "1 to 20 characters", text => text.Length is > 0 and <= 20 ? text : null),
            Model = read.ReadObject("Model", "CP_MODEL", "Emulator AC 22", "1 to 20 characters", text => text.Length is > 0 and <= 20 ? text : null),
            Connectors = read.Number("Connectors", "CP_CONNECTORS", 2, 1, 64),
            FixedCable = read.Switch("FixedCable", "CP_FIXED_CABLE", false),
            Sessions = read.Switch("Sessions", "CP_SESSIONS", true),
            SessionPause = read.Duration("SessionPause", "CP_SESSION_PAUSE", TimeSpan.FromSeconds(60), TimeSpan.FromDays(7)),
            SessionLength = read.Duration("SessionLength", "CP_SESSION_LENGTH", TimeSpan.FromMinutes(5), TimeSpan.FromDays(7)),
            PlugInDelay = read.Duration("PlugInDelay", "CP_PLUG_IN_DELAY", TimeSpan.FromSeconds(2), TimeSpan.FromHours(1)),
            IdTags = read.ReadObject("IdTags", "CP_ID_TAG", "TAG00001", "one or more idTags of 1 to 20 characters, separated by commas", ReadIdTags),
            FileStepTime = read.Duration("FileStepTime", "CP_FILE_STEP_TIME", TimeSpan.FromSeconds(2), TimeSpan.FromHours(1)),
            Seed = read.Number("Seed", "CP_SEED", 1, int.MinValue, int.MaxValue),
            LogPayload = read.Switch("LogPayload", "LOG_PAYLOAD", false),
            LogLifecycle = read.Switch("LogLifecycle", "LOG_LIFECYCLE", true),
            ApiPort = read.Number("ApiPort", "CP_API_PORT", 0, 0, 65_535),
            ApiAddress = read.ReadObject("ApiAddress", "CP_API_ADDRESS", "127.0.0.1", "an IP address", text => IPAddress.TryParse(text, out _) ? text : null),
            ApiToken = read.OptionalText("ApiToken", "CP_API_TOKEN"),
            Prompt = read.ReadObject("Repl", "CP_REPL", "auto", "auto, on or off", text => text is "auto" or "on" or "off" ? text : null) switch { "on" => true, "off" => false, _ => null },
        };
        read.RefuseUnknown();
        return WithStation(Checked(settings), station);
    }

    /// <summary>Whoever reaches the API owns the fleet: beyond this machine only with a token.</summary>
    private static EmulatorSettings Checked(EmulatorSettings settings) =>
        settings.ApiPort > 0 && settings.ApiToken is null && !IPAddress.IsLoopback(IPAddress.Parse(settings.ApiAddress))
            ? throw new SettingException("CP_API_TOKEN", "", $"set, because the API listens on {settings.ApiAddress} (CP_API_ADDRESS)")
            : settings.Prompt == true && settings.ChargePoints > 1
                ? throw new SettingException("CP_REPL", "on", "off or auto with more than one charge point; the HTTP API drives a fleet (CP_API_PORT)")
                : settings;

    /// <summary>A station template stands above vendor, model, connectors and cable.</summary>
    private static EmulatorSettings WithStation(EmulatorSettings settings, string? station)
    {
        try
        {
            return station is null ? settings : StationReader.Find(station, new DocumentPlace("CP_STATION", 1, 1)).Apply(settings);
        }
        catch (DocumentException e)
        {
            throw new SettingException("CP_STATION", station!, $"a station template ({e.Message})");
        }
    }

    private static PasswordFile ReadPasswords(string file)
    {
        try
        {
            return PasswordFile.Read(file);
        }
        catch (DocumentException e)
        {
            throw new SettingException("CP_PASSWORDS_FILE", file, $"a file with lines such as CP00001:password ({e.Message.TrimEnd('.')})");
        }
    }

    /// <summary>A folder is looked at before anything starts, so that a bad one is one line and not a failing host.</summary>
    private static string? ReadState(SettingsReader read, string alias) => read.OptionalText("State", alias) is null ? null
        : read.ReadObject("State", alias, "", "a folder that this process, and no other one, can write", text => StateStore.IsUsable(text) ? text : null);

    internal static bool IsCertificate(string pattern, string identity)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(pattern.Replace("{id}", identity, StringComparison.Ordinal));
            return certificate.HasPrivateKey;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }

    internal static X509Certificate2Collection? ReadRoots(string path)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            if (path.Length > 0)
            {
                roots.ImportFromPemFile(path);
            }

            return path.Length == 0 || roots.Count > 0 ? roots : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return null;
        }
    }

    private static string[]? ReadFeatureProfiles(string text)
    {
        var profiles = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return profiles.Contains("Core") && profiles.All(AllFeatureProfiles.Contains) ? profiles : null;
    }

    private static Uri ReadEndpoint(SettingsReader read)
    {
        var protocol = read.ReadObject("Protocol", "CS_PROTOCOL", "ws", "ws or wss", text => text is "ws" or "wss" ? text : null);
        var host = read.ReadObject("Host", "CS_HOST", "localhost", "a host name or an address", text => Uri.CheckHostName(text) != UriHostNameType.Unknown ? text : null);
        var port = read.Number("Port", "CS_PORT", 8080, 1, 65_535);
        var path = read.ReadObject("Path", "CS_PATH", "/ocpp", "a path such as /ocpp", text => text.Contains('?', StringComparison.Ordinal) || text.Contains('#', StringComparison.Ordinal) ? null : text.Trim('/'));
        return new UriBuilder(protocol, host, port, path).Uri;
    }

    /// <summary>32 to 40 hex digits are an AuthorizationKey and stand for its bytes (OCPP-J §6.2.2); anything else is the text itself.</summary>
    internal static byte[] PasswordBytes(string password) =>
        password.Length is >= 32 and <= 40 && password.Length % 2 == 0 && password.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(password)
            : Encoding.UTF8.GetBytes(password);

    private static string[]? ReadIdTags(string text)
    {
        var idTags = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return idTags.Length > 0 && idTags.All(idTag => idTag.Length <= 20) ? idTags : null;
    }
}

internal static class SettingsFeature
{
    extension(IHostApplicationBuilder builder)
    {
        /// <summary>Reads the settings once, before anything starts.</summary>
        public EmulatorSettings AddEmulatorSettings()
        {
            var settings = EmulatorSettings.Read((IConfigurationRoot)builder.Configuration);
            settings = settings with { Prompt = settings.Prompt ?? (settings.ChargePoints == 1 && !Console.IsInputRedirected && !Console.IsOutputRedirected) };
            builder.Services.AddSingleton(settings);
            return settings;
        }
    }
}
