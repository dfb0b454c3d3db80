using ChargePointEmulator.Faults;

namespace CentralSystem.Tests.Emulator.Driving;

public class FaultTests
{
    [Theory]
    [InlineData("truncate"), InlineData("garbage"), InlineData("drop")]
    public async Task A_frame_that_is_hit_does_not_arrive_as_it_was(string kind)
    {
        await using var driven = await DrivenChargePoint.StartAsync();
        await driven.DoAsync("fault", $$"""{"kind":"{{kind}}","direction":"received","action":"ClearCache","times":1}""");
        var lost = driven.Connection.SendAsync("""[2,"x1","ClearCache",{}]""");
        await lost;
        (await driven.Connection.StatusOfAsync("ClearCache")).ShouldBe("Accepted");
        var hit = driven.Line.Frames.After(0).Single(frame => frame.Note is not null);
        hit.Note.ShouldBe(kind);
        hit.Arrived.ShouldBe(kind != "drop");
        driven.Connection.Frames.ShouldNotContain(frame => frame.StartsWith("""[3,"x1",""", StringComparison.Ordinal));
        driven.Line.Faults.ShouldAllBe(fault => fault.IsOver);
    }

    [Fact]
    public async Task A_duplicated_CALL_arrives_twice_with_the_same_id()
    {
        await using var driven = await DrivenChargePoint.StartAsync();
        await driven.DoAsync("fault", """{"kind":"duplicate","direction":"sent","action":"StatusNotification"}""");
        await driven.DoAsync("plug");
        var first = await driven.Connection.NextAsync("StatusNotification");
        (await driven.Connection.NextAsync("StatusNotification")).Frame.ShouldBe(first.Frame);
    }

    [Fact]
    public async Task An_answer_with_a_wrong_id_is_no_answer()
    {
        await using var driven = await DrivenChargePoint.StartAsync();
        await driven.DoAsync("fault", """{"kind":"wrongId","direction":"sent","action":"ClearCache","times":1}""");
        await driven.Connection.SendAsync("""[2,"x1","ClearCache",{}]""");
        (await driven.Connection.StatusOfAsync("ClearCache")).ShouldBe("Accepted");
        driven.Connection.Frames.ShouldContain(frame => frame.StartsWith("""[3,"wrong-""", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_disconnect_takes_the_place_of_the_frame_and_the_charge_point_comes_back()
    {
        await using var driven = await DrivenChargePoint.StartAsync();
        await driven.DoAsync("fault", """{"kind":"disconnect","direction":"sent","action":"StatusNotification","times":1}""");
        await driven.DoAsync("plug");
        await driven.Connection.Ended;
        driven.Connection.WasClosedInOrder.ShouldBeFalse();
        await driven.Fleet.ReconnectedAsync();
    }

    [Fact]
    public async Task Offline_holds_the_handshake_until_online_and_refuses_none()
    {
        await using var driven = await DrivenChargePoint.StartAsync();
        await driven.DoAsync("offline");
        await driven.Connection.Ended;
        var refused = driven.Fleet.RefusedHandshakes;
        await driven.Fleet.AdvanceAsync(3600);
        await driven.DoAsync("online");
        await driven.Fleet.ReconnectedAsync();
        driven.Fleet.RefusedHandshakes.ShouldBe(refused);
    }

    [Fact]
    public async Task Latency_keeps_the_order_of_frames()
    {
        await using var driven = await DrivenChargePoint.StartAsync();
        await driven.DoAsync("fault", """{"kind":"latency","delay":"40ms","jitter":"10ms","direction":"sent","times":1}""");
        await driven.DoAsync("send", """{"action":"DataTransfer","payload":{"vendorId":"first"}}""");
        await driven.DoAsync("send", """{"action":"DataTransfer","payload":{"vendorId":"second"}}""");
        ((string)(await driven.Connection.NextAsync("DataTransfer")).Payload["vendorId"]!).ShouldBe("first");
        ((string)(await driven.Connection.NextAsync("DataTransfer")).Payload["vendorId"]!).ShouldBe("second");
    }

    [Fact]
    public void The_same_seed_hits_the_same_frames()
    {
        string Hits(int seed)
        {
            var fault = new Fault(FaultKind.Drop) { Probability = 0.3 };
            var random = new ChargePointEmulator.Fleet.SeededRandom(seed, 1);
            return string.Concat(Enumerable.Range(0, 200).Select(_ => fault.Hits(LineDirection.Sent, "Heartbeat", random) ? 'x' : '.'));
        }

        Hits(7).ShouldBe(Hits(7));
        Hits(7).ShouldNotBe(Hits(8));
        Hits(7).Count(c => c == 'x').ShouldBeInRange(35, 85);
    }

    [Fact]
    public async Task A_rule_answers_in_place_of_the_charge_point_so_often_and_no_more()
    {
        await using var driven = await DrivenChargePoint.StartAsync();
        driven.Line.Add(new CallRule("Reset") { Respond = new System.Text.Json.Nodes.JsonObject { ["status"] = "Rejected" }, Times = 1 });
        driven.Line.Add(new CallRule("ClearCache") { CallError = "InternalError" });
        (await driven.Connection.StatusOfAsync("Reset", """{"type":"Soft"}""")).ShouldBe("Rejected");
        (await driven.Connection.StatusOfAsync("ClearCache")).ShouldBe("InternalError");
        (await driven.Connection.StatusOfAsync("Reset", """{"type":"Hard"}""")).ShouldBe("Accepted");
    }
}
