using System.Text.Json.Nodes;
using ChargePointEmulator.Configuration;
using ChargePointEmulator.Settings;

namespace CentralSystem.Tests.Emulator;

/// <summary>The configuration keys of chapter 9 with the errata, and of the whitepaper.</summary>
public class ConfigurationKeyTests
{
    private const string Measurands = "Energy.Active.Import.Register";
    private const string Profiles = "Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger";

    /// <summary>Key, accessibility, default, a value it takes, and values it refuses; <c>R</c> refuses everything.</summary>
    private static readonly (string Key, string Access, string? Default, string Good, string[] Bad)[] Table =
    [
        ("AllowOfflineTxForUnknownId", "RW", "false", "true", ["", "1", "ja"]),
        ("AuthorizationCacheEnabled", "RW", "true", "false", ["0"]),
        ("AuthorizeRemoteTxRequests", "RW", "true", "false", ["0"]),
        ("BlinkRepeat", "RW", "3", "5", ["-1", "x", "1.5"]),
        ("ClockAlignedDataInterval", "RW", "0", "900", ["-1", "86401"]),
        ("ConnectionTimeOut", "RW", "60", "30", ["-1", ""]),
        ("ConnectorPhaseRotation", "RW", "0.RST,1.RST,2.RST", "0.RTS,1.Unknown,2.NotApplicable", ["RST", "0.XYZ", "0.RST,1.RST,2.RST,3.RST"]),
        ("ConnectorPhaseRotationMaxLength", "R", "3", "3", []),
        ("GetConfigurationMaxKeys", "R", "100", "10", []),
        ("HeartbeatInterval", "RW", "300", "60", ["-1"]),
        ("LightIntensity", "RW", "100", "50", ["-1", "101"]),
        ("LocalAuthorizeOffline", "RW", "true", "false", ["0"]),
        ("LocalPreAuthorize", "RW", "false", "true", ["0"]),
        ("MaxEnergyOnInvalidId", "RW", "0", "1000", ["-1"]),
        ("MessageTimeout", "RW", "30", "10", ["0", "-1"]),
        ("MeterValuesAlignedData", "RW", Measurands, "Voltage,Power.Active.Import.L2", ["RPM", "Voltage,Nonsense"]),
        ("MeterValuesAlignedDataMaxLength", "R", "22", "1", []),
        ("MeterValuesSampledData", "RW", Measurands, "Power.Reactive.Import,Energy.Reactive.Import.Register,Energy.Active.Import.Interval", ["Voltage.L4"]),
        ("MeterValuesSampledDataMaxLength", "R", "22", "1", []),
        ("MeterValueSampleInterval", "RW", "60", "0", ["-1", "often"]),
        ("MinimumStatusDuration", "RW", "0", "5", ["-1"]),
        ("NumberOfConnectors", "R", "2", "3", []),
        ("ResetRetries", "RW", "3", "1", ["-1"]),
        ("StopTransactionMaxMeterValues", "R", "500", "10", []),
        ("StopTransactionOnEVSideDisconnect", "RW", "true", "false", ["0"]),
        ("StopTransactionOnInvalidId", "RW", "true", "false", ["0"]),
        ("StopTxnAlignedData", "RW", "", Measurands, ["RPM"]),
        ("StopTxnAlignedDataMaxLength", "R", "22", "1", []),
        ("StopTxnSampledData", "RW", "", Measurands, ["RPM"]),
        ("StopTxnSampledDataMaxLength", "R", "22", "1", []),
        ("SupportedFeatureProfiles", "R", Profiles, "Core", []),
        ("TransactionMessageAttempts", "RW", "3", "5", ["0", "-1"]),
        ("TransactionMessageRetryInterval", "RW", "60", "0", ["-1"]),
        ("UnlockConnectorOnEVSideDisconnect", "RW", "true", "false", ["0"]),
        ("WebSocketPingInterval", "RW, reboot", "60", "0", ["-1"]),
        ("LocalAuthListEnabled", "RW", "true", "false", ["0"]),
        ("LocalAuthListMaxLength", "R", "1000", "1", []),
        ("SendLocalListMaxLength", "R", "100", "1", []),
        ("ReserveConnectorZeroSupported", "R", "true", "false", []),
        ("ChargeProfileMaxStackLevel", "R", "8", "1", []),
        ("ChargingScheduleAllowedChargingRateUnit", "R", "Current,Power", "Current", []),
        ("ChargingScheduleMaxPeriods", "R", "48", "1", []),
        ("ConnectorSwitch3to1PhaseSupported", "R", "false", "true", []),
        ("MaxChargingProfilesInstalled", "R", "30", "1", []),
        ("SupportedFileTransferProtocols", "R", "HTTP,HTTPS", "FTP", []),
        ("AdditionalRootCertificateCheck", "R", "false", "true", []),
        ("AuthorizationKey", "W", null, "000102030405060708090A0B0C0D0E0F", ["", "00", "0001", "000102030405060708090A0B0C0D0E0G", "000102030405060708090A0B0C0D0E0F0"]),
        ("CertificateSignedMaxChainSize", "R", "10000", "1", []),
        ("CertificateStoreMaxLength", "R", "10", "1", []),
        ("CpoName", "RW", "", "Operator", []),
        ("SecurityProfile", "RW", "0", "1", ["0", "4", "-1"]),
    ];

    [Fact]
    public async Task Every_key_has_its_accessibility_its_default_and_its_range()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        var all = (await connection.CallAsync("GetConfiguration"))[2]!["configurationKey"]!.AsArray();
        all.Select(key => (string)key!["key"]!).ShouldBe(Table.Select(row => row.Key), ignoreOrder: true);
        foreach (var (key, access, usual, good, bad) in Table)
        {
            var told = all.Single(each => (string)each!["key"]! == key)!;
            ((bool)told["readonly"]!).ShouldBe(access == "R", key);
            ((string?)told["value"]).ShouldBe(usual, key);
            foreach (var value in access == "R" ? [good] : bad)
            {
                (await ChangeAsync(key, value)).ShouldBe("Rejected", $"{key} = {value}");
            }

            var after = (await connection.CallAsync("GetConfiguration", $$"""{"key":["{{key}}"]}"""))[2]!["configurationKey"]![0]!;
            ((string?)after["value"]).ShouldBe(usual, $"{key} is as it was");
        }

        // The profile needs a password, and both end the connection.
        foreach (var (key, access, _, good, _) in Table.Where(row => row.Access != "R" && row.Key is not ("SecurityProfile" or "AuthorizationKey")))
        {
            (await ChangeAsync(key, good)).ShouldBe(access == "RW, reboot" ? "RebootRequired" : "Accepted", key);
        }

        async Task<string> ChangeAsync(string key, string value) =>
            await connection.StatusOfAsync("ChangeConfiguration", new JsonObject { ["key"] = key, ["value"] = value }.ToJsonString());
    }

    [Fact, Trait("Spec", "OCPP 1.6 §5.3")]
    public void A_list_takes_as_many_items_as_its_MaxLength_says_and_phase_rotations_of_connectors_that_exist()
    {
        var catalogue = new ConfigurationCatalogue(new EmulatorSettings
        {
            Endpoint = new Uri("ws://localhost"),
            Connectors = 2,
            ConfigurationDefaults = new Dictionary<string, string> { ["MeterValuesSampledDataMaxLength"] = "2", ["StopTxnSampledDataMaxLength"] = "24" },
        });
        var sampled = catalogue.Find("MeterValuesSampledData")!;
        sampled.IsAllowed("Voltage,Current.Import").ShouldBeTrue();
        sampled.IsAllowed("Voltage,Current.Import,Power.Active.Import").ShouldBeFalse();
        catalogue.Find("StopTxnSampledData")!.IsAllowed(string.Join(',', Enumerable.Repeat("SoC", 24))).ShouldBeTrue();
        var rotation = catalogue.Find("ConnectorPhaseRotation")!;
        rotation.IsAllowed("0.RST,1.RTS,2.Unknown").ShouldBeTrue();
        foreach (var bad in new[] { "3.RST", "99.RST", "-1.RST", "0.RST,1.RST,2.RST,2.RST" })
        {
            rotation.IsAllowed(bad).ShouldBeFalse(bad);
        }
    }

    [Fact]
    public void A_fixed_cable_and_absent_feature_profiles_show_in_the_keys()
    {
        var catalogue = new ConfigurationCatalogue(new EmulatorSettings { Endpoint = new Uri("ws://localhost"), FixedCable = true, FeatureProfiles = ["Core", "Reservation"] });
        catalogue.Find("UnlockConnectorOnEVSideDisconnect")!.Access.ShouldBe(KeyAccess.ReadOnly);
        catalogue.Find("UnlockConnectorOnEVSideDisconnect")!.Default.ShouldBe("false");
        catalogue.Find("ReserveConnectorZeroSupported").ShouldNotBeNull();
        foreach (var absent in new[] { "LocalAuthListEnabled", "ChargeProfileMaxStackLevel", "SupportedFileTransferProtocols" })
        {
            catalogue.Find(absent).ShouldBeNull();
        }
    }
}
