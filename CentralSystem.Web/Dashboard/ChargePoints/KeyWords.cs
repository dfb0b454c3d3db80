using System.Collections.Frozen;

namespace CentralSystem.Web.Dashboard.ChargePoints;

/// <summary>What the configuration keys of the specification mean, for people who never read it; with the unit of their values.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 chapter 9; whitepaper chapter 7.</remarks>
internal static class KeyWords
{
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["AdditionalRootCertificateCheck"] = "Whether a new root certificate of the central system must be signed by the one before.",
        ["AllowOfflineTxForUnknownId"] = "Whether idTags that it does not know may charge while it is offline.",
        ["AuthorizationCacheEnabled"] = "Whether it remembers which idTags were accepted.",
        ["AuthorizationKey"] = "Its password. It can be set and not read.",
        ["AuthorizeRemoteTxRequests"] = "Whether a start from afar is authorized first, like one at the charge point.",
        ["BlinkRepeat"] = "How many times its lamps blink when they signal something.",
        ["CertificateSignedMaxChainSize"] = "Longest certificate chain it takes, in bytes.",
        ["CertificateStoreMaxLength"] = "Most certificates it keeps.",
        ["ChargeProfileMaxStackLevel"] = "Highest stackLevel of a charging profile.",
        ["ChargingScheduleAllowedChargingRateUnit"] = "Units in which it takes limits: Current for A, Power for W.",
        ["ChargingScheduleMaxPeriods"] = "Most periods of a charging schedule.",
        ["ClockAlignedDataInterval"] = "Pause between meter values on the clock, in seconds from midnight; 0 for none.",
        ["ConnectionTimeOut"] = "How long it waits for the cable once somebody may charge, in seconds.",
        ["ConnectorPhaseRotation"] = "How the phases are wired at each connector.",
        ["ConnectorPhaseRotationMaxLength"] = "Most entries of ConnectorPhaseRotation.",
        ["ConnectorSwitch3to1PhaseSupported"] = "Whether it can change from three phases to one while it charges.",
        ["CpoName"] = "The operator's name in its certificate.",
        ["GetConfigurationMaxKeys"] = "Most keys that can be asked for at once.",
        ["HeartbeatInterval"] = "Silence before it sends a Heartbeat, in seconds.",
        ["LightIntensity"] = "Brightness of its lamps, in percent.",
        ["LocalAuthListEnabled"] = "Whether it uses its local list of idTags.",
        ["LocalAuthListMaxLength"] = "Most idTags in its local list.",
        ["LocalAuthorizeOffline"] = "Whether idTags of its list or memory may charge while it is offline.",
        ["LocalPreAuthorize"] = "Whether idTags of its list or memory may charge at once, before the central system has answered.",
        ["MaxChargingProfilesInstalled"] = "Most charging profiles it keeps.",
        ["MaxEnergyOnInvalidId"] = "Energy it still delivers once an idTag was refused, in Wh.",
        ["MessageTimeout"] = "How long it waits for an answer, in seconds.",
        ["MeterValueSampleInterval"] = "Pause between meter values of a transaction, in seconds; 0 for none.",
        ["MeterValuesAlignedData"] = "What it measures on the clock, parted by commas.",
        ["MeterValuesAlignedDataMaxLength"] = "Most entries of MeterValuesAlignedData.",
        ["MeterValuesSampledData"] = "What it measures during a transaction, parted by commas.",
        ["MeterValuesSampledDataMaxLength"] = "Most entries of MeterValuesSampledData.",
        ["MinimumStatusDuration"] = "How long a status has to last before it is told, in seconds.",
        ["NumberOfConnectors"] = "How many connectors it has.",
        ["ResetRetries"] = "How often it tries a reset again that failed.",
        ["ReserveConnectorZeroSupported"] = "Whether any one of its connectors can be reserved.",
        ["SecurityProfile"] = "How it secures its connection, 0 to 3; it can be raised only.",
        ["SendLocalListMaxLength"] = "Most idTags of one SendLocalList.",
        ["StopTransactionOnEVSideDisconnect"] = "Whether a transaction ends when the cable is pulled at the vehicle.",
        ["StopTransactionOnInvalidId"] = "Whether a transaction ends when its idTag turns out to be refused.",
        ["StopTxnAlignedData"] = "What of the values on the clock it tells again at the end of a transaction.",
        ["StopTxnAlignedDataMaxLength"] = "Most entries of StopTxnAlignedData.",
        ["StopTxnSampledData"] = "What of the values during a transaction it tells again at its end.",
        ["StopTxnSampledDataMaxLength"] = "Most entries of StopTxnSampledData.",
        ["SupportedFeatureProfiles"] = "Which parts of OCPP it has.",
        ["SupportedFeatureProfilesMaxLength"] = "Most entries of SupportedFeatureProfiles.",
        ["SupportedFileTransferProtocols"] = "How files can be sent to it and fetched from it.",
        ["TransactionMessageAttempts"] = "How often it sends a message of a transaction that is not accepted.",
        ["TransactionMessageRetryInterval"] = "Pause before it sends such a message again, in seconds; it grows with each attempt.",
        ["UnlockConnectorOnEVSideDisconnect"] = "Whether the cable comes free at the charge point, too, when it is pulled at the vehicle.",
        ["WebSocketPingInterval"] = "Pause between pings of its connection, in seconds; 0 for none.",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null for a key of a vendor.</summary>
    public static string? Of(string key) => Words.GetValueOrDefault(key);
}
