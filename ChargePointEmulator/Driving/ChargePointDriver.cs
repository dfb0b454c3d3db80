using System.Text.Json.Nodes;
using ChargePointEmulator.Boot;
using ChargePointEmulator.Configuration;
using ChargePointEmulator.Connectors;
using ChargePointEmulator.Faults;
using ChargePointEmulator.Fleet;
using Ocpp.Messages;

namespace ChargePointEmulator.Driving;

/// <summary>Does to one charge point what its surroundings may do: cable, vehicle, people, network, power.</summary>
/// <remarks>Its members change physical inputs only; every status and message follows from those. Errors: <see cref="VerbException"/>.</remarks>
internal sealed class ChargePointDriver(EmulatedChargePoint chargePoint, Line line)
{
    public EmulatedChargePoint ChargePoint { get; } = chargePoint;

    public Line Line { get; } = line;

    /// <summary>There is mains.</summary>
    public bool IsPowered
    {
        get
        {
            lock (ChargePoint.Gate)
            {
                return ChargePoint.Power.IsOn;
            }
        }
    }

    /// <summary>Does a verb.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="arguments">What it was given, checked.</param>
    /// <param name="cancellationToken">Ends what takes time.</param>
    /// <returns>What the verb has to tell; null for nothing.</returns>
    public async Task<JsonObject?> RunAsync(Verb verb, VerbArguments arguments, CancellationToken cancellationToken)
    {
        if (!IsPowered && verb.Name is not ("power" or "plug" or "unplug" or "online" or "offline"))
        {
            throw new VerbException($"{ChargePoint.Identity} has no power; switch it on with: power on.");
        }

        return await verb.RunAsync(this, arguments, cancellationToken);
    }

    /// <summary>Does something to a connector under the charge point's lock.</summary>
    internal void At(int connectorId, Action<Connector> action) => ChargePoint.Do(() => action(Find(connectorId)));

    internal void Plug(int connectorId, string? vehicle, double? stateOfCharge, bool isReady) => At(connectorId, connector =>
    {
        if (connector.IsPlugged)
        {
            throw new VerbException($"Connector {connectorId} is plugged in already.");
        }

        connector.Meter.Car = Vehicles.Arriving(vehicle, stateOfCharge, ChargePoint.Random, ChargePoint.Settings.Supply);
        connector.Plug();
        if (!isReady)
        {
            SetVehicle(connector, isReady: false);
        }
    });

    internal void Unplug(int connectorId) => At(connectorId, connector =>
    {
        if (!connector.IsPlugged)
        {
            throw new VerbException($"Connector {connectorId} is not plugged in.");
        }

        ChargePoint.Users.Unplug(connector);
    });

    internal static void SetVehicle(Connector connector, bool isReady)
    {
        connector.Meter.CarryForward();
        connector.IsVehicleReady = isReady;
        connector.Refresh();
    }

    internal static void SetEnergy(Connector connector, bool isAllowed)
    {
        connector.Meter.CarryForward();
        connector.IsEnergyAllowed = isAllowed;
        connector.Refresh();
    }

    /// <summary>Something in it breaks, or is mended with <see cref="ChargePointErrorCode.NoError"/>.</summary>
    /// <param name="connectorId">Where; 0 for the charge point itself, null for all connectors.</param>
    /// <param name="code">What.</param>
    internal void SetFault(int? connectorId, ChargePointErrorCode code) => ChargePoint.Do(() =>
    {
        if (connectorId == 0)
        {
            ChargePoint.SetFault(code);
            return;
        }

        foreach (var connector in connectorId is { } one ? [Find(one)] : ChargePoint.Connectors)
        {
            connector.SetFault(code);
        }
    });

    /// <summary>The red button: transactions end, and nothing charges until it is released.</summary>
    internal void PressEmergencyStop(bool isPressed) => ChargePoint.Do(() =>
    {
        if (isPressed)
        {
            ChargePoint.Transactions.StopAll(Reason.EmergencyStop);
        }

        foreach (var connector in ChargePoint.Connectors)
        {
            connector.Info = isPressed ? "Emergency stop" : null;
            connector.SetFault(isPressed ? ChargePointErrorCode.OtherError : ChargePointErrorCode.NoError);
        }
    });

    /// <summary>Mains go and come. What ran ends with PowerLoss: a station with a battery tells it at once, others when they are back.</summary>
    internal void SetPower(bool isOn, bool hasBackup) => ChargePoint.Do(() =>
    {
        if (isOn == ChargePoint.Power.IsOn)
        {
            throw new VerbException($"The power is {(isOn ? "on" : "off")} already.");
        }

        if (isOn)
        {
            ChargePoint.Power.Return();
        }
        else
        {
            ChargePoint.Power.Fail(hasBackup);
        }
    });

    /// <summary>Somebody restarts the station at its own menu.</summary>
    internal void Reboot(bool isHard) => ChargePoint.Do(() =>
    {
        ChargePoint.Transactions.StopAll(Reason.Reboot);
        ResetHandler.Down(ChargePoint, "restarted at the station", isHard ? ChargePoint.Settings.RestartTime : TimeSpan.FromSeconds(1));
    });

    /// <summary>Sets configuration keys at the station's own menu, by the same rules as the Central System.</summary>
    internal void Configure(JsonObject keys) => ChargePoint.Do(() =>
    {
        foreach (var (key, value) in keys)
        {
            var text = value is null ? "" : value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
            var status = ChangeConfigurationHandler.Change(ChargePoint, key, text);
            if (status is ConfigurationStatus.Rejected or ConfigurationStatus.NotSupported)
            {
                throw new VerbException(
                    status == ConfigurationStatus.NotSupported
                        ? $"There is no configuration key '{key}'{Documents.NearestWord.Suggestion(key, [.. ChargePoint.Fleet.Catalogue.Keys.Select(each => each.Name)])}"
                        : $"{key} does not take '{text}'.",
                    "keys");
            }

            if (status == ConfigurationStatus.Accepted)
            {
                ChangeConfigurationHandler.TakeEffect(ChargePoint, key);
            }
        }
    });

    /// <summary>Goes offline; comes back by itself after a while if one is given.</summary>
    internal void GoOffline(TimeSpan? duration)
    {
        Line.GoOffline();
        if (duration is { } wait)
        {
            ChargePoint.After(wait, Line.GoOnline);
        }
    }

    private Connector Find(int connectorId) => ChargePoint.FindConnector(connectorId)
        ?? throw new VerbException($"There is no connector {connectorId}; this charge point has {ChargePoint.Connectors.Count}.", "connector");
}
