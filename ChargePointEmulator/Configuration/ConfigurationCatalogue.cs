using System.Collections.Frozen;
using System.Globalization;
using ChargePointEmulator.Metering;
using ChargePointEmulator.Settings;
using static ChargePointEmulator.Configuration.ConfigurationKey;

namespace ChargePointEmulator.Configuration;

/// <summary>Every configuration key with its default: one immutable table for the whole fleet (chapter 9 with errata, whitepaper §7).</summary>
internal sealed class ConfigurationCatalogue
{
    private const string EnergyRegister = "Energy.Active.Import.Register";

    private readonly FrozenDictionary<string, ConfigurationKey> _byName;

    public ConfigurationCatalogue(EmulatorSettings settings)
    {
        IEnumerable<ConfigurationKey> keys = [.. Core(settings), .. OtherProfiles(settings.FeatureProfiles), .. Security(settings)];
        Keys = [.. keys.Select(key => settings.ConfigurationDefaults.TryGetValue(key.Name, out var value) ? key with { Default = value } : key)];
        Keys = [.. Keys.Select(key => int.TryParse(Keys.FirstOrDefault(each => each.Name == key.Name + "MaxLength")?.Default, CultureInfo.InvariantCulture, out var most)
            ? key with { IsAllowed = text => Items(text).Length <= most && key.IsAllowed(text) }
            : key)];
        _byName = Keys.ToFrozenDictionary(key => key.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>In the order a Central System gets them.</summary>
    public IReadOnlyList<ConfigurationKey> Keys { get; }

    public ConfigurationKey? Find(string name) => _byName.GetValueOrDefault(name);

    private static IEnumerable<ConfigurationKey> Core(EmulatorSettings settings) =>
    [
        Flag("AllowOfflineTxForUnknownId", false),
        Flag("AuthorizationCacheEnabled", true),
        Flag("AuthorizeRemoteTxRequests", true),
        Number("BlinkRepeat", 3),
        Number("ClockAlignedDataInterval", 0, most: 86_400),
        Number("ConnectionTimeOut", 60),
        List("ConnectorPhaseRotation", string.Join(',', Enumerable.Range(0, settings.Connectors + 1).Select(id => $"{id}.RST")), item => IsPhaseRotation(item, settings.Connectors)),
        Fixed("ConnectorPhaseRotationMaxLength", settings.Connectors + 1),
        Fixed("GetConfigurationMaxKeys", 100),
        Number("HeartbeatInterval", 300),
        Number("LightIntensity", 100, most: 100),
        Flag("LocalAuthorizeOffline", true),
        Flag("LocalPreAuthorize", false),
        Number("MaxEnergyOnInvalidId", 0),
        Number("MessageTimeout", 30, least: 1),
        List("MeterValuesAlignedData", EnergyRegister, MeterReadings.IsSupported),
        Fixed("MeterValuesAlignedDataMaxLength", 22),
        List("MeterValuesSampledData", EnergyRegister, MeterReadings.IsSupported),
        Fixed("MeterValuesSampledDataMaxLength", 22),
        Number("MeterValueSampleInterval", 60),
        Number("MinimumStatusDuration", 0),
        Fixed("NumberOfConnectors", settings.Connectors),
        Number("ResetRetries", 3),
        Fixed("StopTransactionMaxMeterValues", 500),
        Flag("StopTransactionOnEVSideDisconnect", true),
        Flag("StopTransactionOnInvalidId", true),
        List("StopTxnAlignedData", "", MeterReadings.IsSupported),
        Fixed("StopTxnAlignedDataMaxLength", 22),
        List("StopTxnSampledData", "", MeterReadings.IsSupported),
        Fixed("StopTxnSampledDataMaxLength", 22),
        Fixed("SupportedFeatureProfiles", string.Join(',', settings.FeatureProfiles)),
        Number("TransactionMessageAttempts", 3, least: 1),
        Number("TransactionMessageRetryInterval", 60),
        settings.FixedCable ? Fixed("UnlockConnectorOnEVSideDisconnect", "false") : Flag("UnlockConnectorOnEVSideDisconnect", true),
        Number("WebSocketPingInterval", 60) with { NeedsRestart = true },
    ];

    /// <summary>Keys of the profiles a charge point has; an absent key says that the feature is absent.</summary>
    private static IEnumerable<ConfigurationKey> OtherProfiles(IReadOnlyList<string> profiles) =>
    [
        .. profiles.Contains("LocalAuthListManagement") ? LocalAuthListManagement() : [],
        .. profiles.Contains("Reservation") ? [Fixed("ReserveConnectorZeroSupported", "true")] : Array.Empty<ConfigurationKey>(),
        .. profiles.Contains("SmartCharging") ? SmartCharging() : [],
        .. profiles.Contains("FirmwareManagement") ? [Fixed("SupportedFileTransferProtocols", "HTTP,HTTPS")] : Array.Empty<ConfigurationKey>(),
    ];

    private static IEnumerable<ConfigurationKey> LocalAuthListManagement() =>
    [
        Flag("LocalAuthListEnabled", true),
        Fixed("LocalAuthListMaxLength", 1000),
        Fixed("SendLocalListMaxLength", 100),
    ];

    private static IEnumerable<ConfigurationKey> SmartCharging() =>
    [
        Fixed("ChargeProfileMaxStackLevel", 8),
        Fixed("ChargingScheduleAllowedChargingRateUnit", "Current,Power"),
        Fixed("ChargingScheduleMaxPeriods", 48),
        Fixed("ConnectorSwitch3to1PhaseSupported", "false"),
        Fixed("MaxChargingProfilesInstalled", 30),
    ];

    private static IEnumerable<ConfigurationKey> Security(EmulatorSettings settings) =>
    [
        Fixed("AdditionalRootCertificateCheck", settings.AdditionalRootCheck ? "true" : "false"),
        new("AuthorizationKey", KeyAccess.WriteOnly, null, text => text.Length is >= 32 and <= 40 && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit)),
        Fixed("CertificateSignedMaxChainSize", 10_000),
        Fixed("CertificateStoreMaxLength", 10),
        new("CpoName", KeyAccess.ReadWrite, "", _ => true),
        Number("SecurityProfile", settings.SecurityProfile, most: 3),
    ];

    private static bool IsPhaseRotation(string item, int connectors) =>
        item.Split('.') is [var connector, var rotation] && int.TryParse(connector, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id <= connectors
            && rotation is "NotApplicable" or "Unknown" or "RST" or "RTS" or "SRT" or "STR" or "TRS" or "TSR";
}
