using System.Text.Json.Nodes;

namespace ChargePointEmulator.Driving;

/// <summary>What there is to see of a charge point.</summary>
internal static class ChargePointView
{
    /// <summary>Everything about it.</summary>
    public static JsonObject Whole(ChargePointDriver driver)
    {
        var chargePoint = driver.ChargePoint;
        lock (chargePoint.Gate)
        {
            return new()
            {
                ["identity"] = chargePoint.Identity,
                ["power"] = driver.IsPowered ? "on" : "off",
                ["network"] = driver.Line.IsOffline ? "offline" : driver.Line.IsHalfOpen ? "halfOpen" : "online",
                ["connected"] = driver.Line.IsConnected,
                ["lastRefusal"] = driver.Line.LastRefusal,
                ["registration"] = chargePoint.Boot.State.ToString(),
                ["status"] = chargePoint.Status.MainStatus.ToString(),
                ["errorCode"] = chargePoint.Fault.ToString(),
                ["queued"] = chargePoint.Queue.Count,
                ["faults"] = new JsonArray([.. driver.Line.Faults.Where(fault => !fault.IsOver).Select(fault => (JsonNode)fault.Kind.ToString())]),
                ["connectors"] = new JsonArray([.. chargePoint.Connectors.Select(connector => (JsonNode)OfConnector(driver, connector.Id))]),
            };
        }
    }

    /// <summary>One connector.</summary>
    public static JsonObject OfConnector(ChargePointDriver driver, int connectorId)
    {
        lock (driver.ChargePoint.Gate)
        {
            var connector = driver.ChargePoint.FindConnector(connectorId) ?? throw new VerbException($"There is no connector {connectorId}.", "connector");
            var reading = connector.Meter.Read();
            return new()
            {
                ["connector"] = connector.Id,
                ["status"] = connector.Status.ToString(),
                ["errorCode"] = connector.Fault.ToString(),
                ["plugged"] = connector.IsPlugged,
                ["evReady"] = connector.IsVehicleReady,
                ["evseReady"] = connector.IsEnergyAllowed,
                ["locked"] = connector.IsLocked,
                ["operative"] = connector.IsInService,
                ["transactionId"] = connector.Transaction?.Id,
                ["idTag"] = connector.Transaction?.IdTag,
                ["meterWh"] = (long)reading.RegisterWh,
                ["powerW"] = Math.Round(reading.Power, 1),
                ["offeredA"] = reading.Offered,
                ["soc"] = reading.HasCar ? Math.Round(reading.StateOfCharge * 100, 1) : null,
            };
        }
    }
}
