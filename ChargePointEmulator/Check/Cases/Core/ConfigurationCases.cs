using ChargePointEmulator.Check.Wire;
using Ocpp.Messages;

namespace ChargePointEmulator.Check.Cases.Core;

/// <summary>Configuration keys.</summary>
[Cases("core")]
internal static class ConfigurationCases
{
    [Case("TC_019_1_CSMS", "Retrieve all keys", "OCPP 1.6 §5.8, §9.1", Drives = ["GetConfiguration"])]
    public static async Task RetrieveAll(CaseRun run)
    {
        var station = await run.BootedAsync();
        var call = await run.DriveAsync(station, "GetConfiguration", "{}", ObligingAnswers.Configuration);
        run.Require(call.As<GetConfigurationRequest>().Key is null or [], "OCPP 1.6 §5.8", $"GetConfiguration for all keys names some: {call.Payload}");
        await station.HeartbeatAsync();
    }

    [Case("TC_019_2_CSMS", "Retrieve one key", "OCPP 1.6 §5.8", Drives = ["GetConfiguration"])]
    public static async Task RetrieveOne(CaseRun run)
    {
        var station = await run.BootedAsync();
        var answer = new GetConfigurationResponse { ConfigurationKey = [new() { Key = "SupportedFeatureProfiles", Readonly = true, Value = "Core" }] };
        var get = await run.DriveAsync(station, new GetConfigurationRequest { Key = ["SupportedFeatureProfiles"] }, answer);
        run.Require(get.Key is ["SupportedFeatureProfiles"], "OCPP 1.6 §5.8", $"GetConfiguration asks for [{string.Join(", ", get.Key ?? [])}] instead of SupportedFeatureProfiles alone");
        await station.HeartbeatAsync();
    }

    [Case("TC_021_CSMS", "Change configuration", "OCPP 1.6 §5.3", Drives = ["ChangeConfiguration"])]
    public static Task Change(CaseRun run) => ChangeAsync(run, "MeterValueSampleInterval", "60", ConfigurationStatus.Accepted);

    [Case("TC_040_1_CSMS", "Unknown key", "OCPP 1.6 §5.3", Drives = ["ChangeConfiguration"])]
    public static Task UnknownKey(CaseRun run) => ChangeAsync(run, "NoSuchKey", "1", ConfigurationStatus.NotSupported);

    [Case("TC_040_2_CSMS", "Invalid value", "OCPP 1.6 §5.3", Drives = ["ChangeConfiguration"])]
    public static Task InvalidValue(CaseRun run) => ChangeAsync(run, "MeterValueSampleInterval", "-1", ConfigurationStatus.Rejected);

    private static async Task ChangeAsync(CaseRun run, string key, string value, ConfigurationStatus answer)
    {
        var station = await run.BootedAsync();
        var change = await run.DriveAsync(station, new ChangeConfigurationRequest { Key = key, Value = value }, new ChangeConfigurationResponse { Status = answer });
        run.Require(change.Key == key && change.Value == value, "OCPP 1.6 §5.3", $"ChangeConfiguration sets {change.Key} to '{change.Value}' instead of {key} to '{value}'");
        await station.HeartbeatAsync();
    }
}
