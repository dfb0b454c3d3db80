using ChargePointEmulator.Fleet;
using Ocpp.Messages;

namespace ChargePointEmulator.DataTransfers;

/// <summary>The emulator knows no vendor's messages (§5.6).</summary>
internal sealed class DataTransferHandler : ChargePointHandler<DataTransferRequest, DataTransferResponse>
{
    protected override DataTransferResponse Handle(DataTransferRequest request, EmulatedChargePoint chargePoint) =>
        new() { Status = DataTransferStatus.UnknownVendorId };
}
