using System.Net;
using System.Text.Json;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;

namespace CentralSystem.Tests.Events;

/// <summary>What happens is told once, in the order it happened.</summary>
public sealed class EventTests : IAsyncLifetime
{
    private RunningCentralSystem _system = null!;

    public async Task InitializeAsync() => _system = await RunningCentralSystem.StartAsync();

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    public async Task A_session_is_told_in_its_order()
    {
        await using (var chargePoint = await _system.ConnectAsync("CP1"))
        {
            await chargePoint.CallAsync(A.StatusNotification);
            var started = await chargePoint.CallAsync(A.StartTransaction);
            await chargePoint.CallAsync(A.MeterValues with { TransactionId = started.TransactionId });
            await chargePoint.CallAsync(A.StopTransaction with { TransactionId = started.TransactionId });
        }

        var events = await EventsAsync("CP1", e => e.Type == EventTypes.ChargePointDisconnected);

        events.Select(e => e.Type).ShouldBe([
            "charge-point.connected", "charge-point.booted", "connector.status-changed", "transaction.started", "transaction.updated", "transaction.stopped",
            "charge-point.disconnected",
        ]);
        events.Select(e => e.Id).ShouldBeInOrder();
        var stopped = Data(events[5]);
        stopped.GetProperty("idTag").GetString().ShouldBe(A.Tag);
        stopped.GetProperty("energyWh").GetInt64().ShouldBe(10_000);
        Data(events[4]).GetProperty("registerWh").GetDouble().ShouldBe(1_500);
        Data(events[6]).GetProperty("reason").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task What_an_event_tells_of_is_in_memory_when_it_is_told()
    {
        var (_, newest) = await _system.Get<EventReader>().KeptAsync(CancellationToken.None);
        var change = new SlowlyMirrored();
        var written = _system.Get<GroupCommitWriter>().WriteAsync(change).AsTask();
        await change.Durable.Task.WaitAsync(Eventually.Limit);
        (await _system.Get<EventFeed>().LoadAsync(newest, CancellationToken.None)).Count.ShouldBe(1);
        change.IsInMemory.ShouldBeTrue("nobody tells the reader again");
        await written;
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1")]
    public async Task A_repeated_start_or_stop_tells_nothing()
    {
        await using var chargePoint = await _system.ConnectAsync("CP2");
        var id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await chargePoint.CallAsync(A.StartTransaction);
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id });
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id });

        (await EventsAsync("CP2")).Count(e => e.Type.StartsWith("transaction.", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task A_status_is_told_when_it_changed_with_the_one_before()
    {
        await using var chargePoint = await _system.ConnectAsync("CP3");
        await chargePoint.CallAsync(A.StatusNotification);
        await chargePoint.CallAsync(A.StatusNotification);
        await chargePoint.CallAsync(A.StatusNotification with { Info = "only this is new" });
        await chargePoint.CallAsync(A.StatusNotification with { Status = ChargePointStatus.Faulted, ErrorCode = ChargePointErrorCode.GroundFailure });

        var changes = (await EventsAsync("CP3")).Where(e => e.Type == EventTypes.ConnectorStatusChanged).Select(Data).ToArray();

        changes.Select(c => c.GetProperty("status").GetString()).ShouldBe(["Available", "Faulted"]);
        changes[0].TryGetProperty("previousStatus", out _).ShouldBeFalse();
        (changes[1].GetProperty("previousStatus").GetString(), changes[1].GetProperty("previousErrorCode").GetString()).ShouldBe(("Available", "NoError"));
    }

    [Fact]
    public async Task Progress_reports_and_security_events_are_told_once_each()
    {
        await using var chargePoint = await _system.ConnectAsync("CP4");
        var security = new SecurityEventNotificationRequest { Type = "TamperDetectionActivated", Timestamp = A.Start };
        await chargePoint.CallAsync(security);
        await chargePoint.CallAsync(security);
        foreach (var status in new[] { FirmwareStatus.Downloading, FirmwareStatus.Downloading, FirmwareStatus.Downloaded })
        {
            await chargePoint.CallAsync(new FirmwareStatusNotificationRequest { Status = status });
        }

        await chargePoint.CallAsync(new DiagnosticsStatusNotificationRequest { Status = DiagnosticsStatus.Uploading });

        (await EventsAsync("CP4")).Skip(2).Select(e => e.Type).ShouldBe([
            "security-event.reported", "firmware.status-changed", "firmware.status-changed", "diagnostics.status-changed",
        ]);
    }

    [Fact]
    public async Task A_take_over_tells_no_disconnection_of_the_one_that_is_back()
    {
        await using var old = await _system.ConnectAsync("CP5");
        await using var young = await _system.ConnectAsync("CP5");
        await old.Closed.Within("the end of the old connection");

        (await EventsAsync("CP5", e => e.Type == EventTypes.ChargePointBooted && e.Id > 0, 2)).Select(e => e.Type).ShouldBe([
            "charge-point.connected", "charge-point.booted", "charge-point.connected", "charge-point.security-noticed", "charge-point.booted",
        ]);
    }

    [Fact]
    public async Task Refused_handshakes_are_told_once_a_second_and_kind()
    {
        for (var i = 0; i < 3; i++)
        {
            (await _system.HandshakeAsync("/ocpp/NOBODY6", "Sec-WebSocket-Protocol: ocpp2.0.1")).StatusCode.ShouldBe(400);
        }

        var told = await EventsAsync("NOBODY6", _ => true);
        told.ShouldAllBe(e => e.Type == EventTypes.HandshakeRefused);
        told.Count.ShouldBeLessThan(4);
        Data(told[0]).GetProperty("reason").GetString().ShouldBe("UnsupportedSubprotocol");
    }

    [Fact]
    public async Task Updates_of_a_transaction_keep_their_pause()
    {
        var time = new LeapingTime(A.Start);
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Events:TransactionUpdateSeconds", "60").Set("HEARTBEAT_INT_MS", "0").Time(time));
        await using var chargePoint = await system.ConnectAsync("CP");
        var id = (await chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        for (var i = 1; i <= 5; i++)
        {
            await chargePoint.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [A.MeterValueAt(A.Start.AddSeconds(i), $"{1_000 + i}")] });
            time.Advance(TimeSpan.FromSeconds(i == 3 ? 60 : 1));
        }

        var updates = await system.ReadAsync(db => db.Events.Where(e => e.Type == EventTypes.TransactionUpdated).OrderBy(e => e.Id).Select(e => e.Data).ToListAsync());
        updates.Select(u => JsonDocument.Parse(u).RootElement.GetProperty("registerWh").GetDouble()).ShouldBe([1_001, 1_004]);
    }

    [Fact]
    public async Task The_list_is_filtered_and_paged_from_either_end()
    {
        await using var chargePoint = await _system.ConnectAsync("CP7");
        await chargePoint.CallAsync(A.StatusNotification);
        await chargePoint.CallAsync(A.StartTransaction);
        await EventsAsync("CP7", e => e.Type == EventTypes.TransactionStarted);

        (await TypesAsync("chargePointId=cp7&type=transaction.*,connector.status-changed&order=Oldest")).ShouldBe(["connector.status-changed", "transaction.started"]);
        (await TypesAsync("chargePointId=CP7&limit=1")).ShouldBe(["transaction.started"]);
        (await TypesAsync("chargePointId=CP7&type=charge-point.booted&type=charge-point.connected&order=Oldest")).ShouldBe(["charge-point.connected", "charge-point.booted"]);
        (await TypesAsync("chargePointId=CP7&to=2020-01-01T00:00:00Z")).ShouldBeEmpty();
        (await TypesAsync("chargePointTag=nowhere")).ShouldBeEmpty();
        using var http = _system.CreateHttpClient();
        (await http.GetAsync("/api/v1/events?type=nothing.*")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Old_events_go_but_the_newest_stays()
    {
        var time = new LeapingTime(A.Start);
        await using var system = await RunningCentralSystem.StartAsync(s => s.Set("Events:RetentionDays", "1").Set("HEARTBEAT_INT_MS", "0").Time(time));
        await using var chargePoint = await system.ConnectAsync("CP");
        (await system.Get<EventRetention>().TrimAsync(CancellationToken.None)).ShouldBe(0);
        time.Advance(TimeSpan.FromDays(2));

        // Its own timer may be quicker.
        await system.Get<EventRetention>().TrimAsync(CancellationToken.None);
        (await system.ReadAsync(db => db.Events.Select(e => e.Type).ToListAsync())).ShouldBe([EventTypes.ChargePointBooted]);
    }

    private static JsonElement Data(DomainEvent stored) => JsonDocument.Parse(stored.Data).RootElement.Clone();

    private async Task<List<DomainEvent>> EventsAsync(string identity, Func<DomainEvent, bool>? until = null, int times = 1)
    {
        List<DomainEvent> events = [];
        await Eventually.TrueAsync(
            async () =>
            {
                events = await _system.ReadAsync(db => db.Events.Where(e => e.ChargePointId == identity).OrderBy(e => e.Id).ToListAsync());
                return until is null || events.Count(until) >= times;
            },
            "the event");
        return events;
    }

    private async Task<string[]> TypesAsync(string query)
    {
        using var http = _system.CreateHttpClient();
        var page = JsonDocument.Parse(await http.GetStringAsync($"/api/v1/events?{query}")).RootElement;
        return [.. page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("type").GetString()!)];
    }

    /// <summary>A change that is read before memory has it, as on a busy machine.</summary>
    private sealed class SlowlyMirrored : StoreWrite<bool>
    {
        public TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsInMemory { get; private set; }

        public override void Apply(StoreSession session) => session.Raise(EventTypes.ChargePointConnected, A.Start, "CP9", new ConnectedData("127.0.0.1", ReplacesAnother: false));

        public override void OnCommitted()
        {
            Durable.SetResult();
            Thread.Sleep(TimeSpan.FromMilliseconds(500));
            IsInMemory = true;
        }
    }
}
