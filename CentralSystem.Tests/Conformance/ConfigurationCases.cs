using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Tests.Conformance;

/// <summary>Certification cases that an operator drives: configuration keys.</summary>
public sealed class ConfigurationCases
{
    /// <summary>The keys that every Charge Point has to have (OCPP 1.6 §9.1).</summary>
    private static readonly KeyValue[] RequiredKeys =
    [
        Key("AuthorizeRemoteTxRequests", "true"),
        Key("ClockAlignedDataInterval", "900"),
        Key("ConnectionTimeOut", "60"),
        Key("ConnectorPhaseRotation", "0.RST,1.RST,2.RTS"),
        Key("GetConfigurationMaxKeys", "50", isReadonly: true),
        Key("HeartbeatInterval", "300"),
        Key("LocalAuthorizeOffline", "true"),
        Key("LocalPreAuthorize", "false"),
        Key("MeterValuesAlignedData", "Energy.Active.Import.Register"),
        Key("MeterValueSampleInterval", "30"),
        Key("MeterValuesSampledData", "Energy.Active.Import.Register"),
        Key("NumberOfConnectors", "2", isReadonly: true),
        Key("ResetRetries", "3"),
        Key("StopTransactionOnEVSideDisconnect", "true"),
        Key("StopTransactionOnInvalidId", "true"),
        Key("StopTxnAlignedData", null),
        Key("StopTxnSampledData", null),
        Key("SupportedFeatureProfiles", "Core,FirmwareManagement", isReadonly: true),
        Key("TransactionMessageAttempts", "3"),
        Key("TransactionMessageRetryInterval", "60"),
        Key("UnlockConnectorOnEVSideDisconnect", "true"),
    ];

    [Fact, Trait("Case", "TC_019_1_CSMS"), Trait("Spec", "OCPP 1.6 §5.8, §9.1")]
    public async Task TC_019_1_all_keys_are_retrieved_and_kept()
    {
        await using var operated = await OperatedChargePoint.StartAsync();

        await operated.CommandAsync<GetConfigurationRequest, GetConfigurationResponse>("{}", new() { ConfigurationKey = RequiredKeys });

        (await KeysAsync(operated)).ShouldBe(
            RequiredKeys.OrderBy(k => k.Key, StringComparer.OrdinalIgnoreCase).Select(k => (k.Key, k.Value, (bool?)k.Readonly)));
    }

    [Fact, Trait("Case", "TC_019_2_CSMS"), Trait("Spec", "OCPP 1.6 §5.8")]
    public async Task TC_019_2_one_key_is_retrieved()
    {
        await using var operated = await OperatedChargePoint.StartAsync();

        await operated.CommandAsync<GetConfigurationRequest, GetConfigurationResponse>(
            """{"key":["SupportedFeatureProfiles"]}""", new() { ConfigurationKey = [Key("SupportedFeatureProfiles", "Core,Reservation", isReadonly: true)] });

        (await KeysAsync(operated)).ShouldBe([("SupportedFeatureProfiles", "Core,Reservation", true)]);
    }

    [Fact, Trait("Case", "TC_021_CSMS"), Trait("Spec", "OCPP 1.6 §5.3")]
    public async Task TC_021_accepted_change_is_kept()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await ChangeAsync(operated, "MeterValueSampleInterval", "60", ConfigurationStatus.Accepted);
        (await KeysAsync(operated)).ShouldBe([("MeterValueSampleInterval", "60", null)]);
    }

    [Fact, Trait("Case", "TC_040_1_CSMS"), Trait("Spec", "OCPP 1.6 §5.3")]
    public async Task TC_040_1_unknown_key_is_known_as_such()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await ChangeAsync(operated, "NobodyKnowsThisKey", "1", ConfigurationStatus.NotSupported);
        var key = (await operated.ListAsync("charge-points/CP001/configuration")).ShouldHaveSingleItem();
        (key.Text("key"), key.Text("value"), key.GetProperty("isUnknown").GetBoolean()).ShouldBe(("NobodyKnowsThisKey", null, true));
        await operated.ShouldStillBeServedAsync();
    }

    [Fact, Trait("Case", "TC_040_2_CSMS"), Trait("Spec", "OCPP 1.6 §5.3")]
    public async Task TC_040_2_invalid_value_is_sent_and_its_refusal_leaves_the_known_one()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await ChangeAsync(operated, "MeterValueSampleInterval", "60", ConfigurationStatus.Accepted);
        await ChangeAsync(operated, "MeterValueSampleInterval", "-1", ConfigurationStatus.Rejected);
        (await KeysAsync(operated)).ShouldBe([("MeterValueSampleInterval", "60", null)]);
        await operated.ShouldStillBeServedAsync();
    }

    private static KeyValue Key(string key, string? value, bool isReadonly = false) => new() { Key = key, Value = value, Readonly = isReadonly };

    private static Task ChangeAsync(OperatedChargePoint operated, string key, string value, ConfigurationStatus answer) =>
        operated.CommandAsync<ChangeConfigurationRequest, ChangeConfigurationResponse>($$"""{"key":"{{key}}","value":"{{value}}"}""", new() { Status = answer });

    private static async Task<IEnumerable<(string Key, string? Value, bool? Readonly)>> KeysAsync(OperatedChargePoint operated) =>
        (await operated.ListAsync("charge-points/CP001/configuration"))
            .Select(k => (k.Text("key")!, k.Text("value"), k.TryGetProperty("readonly", out var isReadonly) ? isReadonly.GetBoolean() : (bool?)null));
}
