using System.Globalization;
using System.Net.Http.Json;
using System.Net.WebSockets;
using CentralSystem.Tests.Support;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.BrowserTests;

/// <summary>A site with a day behind it, as an operator has one: people who charged and still do, a fault, a station that is away, strangers at the door.</summary>
/// <remarks>The same each time, but for the clock.</remarks>
internal sealed class Depot(Desk desk) : IAsyncDisposable
{
    /// <summary>A charge point at which somebody charges since an hour.</summary>
    public const string Busy = "DEPOT-03";

    /// <summary>One that tried to connect and is not registered.</summary>
    public const string Stranger = "GARAGE-7";

    private const int Count = 10;
    private const int Faulted = 7;
    private const int Away = 9;
    private const double AcWatts = 11_040;
    private const double DcWatts = 50_000;

    private static readonly string[] Drivers = ["ANNA-17", "BOARD-2", "CARLA-5", "DEPOT-VAN", "ELIAS-9", "FLEET-31", "GUEST-4", "HANNES-8"];
    private static readonly string[] Places = ["Market square", "Station road", "Depot yard"];

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly Random _random = new(11);
    private readonly List<ScriptedChargePoint> _connected = [];

    /// <summary>Transaction that runs at <see cref="Busy"/>.</summary>
    public int RunningTransactionId { get; private set; }

    public async Task OpenAsync()
    {
        foreach (var (driver, index) in Drivers.Select((driver, index) => (driver, index)))
        {
            await desk.PutIdTagAsync(driver, new { parentIdTag = index % 2 == 0 ? "STAFF" : "CUSTOMERS", note = index == 3 ? "Van of the depot" : null });
        }

        using var http = desk.System.CreateHttpClient();
        for (var number = 1; number <= Count; number++)
        {
            await OpenChargePointAsync(http, number);
        }

        await LimitAsync(http);
        await Should.ThrowAsync<WebSocketException>(() => desk.System.ConnectAsync(Stranger));
        await _connected[0].CallAsync(A.Authorize with { IdTag = "04A2B9C1" });
        await _connected[1].CallAsync(A.StopTransaction with { TransactionId = 4711, IdTag = "04A2B9C1", MeterStop = 912_400, Timestamp = _now.AddMinutes(-12) });
        await desk.System.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var chargePoint in _connected)
        {
            await chargePoint.DisposeAsync();
        }
    }

    private static bool IsDc(int number) => number % 4 == 0;

    private async Task OpenChargePointAsync(HttpClient http, int number)
    {
        var identity = $"DEPOT-{number:00}";
        var isDc = IsDc(number);
        using (var answer = await http.PostAsync("/api/v1/charge-points", JsonContent.Create(new
        {
            chargePointId = identity,
            registrationStatus = "Accepted",
            name = $"{Places[number % Places.Length]} {number}",
            location = Places[number % Places.Length],
            tags = new[] { isDc ? "dc" : "ac", Places[number % Places.Length].Split(' ')[0].ToLowerInvariant() },
        })))
        {
            answer.EnsureSuccessStatusCode();
        }

        var chargePoint = await desk.System.ConnectAsync(identity, boot: false);
        await chargePoint.CallAsync(A.BootNotification with
        {
            ChargePointVendor = "Example",
            ChargePointModel = isDc ? "Fast 50" : "Wall 22 Duo",
            ChargePointSerialNumber = $"EX-{20_400 + number}",
            FirmwareVersion = number == 2 ? "3.1.4" : "3.2.0",
        });
        Obey(chargePoint, isDc);
        await chargePoint.CallAsync(new StatusNotificationRequest { ConnectorId = 0, ErrorCode = ChargePointErrorCode.NoError, Status = ChargePointStatus.Available, Timestamp = _now });
        for (var connector = 1; connector <= 2; connector++)
        {
            await OpenConnectorAsync(chargePoint, number, connector);
        }

        if (number == Away)
        {
            await chargePoint.DisposeAsync();
            return;
        }

        _connected.Add(chargePoint);
        using var read = await http.PostAsync($"/api/v1/charge-points/{identity}/configuration/refresh", null);
        read.EnsureSuccessStatusCode();
    }

    /// <summary>Three sessions that are over; then a third of the connectors charges, and some are as connectors sometimes are.</summary>
    private async Task OpenConnectorAsync(ScriptedChargePoint chargePoint, int number, int connector)
    {
        var register = 40_000 * number + 900_000;
        var at = _now.AddHours(-20 + (_random.NextDouble() * 2));
        for (var i = 0; i < 3; i++)
        {
            var session = await ChargeAsync(chargePoint, number, connector, register, at, minutes: 40 + _random.Next(120));
            register = session.Register;
            await chargePoint.CallAsync(new StopTransactionRequest
            {
                TransactionId = session.TransactionId,
                MeterStop = register,
                Timestamp = session.End.AddSeconds(20),
                Reason = i == 1 ? Reason.EVDisconnected : Reason.Local,
            });
            at = session.End.AddHours(1 + (_random.NextDouble() * 2));
        }

        var isBusy = connector == 1 && number is 1 or 3 or 4 or 6 or 8;
        if (isBusy)
        {
            var session = await ChargeAsync(chargePoint, number, connector, register, _now.AddMinutes(-15 - (number == 3 ? 55 : _random.Next(40))), minutes: null);
            if (number == 3)
            {
                RunningTransactionId = session.TransactionId;
            }
        }

        var status = (number, connector) switch
        {
            (Faulted, 2) => ChargePointStatus.Faulted,
            (5, 1) => ChargePointStatus.Unavailable,
            (2, 2) => ChargePointStatus.Finishing,
            (6, 2) => ChargePointStatus.SuspendedEV,
            _ => isBusy ? ChargePointStatus.Charging : ChargePointStatus.Available,
        };
        await chargePoint.CallAsync(new StatusNotificationRequest
        {
            ConnectorId = connector,
            Status = status,
            ErrorCode = status is ChargePointStatus.Faulted ? ChargePointErrorCode.GroundFailure : ChargePointErrorCode.NoError,
            Info = status is ChargePointStatus.Faulted ? "RCD tripped" : null,
            Timestamp = _now.AddMinutes(-3),
        });
    }

    /// <summary>A session with a value each minute; without a length it lasts until now.</summary>
    private async Task<(int TransactionId, int Register, DateTimeOffset End)> ChargeAsync(ScriptedChargePoint chargePoint, int number, int connector, int register, DateTimeOffset start, int? minutes)
    {
        var idTag = Drivers[_random.Next(Drivers.Length)];
        var started = await chargePoint.CallAsync(new StartTransactionRequest { ConnectorId = connector, IdTag = idTag, MeterStart = register, Timestamp = start });
        var (soc, energy) = (18.0 + _random.Next(30), (double)register);
        var values = new List<MeterValue>();
        for (var minute = 0; minute <= (minutes ?? (int)(_now - start).TotalMinutes); minute++)
        {
            var full = IsDc(number) ? DcWatts : AcWatts;
            var watts = full * Math.Min(1, (minute + 1) / 3.0) * (soc < 80 ? 1 : Math.Max(0.08, (100 - soc) / 20)) * (0.985 + (_random.NextDouble() * 0.03));
            values.Add(Measured(start.AddMinutes(minute), watts, energy, soc, IsDc(number)));
            energy += watts / 60;
            soc = Math.Min(100, soc + (watts / 60 / 600));
        }

        await chargePoint.CallAsync(new MeterValuesRequest { ConnectorId = connector, TransactionId = started.TransactionId, MeterValue = [.. values] });
        return (started.TransactionId, (int)energy, values[^1].Timestamp);
    }

    private static MeterValue Measured(DateTimeOffset at, double watts, double energy, double soc, bool isDc)
    {
        var volts = isDc ? 400 : 230 + (at.Minute % 3);
        SampledValue[] currents = isDc
            ? [Sample(watts / volts, Measurand.CurrentImport, UnitOfMeasure.A)]
            : [.. new[] { Phase.L1, Phase.L2, Phase.L3 }.Select((phase, index) => Sample((watts / volts / 3) + (index * 0.2), Measurand.CurrentImport, UnitOfMeasure.A) with { Phase = phase })];
        return new()
        {
            Timestamp = at,
            SampledValue =
            [
                Sample(Math.Floor(energy), Measurand.EnergyActiveImportRegister, UnitOfMeasure.Wh),
                Sample(watts, Measurand.PowerActiveImport, UnitOfMeasure.W),
                .. currents,
                Sample(volts, Measurand.Voltage, UnitOfMeasure.V),
                Sample(Math.Floor(soc), Measurand.SoC, UnitOfMeasure.Percent) with { Location = Location.EV },
            ],
        };
    }

    private static SampledValue Sample(double value, Measurand measurand, UnitOfMeasure unit) =>
        new() { Value = value.ToString("0.##", CultureInfo.InvariantCulture), Measurand = measurand, Unit = unit };

    /// <summary>Answers as a charge point with all profiles does.</summary>
    private static void Obey(ScriptedChargePoint chargePoint, bool isDc)
    {
        var keys = new Dictionary<string, string>
        {
            ["AuthorizeRemoteTxRequests"] = "true",
            ["ClockAlignedDataInterval"] = "900",
            ["ConnectionTimeOut"] = "60",
            ["HeartbeatInterval"] = "300",
            ["LocalPreAuthorize"] = "false",
            ["MeterValueSampleInterval"] = "60",
            ["MeterValuesSampledData"] = "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage,SoC",
            ["NumberOfConnectors"] = "2",
            ["StopTransactionOnInvalidId"] = "true",
            ["SupportedFeatureProfiles"] = "Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger",
            ["WebSocketPingInterval"] = "60",
        };
        chargePoint.Answer((GetConfigurationRequest _) => new GetConfigurationResponse
        {
            ConfigurationKey = [.. keys.Select(key => new KeyValue { Key = key.Key, Value = key.Value, Readonly = key.Key is "NumberOfConnectors" or "SupportedFeatureProfiles" })],
        });
        chargePoint.Answer((ChangeConfigurationRequest request) =>
        {
            keys[request.Key] = request.Value;
            return new ChangeConfigurationResponse { Status = ConfigurationStatus.Accepted };
        });
        chargePoint.Answer((SetChargingProfileRequest _) => new SetChargingProfileResponse { Status = ChargingProfileStatus.Accepted });
        chargePoint.Answer((ClearChargingProfileRequest _) => new ClearChargingProfileResponse { Status = ClearChargingProfileStatus.Accepted });
        chargePoint.Answer((ReserveNowRequest _) => new ReserveNowResponse { Status = ReservationStatus.Accepted });
        chargePoint.Answer((ClearCacheRequest _) => new ClearCacheResponse { Status = ClearCacheStatus.Accepted });
        chargePoint.Answer((TriggerMessageRequest _) => new TriggerMessageResponse { Status = TriggerMessageStatus.Accepted });
        chargePoint.Answer((GetCompositeScheduleRequest asked) => new GetCompositeScheduleResponse
        {
            Status = GetCompositeScheduleStatus.Accepted,
            ConnectorId = asked.ConnectorId,
            ScheduleStart = TimeProvider.System.GetUtcNow(),
            ChargingSchedule = new()
            {
                ChargingRateUnit = ChargingRateUnit.A,
                Duration = asked.Duration,
                ChargingSchedulePeriod = [new() { StartPeriod = 0, Limit = isDc ? 63 : 16 }, new() { StartPeriod = 3_600, Limit = 10 }, new() { StartPeriod = 10_800, Limit = isDc ? 63 : 16 }],
            },
        });
    }

    /// <summary>What an operator did today: limits, a reservation, a look at what has to change.</summary>
    private static async Task LimitAsync(HttpClient http)
    {
        await CommandAsync(http, Busy, "SetChargingProfile", new
        {
            connectorId = 0,
            csChargingProfiles = new
            {
                chargingProfileId = 1,
                stackLevel = 0,
                chargingProfilePurpose = "ChargePointMaxProfile",
                chargingProfileKind = "Absolute",
                chargingSchedule = new { chargingRateUnit = "A", startSchedule = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), chargingSchedulePeriod = new object[] { new { startPeriod = 0, limit = 16 }, new { startPeriod = 3_600, limit = 10 }, new { startPeriod = 10_800, limit = 16 } } },
            },
        });
        await CommandAsync(http, "DEPOT-02", "ReserveNow", new { connectorId = 1, idTag = "ANNA-17", reservationId = 12, expiryDate = TimeProvider.System.GetUtcNow().AddHours(2) });
        await CommandAsync(http, Busy, "TriggerMessage", new { requestedMessage = "MeterValues", connectorId = 1 });
    }

    private static async Task CommandAsync(HttpClient http, string identity, string action, object payload)
    {
        using var answer = await http.PostAsync($"/api/v1/charge-points/{identity}/commands/{action}", JsonContent.Create(payload));
        answer.EnsureSuccessStatusCode();
    }
}
