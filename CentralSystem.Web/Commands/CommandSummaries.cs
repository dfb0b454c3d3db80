namespace CentralSystem.Web.Commands;

/// <summary>What each operation does, in one line for the API's description.</summary>
internal static class CommandSummaries
{
    private static readonly Dictionary<string, string> ByAction = new(StringComparer.Ordinal)
    {
        ["CancelReservation"] = "Cancels a reservation",
        ["CertificateSigned"] = "Delivers a signed certificate to the charge point",
        ["ChangeAvailability"] = "Makes a connector, or the whole charge point, operative or inoperative",
        ["ChangeConfiguration"] = "Changes a configuration key",
        ["ClearCache"] = "Empties the authorization cache",
        ["ClearChargingProfile"] = "Removes charging profiles",
        ["DataTransfer"] = "Sends data of a vendor's own",
        ["DeleteCertificate"] = "Removes an installed root certificate",
        ["ExtendedTriggerMessage"] = "Asks for a message of the security extensions, or of the core",
        ["GetCompositeSchedule"] = "Reads the limits that will apply to a connector",
        ["GetConfiguration"] = "Reads configuration keys",
        ["GetDiagnostics"] = "Asks for an upload of diagnostics",
        ["GetInstalledCertificateIds"] = "Lists installed root certificates",
        ["GetLocalListVersion"] = "Reads the version of the local authorization list",
        ["GetLog"] = "Asks for an upload of a log",
        ["InstallCertificate"] = "Installs a root certificate",
        ["RemoteStartTransaction"] = "Starts a transaction",
        ["RemoteStopTransaction"] = "Stops a transaction; goes before commands that wait for their turn",
        ["ReserveNow"] = "Reserves a connector for an idTag",
        ["Reset"] = "Restarts the charge point",
        ["SendLocalList"] = "Replaces or updates the local authorization list",
        ["SetChargingProfile"] = "Installs a charging profile",
        ["SignedUpdateFirmware"] = "Updates the firmware from a signed image",
        ["TriggerMessage"] = "Asks for a message",
        ["UnlockConnector"] = "Unlocks a connector; goes before commands that wait for their turn",
        ["UpdateFirmware"] = "Updates the firmware",
    };

    public static string Of(string action) => ByAction[action];
}
