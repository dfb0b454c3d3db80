using System.Globalization;

namespace CentralSystem.Benchmarks.Queries;

/// <summary>Half a year of a charging network: seeded, so that each database holds the same, up to the day it was made.</summary>
/// <param name="target">A database with the schema and nothing else in it.</param>
/// <param name="chargePoints">How many, with two connectors each.</param>
/// <param name="transactions">How many; most by day, one in fifty with something that did not fit.</param>
/// <param name="meterValues">How many in all, of three samples each.</param>
internal sealed class SampleHistory(IBulkTarget target, int chargePoints, int transactions, long meterValues)
{
    public const int IdTags = 3_000;
    public const int Groups = 60;
    public const int Tags = 25;
    public const int Days = 180;

    private const int SamplesPerValue = 3;

    /// <summary>Rows of each kind of report: security events, refused handshakes and the like.</summary>
    private const int Reports = 100_000;

    /// <summary>The first start of a program has written some of its own.</summary>
    private const long FirstAuditEntry = 1_000;

    private const long Hour = 3_600_000;
    private const long Day = 24 * Hour;

    private static readonly string[] Actions = ["RemoteStartTransaction", "GetConfiguration", "ChangeConfiguration", "TriggerMessage", "SetChargingProfile", "Reset"];
    private static readonly string[] Measurands = ["Energy.Active.Import.Register", "Power.Active.Import", "Current.Import"];

    private readonly long _end = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / Day * Day;
    private readonly Random _random = new(16);

    private long Begin => _end - (Days * Day);

    /// <summary>Everything but the journal, which may be a database of its own.</summary>
    public void Fill()
    {
        FillRegister();
        FillTransactions();
        FillEvents();
        FillCommands();
        FillReports();
        target.Finish(
            ("charge_points", "key"), ("sample_kinds", "id"), ("transactions", "transaction_id"), ("meter_values", "id"), ("events", "id"), ("audit_entries", "id"), ("anomalies", "id"),
            ("unmatched_messages", "id"), ("security_events", "id"), ("status_reports", "id"), ("data_transfers", "id"), ("connection_attempts", "id"));
    }

    /// <summary>The message journal.</summary>
    /// <param name="journal">Its database.</param>
    /// <param name="table">Its table there.</param>
    /// <param name="messages">Frames; half of them answers.</param>
    public void FillJournal(IBulkTarget journal, string table, int messages)
    {
        using (var insert = journal.Open(table, "id", "at", "charge_point_id", "direction", "message_type_id", "message_id", "action", "frame", "latency_ms"))
        {
            for (var id = 1L; id <= messages; id++)
            {
                var (call, isAnswer) = ((id + 1) / 2, id % 2 == 0);
                var action = (call % 20) switch { 0 => "StatusNotification", < 8 => "MeterValues", _ => "Heartbeat" };
                var frame = isAnswer ? $"[3,\"{call}\",{{}}]" : $"[2,\"{call}\",\"{action}\",{{\"connectorId\":1,\"note\":\"as long as most frames are that charge points send in a day\"}}]";
                insert.Add(
                    id, _end - (7 * Day) + (call * 2 * 7 * Day / messages), Identity(1 + (int)(call * 7_919 % chargePoints)), isAnswer ? "Sent" : "Received", isAnswer ? 3 : 2,
                    call.ToString(CultureInfo.InvariantCulture), action, frame, isAnswer ? 1.5 : null);
            }
        }

        journal.Finish((table, "id"));
    }

    private static string Identity(int key) => $"SITE-{key:D5}";

    private static string Tag(int number) => $"CARD{number:D6}";

    private void FillRegister()
    {
        using (var insert = target.Open(
            "charge_points", "key", "identity", "registration", "charge_point_vendor", "charge_point_model", "firmware_version", "last_seen_at", "created_at", "revision"))
        using (var tag = target.Open("charge_point_tags", "charge_point_key", "tag"))
        using (var connector = target.Open("connectors", "charge_point_key", "connector_id", "status", "error_code", "status_timestamp"))
        using (var configuration = target.Open("configuration_keys", "charge_point_key", "key", "value", "readonly", "reboot_required", "is_unknown", "updated_at"))
        {
            for (var key = 1; key <= chargePoints; key++)
            {
                insert.Add(key, Identity(key), "Accepted", key % 3 == 0 ? "Vendor B" : "Vendor A", $"Model {key % 7}", $"1.{key % 5}.0", _end - (key * 1_000L), Begin, 0);
                tag.Add(key, $"depot-{key % Tags:D2}");
                for (var id = 0; id <= 2; id++)
                {
                    var isFaulted = (key + id) % 97 == 0;
                    connector.Add(key, id, isFaulted ? "Faulted" : "Available", isFaulted ? "GroundFailure" : "NoError", _end - (key * 60_000L));
                }

                for (var i = 0; i < 40; i++)
                {
                    configuration.Add(key, $"Key{i}", "1", false, false, false, _end);
                }
            }
        }

        using (var insert = target.Open("id_tags", "id", "parent_id_tag", "status", "revision", "created_at", "updated_at"))
        {
            for (var i = 0; i < IdTags; i++)
            {
                insert.Add(Tag(i), $"FLEET{i % Groups:D2}", i % 40 == 0 ? "Blocked" : "Accepted", 0, Begin, Begin);
            }
        }

        using (var insert = target.Open("id_tag_groups", "parent_id_tag", "name", "status", "revision", "created_at", "updated_at"))
        {
            for (var i = 0; i < Groups; i++)
            {
                insert.Add($"FLEET{i:D2}", $"Fleet {i}", "Accepted", 0, Begin, Begin);
            }
        }

        using var kind = target.Open("sample_kinds", "id", "measurand", "context", "phase", "location", "format", "unit");
        kind.Add(1, Measurands[0], "Sample.Periodic", "", "Outlet", "Raw", "Wh");
        kind.Add(2, Measurands[1], "Sample.Periodic", "", "Outlet", "Raw", "W");
        kind.Add(3, Measurands[2], "Sample.Periodic", "L1", "Outlet", "Raw", "A");
    }

    /// <summary>One after the other on each connector, each with its meter values and their hours.</summary>
    private void FillTransactions()
    {
        using var transaction = target.Open(
            "transactions", "transaction_id", "charge_point_key", "connector_id", "id_tag", "meter_start", "start_timestamp", "start_received_at", "authorization_status", "flags",
            "meter_stop", "stop_timestamp", "stop_received_at", "stop_reason", "energy_wh", "energy_source", "duration_seconds", "revision");
        using var anomaly = target.Open("anomalies", "id", "kind", "subject", "charge_point_key", "transaction_id", "detected_at", "acknowledged_at", "acknowledged_by");
        using var value = target.Open("meter_values", "id", "charge_point_key", "connector_id", "transaction_id", "timestamp");
        using var sample = target.Open("sampled_values", "meter_value_id", "ordinal", "kind_id", "value");
        using var hour = target.Open("meter_value_hours", "charge_point_key", "hour", "connector_id", "kind_id", "min", "max", "average", "last", "count");
        var valuesEach = (int)Math.Max(1, meterValues / transactions);
        var busyUntil = new Dictionary<(int, int), long>();
        var (valueId, anomalies) = (0L, 0L);
        for (var id = 1; id <= transactions; id++)
        {
            var start = Begin + ((long)id * Days * Day / transactions);
            var seconds = _random.Next(1_200, 14_400);
            var place = FreePlace(busyUntil, start);
            var stop = start + (seconds * 1_000L);
            var energy = seconds * (long)_random.Next(3_000, 11_000) / 3_600;
            var isRunning = stop > _end - Hour;
            var flags = id % 50 == 0 ? 256 : id % 333 == 0 ? 16 : 0;
            busyUntil[place] = (stop / Hour * Hour) + Hour;
            transaction.Add(
                id, place.Key, place.Connector, Tag((int)(Math.Pow(_random.NextDouble(), 2) * IdTags)), 1_000L, start, start, "Accepted", flags, isRunning ? null : 1_000L + energy,
                isRunning ? null : stop, isRunning ? null : stop, isRunning ? null : "Local", isRunning ? null : energy, isRunning ? null : "Registers", isRunning ? null : (long)seconds, 0);
            if (flags != 0)
            {
                anomaly.Add(
                    ++anomalies, flags == 256 ? "LateMeterValues" : "OverlappingStart", $"transactions/{id}", place.Key, id, start, anomalies % 4 == 0 ? null : stop, anomalies % 4 == 0 ? null : "admin");
            }

            for (var i = 0; i < valuesEach; i++)
            {
                valueId++;
                value.Add(valueId, place.Key, place.Connector, id, start + (seconds * 1_000L * i / valuesEach));
                sample.Add(valueId, 0, 1, 1_000d + ((double)energy * i / valuesEach));
                sample.Add(valueId, 1, 2, 11_000d);
                sample.Add(valueId, 2, 3, 16d);
            }

            for (var at = start / Hour * Hour; at <= stop; at += Hour)
            {
                for (var kind = 1; kind <= SamplesPerValue; kind++)
                {
                    hour.Add(place.Key, at, place.Connector, kind, 1d, 2d, 1.5, 2d, 10L);
                }
            }
        }

        // The hours above are what the roll-up would have made of the values.
        using var state = target.Open("meter_value_roll_up_states", "id", "rolled_up_to");
        state.Add(1, valueId);
    }

    private (int Key, int Connector) FreePlace(Dictionary<(int, int), long> busyUntil, long start)
    {
        while (true)
        {
            var place = (_random.Next(1, chargePoints + 1), _random.Next(1, 3));
            if (busyUntil.GetValueOrDefault(place) <= start / Hour * Hour)
            {
                return place;
            }
        }
    }

    /// <summary>A start and a stop of each transaction, and statuses around them.</summary>
    private void FillEvents()
    {
        using var insert = target.Open("events", "id", "type", "at", "charge_point_id", "data");
        var count = transactions * 5L;
        for (var id = 1L; id <= count; id++)
        {
            var type = (id % 5) switch { 0 => "transaction.started", 1 => "transaction.stopped", _ => "connector.status-changed" };
            insert.Add(
                id, id % 5_000 == 0 ? "security-event.reported" : type, Begin + (id * Days * Day / count), Identity(_random.Next(1, chargePoints + 1)),
                "{\"transactionId\":17,\"connectorId\":1,\"idTag\":\"CARD000001\",\"meterStart\":1000,\"startTimestamp\":\"2026-01-31T10:00:00.000Z\"}");
        }
    }

    private void FillCommands()
    {
        var count = transactions;
        using var command = target.Open(
            "commands", "id", "charge_point_key", "action", "caller_kind", "caller_name", "timeout_seconds", "payload", "status", "created_at", "sent_at", "finished_at", "response",
            "answered_late");
        using var audit = target.Open("audit_entries", "id", "at", "caller_kind", "caller_name", "action", "subject", "detail");
        for (var id = 1; id <= count; id++)
        {
            var (at, key, action) = (Begin + ((long)id * Days * Day / count), _random.Next(1, chargePoints + 1), Actions[id % 100 == 0 ? 5 : id % 5]);
            var caller = id % 1_000 == 0 ? "night shift" : id % 3 == 0 ? "billing" : "admin";
            command.Add(
                Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(at)), key, action, "User", caller, 30, "{}", id % 200 == 0 ? "TimedOut" : "Answered", at, at, at + 200,
                "{\"status\":\"Accepted\"}", false);
            audit.Add(FirstAuditEntry + id, at, "User", caller, id % 500 == 0 ? "charge-point.changed" : "command.sent", $"charge-points/{Identity(key)}", "{}");
        }
    }

    /// <summary>What charge points tell now and then.</summary>
    private void FillReports()
    {
        using var security = target.Open("security_events", "id", "charge_point_key", "type", "timestamp", "tech_info", "received_at");
        using var status = target.Open("status_reports", "id", "charge_point_key", "action", "status", "received_at");
        using var transfer = target.Open("data_transfers", "id", "charge_point_key", "vendor_id", "data", "status", "received_at");
        using var unmatched = target.Open("unmatched_messages", "id", "charge_point_key", "action", "transaction_id", "payload", "digest", "reason", "received_at", "settled_at", "settled_by");
        using var attempt = target.Open("connection_attempts", "id", "at", "remote_address", "path", "charge_point_id", "reason", "hint");
        using var unknown = target.Open("unknown_id_tags", "id", "first_seen_at", "last_seen_at", "count", "last_charge_point_id");
        using var reservation = target.Open(
            "reservations", "charge_point_key", "reservation_id", "connector_id", "id_tag", "expiry_date", "state", "created_at", "updated_at");
        for (var id = 1L; id <= Reports; id++)
        {
            var (at, key) = (Begin + (id * Days * Day / Reports), _random.Next(1, chargePoints + 1));
            security.Add(id, key, id % 100 == 0 ? "TamperDetectionActivated" : "SettingSystemTime", at, $"{id}", at);
            status.Add(id, key, "FirmwareStatusNotification", id % 3 == 0 ? "Installed" : "Downloading", at);
            transfer.Add(id, key, "example.vendor", "{}", "Accepted", at);
            unmatched.Add(id, key, "StopTransaction", id + 1_000_000, $"{{\"transactionId\":{id},\"meterStop\":1,\"timestamp\":\"2026-01-31T10:00:00Z\"}}", $"{id}", "Nothing fits", at, id % 4 == 0 ? null : at, id % 4 == 0 ? null : "admin");
            attempt.Add(id, at, "192.0.2.1", "/ocpp/STRANGER", "STRANGER", "UnknownChargePoint", "Register it");
            reservation.Add(key, (int)id, 1, Tag((int)(id % IdTags)), at + Hour, id % 2 == 0 ? "Used" : "Cancelled", at, at);
            if (id <= 2_000)
            {
                unknown.Add($"GUEST{id:D5}", at, at, 1, Identity(key));
            }
        }
    }
}
