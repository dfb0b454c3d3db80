namespace ChargePointEmulator.Check.Wire;

/// <summary>What a charge point answers to CALLs that no case is about: it says yes to what changes nothing, and no to the rest.</summary>
internal static class ObligingAnswers
{
    /// <summary>The keys that every charge point has to have (OCPP 1.6 §9.1), with likely values.</summary>
    public const string Configuration = """
        {"configurationKey":[
        {"key":"AuthorizeRemoteTxRequests","readonly":false,"value":"true"},
        {"key":"ClockAlignedDataInterval","readonly":false,"value":"0"},
        {"key":"ConnectionTimeOut","readonly":false,"value":"60"},
        {"key":"ConnectorPhaseRotation","readonly":false,"value":"0.RST,1.RST,2.RST"},
        {"key":"GetConfigurationMaxKeys","readonly":true,"value":"50"},
        {"key":"HeartbeatInterval","readonly":false,"value":"300"},
        {"key":"LocalAuthorizeOffline","readonly":false,"value":"true"},
        {"key":"LocalPreAuthorize","readonly":false,"value":"false"},
        {"key":"MeterValuesAlignedData","readonly":false,"value":"Energy.Active.Import.Register"},
        {"key":"MeterValuesSampledData","readonly":false,"value":"Energy.Active.Import.Register"},
        {"key":"MeterValueSampleInterval","readonly":false,"value":"0"},
        {"key":"NumberOfConnectors","readonly":true,"value":"2"},
        {"key":"ResetRetries","readonly":false,"value":"3"},
        {"key":"StopTransactionOnEVSideDisconnect","readonly":false,"value":"true"},
        {"key":"StopTransactionOnInvalidId","readonly":false,"value":"true"},
        {"key":"StopTxnAlignedData","readonly":false,"value":""},
        {"key":"StopTxnSampledData","readonly":false,"value":""},
        {"key":"SupportedFeatureProfiles","readonly":true,"value":"Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger"},
        {"key":"TransactionMessageAttempts","readonly":false,"value":"3"},
        {"key":"TransactionMessageRetryInterval","readonly":false,"value":"60"},
        {"key":"UnlockConnectorOnEVSideDisconnect","readonly":false,"value":"true"}]}
        """;

    public static string To(ReceivedCall call) => call.Action switch
    {
        "GetConfiguration" => Configuration,
        "ChangeConfiguration" or "ClearCache" or "ChangeAvailability" or "SendLocalList" or "SetChargingProfile" => """{"status":"Accepted"}""",
        "ClearChargingProfile" => """{"status":"Unknown"}""",
        "GetLocalListVersion" => """{"listVersion":0}""",
        "GetInstalledCertificateIds" or "DeleteCertificate" => """{"status":"NotFound"}""",
        "UnlockConnector" => """{"status":"NotSupported"}""",
        "DataTransfer" => """{"status":"UnknownVendorId"}""",
        "UpdateFirmware" or "GetDiagnostics" => "{}",
        _ => """{"status":"Rejected"}""",
    };
}
