using System.Collections.Frozen;
using System.Globalization;

namespace CentralSystem.Web.Configuration;

/// <summary>What values the keys of the specification can have, as far as it says so (OCPP 1.6 chapter 9, whitepaper chapter 7).</summary>
internal static class KeyRules
{
    public const int MaxKeyLength = 50;
    public const int MaxValueLength = 500;

    private static readonly FrozenSet<string> Booleans = Set(
        "AllowOfflineTxForUnknownId", "AuthorizationCacheEnabled", "AuthorizeRemoteTxRequests", "LocalAuthorizeOffline", "LocalPreAuthorize",
        "StopTransactionOnEVSideDisconnect", "StopTransactionOnInvalidId", "UnlockConnectorOnEVSideDisconnect", "LocalAuthListEnabled");

    private static readonly FrozenSet<string> Numbers = Set(
        "BlinkRepeat", "ClockAlignedDataInterval", "ConnectionTimeOut", "HeartbeatInterval", "LightIntensity", "MaxEnergyOnInvalidId", "MessageTimeout",
        "MeterValueSampleInterval", "MinimumStatusDuration", "ResetRetries", "TransactionMessageAttempts", "TransactionMessageRetryInterval", "WebSocketPingInterval",
        "SecurityProfile");

    private static readonly FrozenSet<string> Lists = Set(
        "ConnectorPhaseRotation", "MeterValuesAlignedData", "MeterValuesSampledData", "StopTxnAlignedData", "StopTxnSampledData");

    private static readonly FrozenSet<string> ReadOnly = Set(
        "ConnectorPhaseRotationMaxLength", "GetConfigurationMaxKeys", "MeterValuesAlignedDataMaxLength", "MeterValuesSampledDataMaxLength", "NumberOfConnectors",
        "StopTxnAlignedDataMaxLength", "StopTxnSampledDataMaxLength", "SupportedFeatureProfiles", "SupportedFeatureProfilesMaxLength",
        "LocalAuthListMaxLength", "SendLocalListMaxLength", "ReserveConnectorZeroSupported", "ChargeProfileMaxStackLevel", "ChargingScheduleAllowedChargingRateUnit",
        "ChargingScheduleMaxPeriods", "ConnectorSwitch3to1PhaseSupported", "MaxChargingProfilesInstalled", "SupportedFileTransferProtocols",
        "AdditionalRootCertificateCheck", "CertificateSignedMaxChainSize", "CertificateStoreMaxLength");

    /// <summary>Keys a Charge Point may have, for those that do not tell all of them by themselves.</summary>
    public static IEnumerable<string> Standard => [.. Booleans, .. Numbers, .. Lists, .. ReadOnly, "CpoName"];

    /// <summary>Why a value cannot be wanted; null when it can. Keys of vendors take any text.</summary>
    public static string? ProblemOf(string key, string? value)
    {
        if (key.Length is 0 or > MaxKeyLength || value is null || value.Length > MaxValueLength || key.Any(char.IsControl) || value.Any(char.IsControl))
        {
            return $"must be a key of 1 to {MaxKeyLength} printable characters with a value of at most {MaxValueLength}";
        }

        if (KnownKeys.IsSecret(key))
        {
            return "is a secret, and every charge point needs its own: give it a new one with POST /api/v1/charge-points/{id}/password";
        }

        return ReadOnly.Contains(key) ? "is read-only in every charge point (OCPP 1.6 chapter 9)"
            : Booleans.Contains(key) && value is not ("true" or "false") ? "must be true or false"
            : Numbers.Contains(key) && !(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 0) ? "must be a whole number of at least 0"
            : null;
    }

    /// <summary>Whether two values mean the same: Charge Points differ in the case of booleans and in blanks between list entries.</summary>
    public static bool AreEqual(string key, string wanted, string? actual) =>
        actual is not null && (wanted == actual
            || (Booleans.Contains(key) && wanted.Equals(actual, StringComparison.OrdinalIgnoreCase))
            || (Lists.Contains(key) && wanted.Replace(" ", "", StringComparison.Ordinal) == actual.Replace(" ", "", StringComparison.Ordinal)));

    private static FrozenSet<string> Set(params string[] keys) => keys.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
