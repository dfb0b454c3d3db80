using ChargePointEmulator.Authorization;
using ChargePointEmulator.Boot;
using ChargePointEmulator.Configuration;
using ChargePointEmulator.Connectors;
using ChargePointEmulator.DataTransfers;
using ChargePointEmulator.Firmware;
using ChargePointEmulator.Reservations;
using ChargePointEmulator.Security;
using ChargePointEmulator.SmartCharging;
using ChargePointEmulator.Transactions;
using ChargePointEmulator.Triggers;
using Ocpp.Rpc;

namespace ChargePointEmulator.Fleet;

/// <summary>All 26 actions a Central System may call, and who answers each.</summary>
internal static class IncomingActions
{
    public static CallDispatcher<EmulatedChargePoint> Dispatcher() => new CallDispatcher<EmulatedChargePoint>(new RegistrationGate())
        .Handle(new CancelReservationHandler())
        .Handle(new CertificateSignedHandler())
        .Handle(new ChangeAvailabilityHandler())
        .Handle(new ChangeConfigurationHandler())
        .Handle(new ClearCacheHandler())
        .Handle(new ClearChargingProfileHandler())
        .Handle(new DataTransferHandler())
        .Handle(new DeleteCertificateHandler())
        .Handle(new ExtendedTriggerMessageHandler())
        .Handle(new GetCompositeScheduleHandler())
        .Handle(new GetConfigurationHandler())
        .Handle(new GetDiagnosticsHandler())
        .Handle(new GetInstalledCertificateIdsHandler())
        .Handle(new GetLocalListVersionHandler())
        .Handle(new GetLogHandler())
        .Handle(new InstallCertificateHandler())
        .Handle(new RemoteStartTransactionHandler())
        .Handle(new RemoteStopTransactionHandler())
        .Handle(new ReserveNowHandler())
        .Handle(new ResetHandler())
        .Handle(new SendLocalListHandler())
        .Handle(new SetChargingProfileHandler())
        .Handle(new SignedUpdateFirmwareHandler())
        .Handle(new TriggerMessageHandler())
        .Handle(new UnlockConnectorHandler())
        .Handle(new UpdateFirmwareHandler());
}
