using ChargePointEmulator.Check.Wire;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Types;

namespace ChargePointEmulator.Check.Cases.Messages;

/// <summary>Payloads that are wrong, and payloads that only look wrong (XS07 to XS13, XS18 to XS21, XS26, XS27).</summary>
[Cases("messages")]
internal static class MessageCases
{
    [Case("XS07", "Unknown action", "OCPP-J §4.2.3")]
    public static async Task UnknownAction(CaseRun run)
    {
        var station = await run.BootedAsync();
        await ExpectErrorAsync(run, station, "Frobnicate", "{}", "NotImplemented");
        await ExpectErrorAsync(run, station, "heartbeat", "{}", "NotImplemented", "NotSupported");
    }

    [Case("XS08", "Action in the wrong direction", "OCPP-J §4.2.3")]
    public static async Task WrongDirection(CaseRun run)
    {
        var station = await run.BootedAsync();
        await ExpectErrorAsync(run, station, "Reset", """{"type":"Hard"}""", "NotSupported", "NotImplemented");
    }

    [Case("XS09", "Missing field", "OCPP-J §4.2.3")]
    public static async Task MissingField(CaseRun run)
    {
        var station = await run.BootedAsync();
        await ExpectErrorAsync(run, station, "Authorize", "{}", "ProtocolError", "FormationViolation", "OccurenceConstraintViolation", "PropertyConstraintViolation", "TypeConstraintViolation", "GenericError");
    }

    [Case("XS10", "Wrong type", "OCPP-J §4.2.3")]
    public static Task WrongType(CaseRun run) =>
        RefusedOrToleratedAsync(run, "StatusNotification", """{"connectorId":"one","errorCode":"NoError","status":"Available"}""");

    [Case("XS11", "Over-long idTag", "OCPP-J §4.2.3; OCPP 1.6 §7.28")]
    public static Task OverlongIdTag(CaseRun run) => RefusedOrToleratedAsync(run, "Authorize", """{"idTag":"123456789012345678901"}""");

    [Case("XS12", "Value outside an enumeration", "OCPP-J §4.2.3")]
    public static Task BadEnum(CaseRun run) => RefusedOrToleratedAsync(run, "StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Occupied"}""");

    [Case("XS13", "Extra field", "OCPP-J §4.2.3; errata §3.1")]
    public static Task ExtraField(CaseRun run) => RefusedOrToleratedAsync(run, "Heartbeat", """{"extra":1}""");

    [Case("XS18", "Payload null", "OCPP-J §4.2.1")]
    public static async Task NullPayload(CaseRun run)
    {
        var station = await run.BootedAsync();
        (await station.AskAsync("Heartbeat", "null")).As<HeartbeatResponse>();
    }

    [Case("XS19", "Message id of 36 characters", "OCPP-J §4.1.4")]
    public static async Task LongId(CaseRun run)
    {
        var station = await run.BootedAsync();
        (await station.AskAsync("Heartbeat", "{}", id: "0123456789abcdefghijklmnopqrstuvwxyz")).As<HeartbeatResponse>();
    }

    [Case("XS20", "Timestamps with offset, without fraction, with seven digits", "OCPP 1.6 §3.15")]
    public static async Task Timestamps(CaseRun run)
    {
        var station = await run.BootedAsync();
        foreach (var timestamp in new[] { "2026-01-15T12:00:00+02:00", "2026-01-15T10:00:00Z", "2026-01-15T10:00:00.1234567Z" })
        {
            (await station.AskAsync("StatusNotification", $$"""{"connectorId":1,"errorCode":"NoError","status":"Available","timestamp":"{{timestamp}}"}""")).As<StatusNotificationResponse>();
        }
    }

    [Case("XS21", "idTag in another letter case", "OCPP 1.6 §7.28")]
    public static async Task LetterCase(CaseRun run)
    {
        var idTag = await run.IdTagAsync();
        var station = await run.BootedAsync();
        if (!idTag.Any(char.IsAsciiLetter))
        {
            run.NotExercised($"letters: '{idTag}' has none");
        }

        await station.AuthorizeAsync(idTag.ToLowerInvariant());
        await station.AuthorizeAsync(idTag.ToUpperInvariant());
    }

    [Case("XS26", "MeterValues of every kind", "OCPP 1.6 §4.7, §7.43; OCPP-J errata §2.1; errata §3.18")]
    public static async Task MeterValues(CaseRun run)
    {
        var station = await run.BootedAsync();
        var at = OcppDateTime.Format(DateTimeOffset.UtcNow);
        var allMeasurands = string.Join(',', EnumText<Measurand>.Texts.Select(measurand => $$"""{"value":"1.5","measurand":"{{measurand}}"}"""));
        foreach (var (connectorAndTransaction, samples) in new[]
        {
            ("\"connectorId\":1", """{"value":"1000"}"""),
            ("\"connectorId\":1", allMeasurands),
            ("\"connectorId\":1", """{"value":"20","measurand":"Temperature","unit":"Celsius"},{"value":"21","measurand":"Temperature","unit":"Celcius","location":"Cable"}"""),
            ("\"connectorId\":1", """{"value":"0A0B0C","format":"SignedData"}"""),
            ("\"connectorId\":0", """{"value":"1000","location":"Inlet"}"""),
            ("\"connectorId\":1,\"transactionId\":2147483000", """{"value":"1000"}"""),
            ("\"connectorId\":1,\"transactionId\":-1", """{"value":"1000"}"""),
        })
        {
            (await station.AskAsync("MeterValues", $$"""{{{connectorAndTransaction}},"meterValue":[{"timestamp":"{{at}}","sampledValue":[{{samples}}]}]}""")).As<MeterValuesResponse>();
        }
    }

    [Case("XS27", "Statuses in an order outside the table", "OCPP 1.6 §4.9")]
    public static async Task StatusOrder(CaseRun run)
    {
        var station = await run.BootedAsync();
        foreach (var status in new[] { ChargePointStatus.Finishing, ChargePointStatus.Charging, ChargePointStatus.Reserved, ChargePointStatus.SuspendedEVSE, ChargePointStatus.Unavailable, ChargePointStatus.Available })
        {
            await station.StatusAsync(1, status);
        }
    }

    /// <summary>A CALLERROR with one of these codes, and a connection that lives on.</summary>
    private static async Task ExpectErrorAsync(CaseRun run, Station station, string action, string payload, params string[] codes)
    {
        var answer = await station.AskAsync(action, payload);
        run.Require(answer.IsError, "OCPP-J §4.2.3", $"{action} {payload} was answered with a CALLRESULT instead of CALLERROR {codes[0]}: {answer}");
        run.Require(codes.Contains(answer.Code), "OCPP-J §4.2.3 table 7", $"{action} {payload} was answered with CALLERROR {answer.Code} instead of {string.Join(" or ", codes)}");
        await station.HeartbeatAsync();
    }

    /// <summary>A CALLERROR about the payload, or a lenient answer, which draws a warning; never silence or the end of the connection.</summary>
    private static async Task RefusedOrToleratedAsync(CaseRun run, string action, string payload)
    {
        var station = await run.BootedAsync();
        var answer = await station.AskAsync(action, payload);
        if (!answer.IsError)
        {
            run.Warn($"lenient: {action} {payload} was answered {answer.Payload}");
        }

        run.Require(!answer.IsError || answer.Code is not ("NotImplemented" or "NotSupported" or "InternalError" or "SecurityError"), "OCPP-J §4.2.3 table 7", $"a payload that is wrong was answered with CALLERROR {answer.Code}");
        await station.HeartbeatAsync();
    }
}
