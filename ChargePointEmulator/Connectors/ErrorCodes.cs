using Ocpp.Messages;

namespace ChargePointEmulator.Connectors;

internal static class ErrorCodes
{
    /// <summary>It stops what it befalls. The others are warnings: they are told with whatever status there is, and nothing stops (§4.9).</summary>
    public static bool IsFault(this ChargePointErrorCode code) => code is not (ChargePointErrorCode.NoError or ChargePointErrorCode.EVCommunicationError
        or ChargePointErrorCode.LocalListConflict or ChargePointErrorCode.ResetFailure or ChargePointErrorCode.WeakSignal);
}
