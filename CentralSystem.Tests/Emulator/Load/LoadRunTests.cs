using System.Text.Json.Nodes;
using CentralSystem.Tests.Support;
using ChargePointEmulator.Load;
using ChargePointEmulator.Measuring;

namespace CentralSystem.Tests.Emulator.Load;

/// <summary>What a load does and measures, on fake time.</summary>
[Collection(Heavy.Name)]
public class LoadRunTests
{
    [Fact]
    public async Task A_stall_of_the_central_system_is_in_the_latency_of_everything_that_was_due_meanwhile()
    {
        using var stall = new ManualResetEventSlim(initialState: true);
        await using var load = await RunningLoad.AcceptedAsync(
            """
            fleet: { count: 1 }
            stages:
              - ramp: { to: 1 }
              - hold: { for: 12s, heartbeatEvery: 1s }
            thresholds: { "max(Heartbeat)": "<2s" }
            """,
            script: central => central.Answer("Heartbeat", _ =>
            {
                stall.Wait(Patience.Limit);
                return new JsonObject { ["currentTime"] = "2026-03-01T10:00:00Z" };
            }));
        await load.AdvanceUntilAsync(() => Heartbeats(load).Ok >= 2);
        load.IsSilent = true;
        stall.Reset();
        var before = Heartbeats(load);
        await load.AdvanceUntilAsync(() => Heartbeats(load).Sent > before.Sent);
        await load.AdvanceSecondsAsync(4);
        stall.Set();
        load.IsSilent = false;
        var summary = await EndedAsync(load);

        // One CALL was on the wire during the stall; four more were due. A closed loop would have seen one slow answer.
        var during = summary.Traffic.Of("Heartbeat");
        (during.Latency.Count - during.Latency.CountUpTo(TimeSpan.FromSeconds(0.7))).ShouldBeGreaterThanOrEqualTo(4);
        during.Latency.Max.ShouldBeGreaterThan(TimeSpan.FromSeconds(3.9));
        (during.TimedOut, during.Unsent, during.Ok).ShouldBe((0, 0, during.Sent));
        summary.ExitCode.ShouldBe(2);
        summary.Slowest[0].Took.ShouldBeGreaterThan(TimeSpan.FromSeconds(3.9));
    }

    [Fact]
    public async Task A_dead_central_system_looks_dead_and_what_waits_for_it_stays_bounded()
    {
        await using var load = await RunningLoad.AcceptedAsync(
            """
            fleet: { count: 1, config: { MessageTimeout: 5 } }
            drain: 1s
            stages:
              - ramp: { to: 1 }
              - hold: { for: 30s, heartbeatEvery: 500ms }
            """,
            script: central => central.Ignore("Heartbeat"),
            isSilent: true);
        var summary = await EndedAsync(load);
        var heartbeats = summary.Traffic.Of("Heartbeat");
        heartbeats.Ok.ShouldBe(0);
        heartbeats.TimedOut.ShouldBeGreaterThanOrEqualTo(4);

        // 60 were due; 16 may wait, each time-out makes room for one.
        heartbeats.Unsent.ShouldBeGreaterThan(30);
        heartbeats.Latency.Percentile(1).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(5));
        heartbeats.Latency.Max.ShouldBeGreaterThan(TimeSpan.FromSeconds(20));
        load.Runner.Fleet.Members.Single().ChargePoint.Outbox.Outstanding.ShouldBeLessThanOrEqualTo(16);
        summary.Errors.ShouldContain(group => group.Action == "Heartbeat" && group.Text == "no answer in time");
    }

    [Theory]
    [InlineData("Heartbeat")]
    [InlineData("BootNotification")]
    public async Task What_is_not_answered_until_the_end_counts_with_its_time_out(string silent)
    {
        await using var load = await RunningLoad.AcceptedAsync(
            """
            fleet: { count: 1 }
            drain: 1s
            stages:
              - ramp: { to: 1, within: 2s }
              - hold: { for: 3s, heartbeatEvery: 1s }
            thresholds: { timeouts: "==0" }
            """,
            chargePoints: silent == "BootNotification" ? 0 : 1,
            script: central => central.Ignore(silent),
            isSilent: true);
        var summary = await EndedAsync(load);
        var calls = summary.Traffic.Of(silent);
        calls.TimedOut.ShouldBe(1);
        calls.Latency.Count.ShouldBe(calls.Ended);
        calls.Latency.Percentile(1).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(30));
        summary.ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task A_recovery_of_nobody_is_not_measured()
    {
        await using var load = await RunningLoad.AcceptedAsync("""
            fleet: { count: 1 }
            stages: [ { ramp: { to: 1 } }, { event: { blackout: { percent: 0 } } } ]
            thresholds: { recoveryAfterBlackout: "<1h" }
            """);
        var summary = await EndedAsync(load);
        summary.Thresholds.Single().ShouldBe(new ThresholdResult("recoveryAfterBlackout", "<1h", "not measured", false));
        (summary.Stages[1].Note, summary.ExitCode).ShouldBe(("met nobody", 2));
    }

    [Fact]
    public async Task Sessions_come_when_they_are_due_and_those_that_find_the_connector_in_use_begin_late()
    {
        await using var load = await RunningLoad.AcceptedAsync("""
            fleet: { count: 1, mix: [ { model: ac-11 } ] }
            stages:
              - ramp: { to: 1 }
              - hold: { for: 3m, sessionsPerHour: 200, session: { duration: 30s } }
            """);
        var profile = LoadReader.Read("fleet: {}\nstages: [ { ramp: { to: 1 } }, { hold: { for: 3m, sessionsPerHour: 200, session: { duration: 30s } } } ]", "x");
        var due = SessionPlan.Of(profile, 1, (HoldStage)profile.Stages[1], 1, 1, 1).TakeWhile(session => session.At < TimeSpan.FromMinutes(3)).Count();
        var summary = await EndedAsync(load);
        summary.Sessions.Planned.ShouldBe(due);

        // Three minutes have room for five of 30 s and their ways; nearly twice as many come.
        summary.Sessions.Started.ShouldBeInRange(4, 7);
        summary.Sessions.Late.ShouldBeGreaterThan(2);

        // Who waited half a minute for the connector did not wait for the Central System.
        var begun = summary.Traffic.Of(TrafficMeter.SessionStart);
        (begun.Ok, begun.Unsent).ShouldBe((summary.Sessions.Started, summary.Sessions.TurnedAway + summary.Sessions.Waiting));
        begun.Latency.Count.ShouldBe(begun.Sent);
        begun.Latency.Max.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        var (starts, stops) = (summary.Traffic.Of("StartTransaction"), summary.Traffic.Of("StopTransaction"));
        (starts.Ok, stops.Ok).ShouldBe((summary.Sessions.Started, summary.Sessions.Started));
        starts.Latency.Max.ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_session_ends_when_the_vehicle_has_its_energy()
    {
        await using var load = await RunningLoad.AcceptedAsync("""
            fleet: { count: 1 }
            timeScale: 60
            stages:
              - ramp: { to: 1 }
              - event: { surge: { for: 5m, session: { energyWh: 3000 } } }
            """);
        var connection = await load.Central.ConnectionAsync("CP00001");
        var summary = await EndedAsync(load);
        var start = (long)(await connection.NextAsync("StartTransaction")).Payload["meterStart"]!;
        var stop = (await connection.NextAsync("StopTransaction")).Payload;
        ((long)stop["meterStop"]! - start).ShouldBeInRange(2_999, 3_600);
        ((string?)stop["reason"]).ShouldBe("Local");
        (summary.Sessions.Planned, summary.Sessions.Started, summary.Sessions.Failed, summary.Sessions.Running).ShouldBe((1, 1, 0, 0));
    }

    [Fact]
    public async Task Whoever_is_refused_leaves_and_counts_as_failed()
    {
        await using var load = await RunningLoad.AcceptedAsync(
            """
            fleet: { count: 1, config: { MessageTimeout: 2 } }
            stages: [ { ramp: { to: 1 } }, { event: { surge: { for: 20s } } } ]
            thresholds: { failedSessions: "==0" }
            """,
            script: central => central.Answer("Authorize", _ => new JsonObject { ["idTagInfo"] = new JsonObject { ["status"] = "Invalid" } }));
        var summary = await EndedAsync(load);
        (summary.Sessions.Started, summary.Sessions.Failed, summary.Sessions.Late, summary.Sessions.Running).ShouldBe((0, 1, 1, 0));
        var begun = summary.Traffic.Of(TrafficMeter.SessionStart);
        (begun.Errors, begun.TimedOut).ShouldBe((1, 0));
        begun.Latency.Max.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        summary.ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task A_start_that_is_never_confirmed_counts_with_its_time_out()
    {
        await using var load = await RunningLoad.AcceptedAsync(
            """
            fleet: { count: 1 }
            drain: 2s
            stages: [ { ramp: { to: 1 } }, { event: { surge: { for: 5s, session: { duration: 1s } } } } ]
            """,
            script: central => central.Ignore("StartTransaction"),
            isSilent: true);
        var summary = await EndedAsync(load);
        (summary.Sessions.Started, summary.Sessions.Failed, summary.Sessions.Running).ShouldBe((0, 1, 0));
        var begun = summary.Traffic.Of(TrafficMeter.SessionStart);
        (begun.TimedOut, begun.Latency.Max >= TimeSpan.FromSeconds(30)).ShouldBe((1, true));
    }

    [Fact]
    public async Task The_end_of_the_stages_cuts_off_nobody_whose_start_is_under_way()
    {
        using var stall = new ManualResetEventSlim();
        await using var load = await RunningLoad.AcceptedAsync(
            "fleet: { count: 1 }\nstages: [ { ramp: { to: 1 } }, { event: { surge: { for: 200ms, session: { duration: 100ms } } } } ]",
            script: central => central.Answer("Authorize", _ => AcceptedAfter(stall)));
        load.IsSilent = true;
        await load.AdvanceSecondsAsync(3);
        load.Runner.Read().Stage.ShouldBe("drain");
        stall.Set();
        load.IsSilent = false;
        var summary = await EndedAsync(load);
        (summary.Sessions.Started, summary.Sessions.Failed, summary.Traffic.Of("StopTransaction").Ok).ShouldBe((1, 0, 1));
    }

    [Fact]
    public async Task Whose_start_a_lost_connection_cuts_off_tries_again_and_the_time_without_one_does_not_count()
    {
        using var stall = new ManualResetEventSlim();
        await using var load = await RunningLoad.AcceptedAsync(
            """
            fleet: { count: 1 }
            stages:
              - ramp: { to: 1 }
              - event: { surge: { for: 1s, session: { duration: 2s } } }
              - event: { blackout: { for: 20s } }
              - hold: { for: 5s }
            """,
            script: central => central.Answer("Authorize", _ => AcceptedAfter(stall)));
        load.IsSilent = true;
        await load.AdvanceUntilAsync(() => !load.Runner.Fleet.Members.Single().ChargePoint.Power.IsOn);
        stall.Set();
        load.IsSilent = false;
        var summary = await EndedAsync(load);
        (summary.Sessions.Started, summary.Sessions.Failed).ShouldBe((1, 0));
        summary.Traffic.Of("Authorize").ShouldSatisfyAllConditions(calls => calls.CutOff.ShouldBe(1), calls => calls.Ok.ShouldBe(1));
        summary.Traffic.Of(TrafficMeter.SessionStart).Latency.Max.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Who_is_not_accepted_is_told_and_missed()
    {
        await using var load = await RunningLoad.AcceptedAsync(
            """
            fleet: { count: 2 }
            stages: [ { ramp: { to: 2, within: 3s } } ]
            thresholds: { accepted: "==100%", "max(Accepted)": "<2s", "p50(BootNotification)": "<2s" }
            """,
            chargePoints: 1,
            script: central =>
            {
                var boots = 0;
                central.Answer("BootNotification", _ => central.Boot(Interlocked.Increment(ref boots) == 1 ? "Accepted" : "Rejected", 300));
            });
        var summary = await EndedAsync(load);
        summary.Thresholds.Select(threshold => (threshold.Measured, threshold.IsHeld)).Take(1).ShouldBe([("50 %", false)]);
        summary.Thresholds.Select(threshold => threshold.IsHeld).ShouldBe([false, false, true]);
        (summary.Traffic.Of(TrafficMeter.Accepted).Ok, summary.Traffic.Of(TrafficMeter.Accepted).TimedOut).ShouldBe((1, 1));
    }

    [Fact]
    public async Task What_an_interruption_cuts_off_is_told_and_held_against_nobody()
    {
        await using var load = await RunningLoad.AcceptedAsync(
            "fleet: { count: 1 }\nstages: [ { ramp: { to: 1 } }, { hold: { for: 1h, heartbeatEvery: 1s } } ]",
            script: central => central.Ignore("Heartbeat"),
            isSilent: true);
        await load.AdvanceUntilAsync(() => Heartbeats(load).Open == 1);
        await load.InterruptAsync();
        var summary = await EndedAsync(load);
        summary.ExitCode.ShouldBe(130);
        summary.Traffic.Of("Heartbeat").ShouldSatisfyAllConditions(
            calls => (calls.CutOff, calls.TimedOut, calls.Unsent).ShouldBe((1, 0, 0)),
            calls => calls.Latency.Count.ShouldBe(0));
    }

    [Fact]
    public async Task After_a_blackout_charge_points_come_back_in_the_time_they_were_given_and_tell_what_it_cut_off()
    {
        await using var load = await RunningLoad.AcceptedAsync(
            """
            fleet: { count: 3 }
            stages:
              - ramp: { to: 3 }
              - event: { surge: { for: 5s, session: { duration: 1h } } }
              - event: { blackout: { for: 30s, reconnectWithin: 20s } }
              - hold: { for: 1s }
            thresholds: { recoveryAfterBlackout: "<25s", disconnects: "==0", timeouts: "==0", lostCalls: "==0" }
            """,
            chargePoints: 3);
        var connections = await Task.WhenAll(new[] { "CP00001", "CP00002", "CP00003" }.Select(load.Central.ConnectionAsync));
        var summary = await EndedAsync(load);
        connections.ShouldAllBe(connection => !connection.WasClosedInOrder);
        summary.Thresholds.Where(threshold => !threshold.IsHeld).ShouldBeEmpty();
        summary.Recoveries.Single().ShouldSatisfyAllConditions(
            recovery => recovery.ChargePoints.ShouldBe(3),
            recovery => recovery.Took!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(22)));
        summary.Traffic.Of(TrafficMeter.Handshake).Ok.ShouldBe(6);
        foreach (var identity in new[] { "CP00001", "CP00002", "CP00003" })
        {
            var again = await load.Central.ConnectionAsync(identity);
            ((string?)(await again.NextAsync("StopTransaction")).Payload["reason"]).ShouldBe("PowerLoss");
        }
    }

    [Fact]
    public async Task A_blackout_by_hand_is_one_of_the_file_and_is_measured_and_told()
    {
        await using var load = await RunningLoad.AcceptedAsync(
            """
            fleet: { count: 2 }
            stages: [ { ramp: { to: 2 } }, { hold: { for: 40s } }, { event: { blackout: { percent: 50, for: 5s, reconnectWithin: 4s } } } ]
            thresholds: { recoveryAfterBlackout: "<1h" }
            """,
            chargePoints: 2);
        await load.AdvanceUntilAsync(() => load.Runner.Read().Stage == "2 hold");
        load.Runner.ByHand.Happen(EventKind.Blackout).ShouldBeNull();
        load.Runner.ByHand.Happen(EventKind.Blackout).ShouldBe("a blackout is under way");
        await load.AdvanceUntilAsync(() => load.Runner.Read().ByHand[0].Result.Length > 0);
        var done = load.Runner.Read();
        (done.Stage, done.ByHand.Single().What).ShouldBe(("2 hold", "blackout of 50%"));
        done.ByHand.Single().Result.ShouldStartWith("1 back after ");
        (done.Recoveries.Single().Stage, done.Fleet.Accepted).ShouldBe(("blackout by hand", 2));
        (await EndedAsync(load)).Recoveries.Count.ShouldBe(2);
        load.Runner.ByHand.Happen(EventKind.Blackout).ShouldBe("the stages are over");
    }

    [Fact]
    public async Task Two_blackouts_that_meet_the_same_charge_points_both_see_them_come_back()
    {
        await using var load = await RunningLoad.AcceptedAsync(
            "fleet: { count: 2 }\nstages: [ { ramp: { to: 2 } }, { hold: { for: 1s } }, { event: { blackout: { for: 5s, within: 1m } } } ]",
            chargePoints: 2);
        await load.AdvanceUntilAsync(() => load.Runner.Read().Stage == "3 blackout");
        load.Runner.ByHand.Happen(EventKind.Blackout).ShouldBeNull();
        var summary = await EndedAsync(load);
        summary.Recoveries.Select(recovery => (recovery.Stage, recovery.Missing)).Order().ShouldBe([("3 blackout", 0), ("blackout by hand", 0)]);
    }

    [Fact]
    public async Task The_run_waits_for_what_was_done_by_hand_in_its_last_stage()
    {
        await using var load = await RunningLoad.AcceptedAsync("fleet: { count: 1 }\nstages: [ { ramp: { to: 1 } }, { hold: { for: 2s } } ]");
        await load.AdvanceUntilAsync(() => load.Runner.Read().Stage == "2 hold");
        load.Runner.ByHand.Happen(EventKind.Blackout).ShouldBeNull();
        var summary = await EndedAsync(load);
        summary.Recoveries.Single().Missing.ShouldBe(0);
        summary.Stages[1].Duration.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(10));
        (summary.ExitCode, summary.WasInterrupted).ShouldBe((0, false));
    }

    [Fact]
    public async Task Who_stops_the_wait_for_what_was_done_by_hand_still_lets_people_leave()
    {
        await using var load = await RunningLoad.AcceptedAsync("fleet: { count: 2 }\nstages: [ { ramp: { to: 2 } }, { hold: { for: 1s } } ]", chargePoints: 2);
        load.Runner.ByHand.Happen(EventKind.Surge).ShouldBeNull();
        await load.AdvanceUntilAsync(() => load.Runner.ByHand.Resize(0) == "the stages are over" && load.Runner.Read().Sessions.Started > 0);
        load.Runner.Read().Stage.ShouldBe("2 hold");
        load.Runner.Stop();
        var summary = await EndedAsync(load);
        summary.ByHand.Select(each => each.What).ShouldBe(["surge of 100%", "stop"]);
        (summary.Traffic.Of("StopTransaction").Ok, summary.Drain!.Note, summary.ExitCode).ShouldBe((summary.Sessions.Started, "", 130));
    }

    [Fact]
    public async Task Charge_points_that_are_switched_off_while_away_are_not_waited_for()
    {
        await using var load = await RunningLoad.AcceptedAsync("fleet: { count: 2 }\nstages: [ { ramp: { to: 2 } }, { hold: { for: 20s } } ]", chargePoints: 2);
        await load.AdvanceUntilAsync(() => load.Runner.Read().Stage == "2 hold");
        load.Runner.ByHand.Happen(EventKind.Blackout).ShouldBeNull();
        await load.AdvanceUntilAsync(() => load.Runner.Fleet.Members.All(member => !member.ChargePoint.Power.IsOn));
        load.Runner.ByHand.Resize(-1).ShouldBeNull();
        var summary = await EndedAsync(load);
        (summary.Recoveries.Single().Missing, summary.Fleet.SwitchedOn, summary.Fleet.Accepted).ShouldBe((0, 1, 1));
    }

    [Fact]
    public async Task People_come_by_hand_and_what_they_cause_is_told_after_an_early_end()
    {
        await using var load = await RunningLoad.AcceptedAsync("fleet: { count: 2 }\nstages: [ { ramp: { to: 2 } }, { hold: { for: 1h } } ]", chargePoints: 2);
        load.Runner.ByHand.Happen(EventKind.Surge).ShouldBeNull();
        await load.AdvanceUntilAsync(() => load.Runner.Read().Sessions.Started == 2);
        load.Runner.Stop();
        var summary = await EndedAsync(load);
        (summary.ExitCode, summary.Verdict).ShouldBe((130, "interrupted"));
        (summary.Traffic.Of("StopTransaction").Ok, summary.Sessions.CutOff, summary.Drain!.Note).ShouldBe((2, 0, ""));
        summary.ByHand.Select(each => (each.What, each.Result)).ShouldBe([("surge of 100%", "interrupted"), ("stop", "")]);
    }

    [Fact]
    public async Task Asked_again_an_early_end_does_not_wait_for_answers()
    {
        await using var load = await RunningLoad.AcceptedAsync(
            "fleet: { count: 1 }\ndrain: 1h\nstages: [ { ramp: { to: 1 } }, { hold: { for: 1h, heartbeatEvery: 1s } } ]", script: central => central.Ignore("Heartbeat"), isSilent: true);
        await load.AdvanceUntilAsync(() => Heartbeats(load).Open == 1);
        load.Runner.Stop();
        await load.AdvanceUntilAsync(() => load.Runner.Read().Stage == "drain");
        load.Runner.Stop();
        var summary = await EndedAsync(load);
        (summary.ExitCode, summary.Traffic.Of("Heartbeat").CutOff).ShouldBe((130, 1));
        summary.Duration.ShouldBeLessThan(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task The_fleet_grows_and_shrinks_by_hand_but_not_in_a_ramp()
    {
        await using var load = await RunningLoad.AcceptedAsync(
            "fleet: { count: 4 }\nstages: [ { ramp: { to: 2 } }, { hold: { for: 20s, heartbeatEvery: 1s } }, { ramp: { to: 3, over: 5s } }, { hold: { for: 1s } } ]", chargePoints: 2);
        await load.AdvanceUntilAsync(() => load.Runner.Read().Stage == "2 hold");
        load.Runner.ByHand.Resize(100).ShouldBeNull();
        load.Runner.ByHand.Resize(1).ShouldBe("all are on: the fleet has no more (count)");
        await load.AdvanceUntilAsync(() => load.Runner.Read().Fleet.Accepted == 4);

        // Who came by hand has the traffic of the hold, too.
        var last = await load.Central.ConnectionAsync("CP00004");
        await load.AdvanceUntilAsync(() => last.Frames.Any(frame => frame.Contains("\"Heartbeat\"", StringComparison.Ordinal)));
        load.Runner.ByHand.Resize(-100).ShouldBeNull();
        load.Runner.ByHand.Resize(-1).ShouldBe("all are off");
        await load.AdvanceUntilAsync(() => load.Runner.Read().Stage == "3 ramp");
        load.Runner.ByHand.Resize(1).ShouldBe("the fleet is ramping");
        var summary = await EndedAsync(load);
        summary.ByHand.Select(each => (each.What, each.Result)).ShouldBe([("2 more", "4 on"), ("4 fewer", "0 on")]);
        (summary.Fleet.SwitchedOn, summary.ExitCode).ShouldBe((3, 0));
    }

    [Fact]
    public async Task Who_does_not_come_back_is_missed()
    {
        await using var load = await RunningLoad.AcceptedAsync(
            """
            fleet: { count: 2 }
            stages: [ { ramp: { to: 2 } }, { event: { reconnectStorm: { within: 10s } } } ]
            thresholds: { recoveryAfterReconnectStorm: "<1h" }
            """,
            chargePoints: 2);
        load.Central.RefuseWith = 503;
        var summary = await EndedAsync(load);
        (summary.Recoveries.Single().Took, summary.Recoveries.Single().Missing).ShouldBe((null, 2));
        summary.Thresholds.Single().ShouldBe(new ThresholdResult("recoveryAfterReconnectStorm", "<1h", "never", false));
        summary.Errors.ShouldContain(group => group.Action == TrafficMeter.Handshake && group.Text.StartsWith("HTTP 503", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restarts_storms_and_ramps_downwards_go_in_order()
    {
        await using var load = await RunningLoad.AcceptedAsync(
            """
            fleet: { count: 4, restartTime: 2s }
            stages:
              - ramp: { to: 4 }
              - event: { rollingRestart: { percent: 50, over: 4s } }
              - event: { reconnectStorm: { reconnectWithin: 2s } }
              - ramp: { to: 1, over: 2s }
            """,
            chargePoints: 4);
        var summary = await EndedAsync(load);
        summary.Stages.Select(stage => stage.Note.Split(' ')[0]).ShouldBe(["4", "2", "4", "1"]);
        summary.Stages.Select(stage => stage.Traffic.Of("BootNotification").Ok).ShouldBe([4, 2, 4, 0]);
        (summary.Fleet.SwitchedOn, summary.Fleet.Accepted, summary.Traffic.Disconnects).ShouldBe((1, 1, 0));
        summary.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Handshakes_keep_their_pace_however_steep_the_ramp()
    {
        await using var load = await RunningLoad.AcceptedAsync("target: { connectRate: 2 }\nfleet: { count: 6 }\nstages: [ { ramp: { to: 6 } } ]");
        var summary = await EndedAsync(load);
        summary.Duration.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(2.4));
        summary.Traffic.Of(TrafficMeter.Handshake).Ok.ShouldBe(6);
    }

    /// <summary>Everything that left ended in some way, and so did every session that was due.</summary>
    private static void ShouldAddUp(LoadSummary summary)
    {
        foreach (var calls in summary.Traffic.Actions)
        {
            (calls.Sent, calls.Open).ShouldBe((calls.Ok + calls.Errors + calls.TimedOut + calls.Lost + calls.CutOff, 0), calls.Name);
        }

        var sessions = summary.Sessions;
        sessions.Planned.ShouldBe(sessions.Started + sessions.Failed + sessions.TurnedAway + sessions.Waiting + sessions.CutOff);
        var rows = summary.Stages.Append(summary.Drain!).ToArray();
        rows.Sum(row => row.Traffic.Calls.Sum(calls => calls.Sent)).ShouldBe(summary.Traffic.Calls.Sum(calls => calls.Sent), "the rows add up");
    }

    /// <summary>Accepts an idTag once the stall is over.</summary>
    private static JsonObject AcceptedAfter(ManualResetEventSlim stall)
    {
        stall.Wait(Patience.Limit);
        return new JsonObject { ["idTagInfo"] = new JsonObject { ["status"] = "Accepted" } };
    }

    private static async Task<LoadSummary> EndedAsync(RunningLoad load)
    {
        var summary = await load.EndedAsync();
        ShouldAddUp(summary);
        return summary;
    }

    private static ActionFigures Heartbeats(RunningLoad load) => load.Runner.Meter.Read().Of("Heartbeat");
}
