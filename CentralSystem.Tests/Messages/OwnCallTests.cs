using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using CentralSystem.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Tests.Messages;

/// <summary>CALLs of this side: one outstanding, and each wait ends.</summary>
public sealed class OwnCallTests
{
    [Fact, Trait("Spec", "OCPP-J §4.1.1")]
    public async Task A_call_that_is_on_its_way_out_when_the_connection_closes_is_not_said_to_be_unsent()
    {
        await using var conversation = new Conversation();
        var call = new OutgoingCall(new ClearCacheRequest()) { Sending = leaving => _ = conversation.Connection.CloseAsync(CloseCode.GoingAway, "bye", TimeSpan.Zero) };
        var outcome = await conversation.Connection.CallAsync(call).Within("the end of the call");
        outcome.ShouldBeOfType<CallOutcome.ConnectionLost>().WasSent.ShouldBeTrue();
    }

    [Fact, Trait("Case", "XS30"), Trait("Spec", "OCPP-J §4.1.1"), Trait("Quirk", "21")]
    public async Task One_CALL_is_outstanding_and_urgent_ones_go_first()
    {
        await using var conversation = new Conversation();
        var calls = new[]
        {
            new OutgoingCall(new ClearCacheRequest()),
            new OutgoingCall(new GetLocalListVersionRequest()),
            new OutgoingCall(new ResetRequest { Type = ResetType.Hard }),
            new OutgoingCall(new UnlockConnectorRequest { ConnectorId = 1 }, priority: CallPriority.Urgent),
        };
        foreach (var call in calls)
        {
            _ = conversation.Connection.CallAsync(call);
        }

        var order = new[] { calls[0], calls[3], calls[1], calls[2] };
        foreach (var call in order)
        {
            (await conversation.ReceiveAsync()).ShouldStartWith($"[2,\"{call.Id.Text}\",\"{call.Action.Name}\"");
            await conversation.ExpectAliveAsync();
            conversation.Send($"[4,\"{call.Id.Text}\",\"NotSupported\",\"\",{{}}]");
            (await call.Outcome.Within("the end of the CALL")).ShouldBe(new CallOutcome.Refused("NotSupported", "", "{}"));
        }
    }

    [Fact, Trait("Quirk", "20"), Trait("Spec", "OCPP-J §4.1.1")]
    public async Task Late_answer_finds_its_CALL_and_the_socket_stays()
    {
        var time = new FakeTimeProvider();
        await using var conversation = new Conversation(time: time);
        var call = new OutgoingCall(new ClearCacheRequest(), TimeSpan.FromSeconds(30));
        var calling = conversation.Connection.CallAsync(call);
        await conversation.ReceiveAsync();
        time.Advance(TimeSpan.FromSeconds(29));
        calling.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(2));
        (await calling.Within("a time-out")).ShouldBeOfType<CallOutcome.TimedOut>();

        conversation.Send($$"""[3,"{{call.Id.Text}}",{"status":"Accepted"}]""");
        await conversation.ExpectAliveAsync();
        var late = conversation.Late.Single();
        late.Call.ShouldBeSameAs(call);
        ((ClearCacheResponse)late.Outcome.ShouldBeOfType<CallOutcome.Answered>().Response).Status.Known.ShouldBe(ClearCacheStatus.Accepted);
    }

    [Fact, Trait("Spec", "OCPP-J §4.1.1")]
    public async Task Time_out_counts_from_the_moment_the_CALL_is_sent()
    {
        var time = new FakeTimeProvider();
        await using var conversation = new Conversation(time: time);
        var first = new OutgoingCall(new ClearCacheRequest(), TimeSpan.FromSeconds(30));
        var second = new OutgoingCall(new ClearCacheRequest(), TimeSpan.FromSeconds(30));
        _ = conversation.Connection.CallAsync(first);
        _ = conversation.Connection.CallAsync(second);
        await conversation.ReceiveAsync();
        time.Advance(TimeSpan.FromSeconds(31));
        await conversation.ReceiveAsync();
        second.Outcome.IsCompleted.ShouldBeFalse();
        conversation.Send($$"""[3,"{{second.Id.Text}}",{"status":"Rejected"}]""");
        (await second.Outcome.Within("the second answer")).ShouldBeOfType<CallOutcome.Answered>();
    }

    [Fact, Trait("Spec", "OCPP-J §4.1.1")]
    public async Task Each_CALL_has_its_own_time_out_whatever_the_last_one_had()
    {
        var time = new FakeTimeProvider();
        await using var conversation = new Conversation(time: time);
        foreach (var seconds in (int[])[30, 5, 60, 30])
        {
            // The one before was answered long before its time.
            await AnsweredAsync(conversation, new OutgoingCall(new ClearCacheRequest(), TimeSpan.FromSeconds(40)));
            time.Advance(TimeSpan.FromSeconds(3));
            var call = new OutgoingCall(new ClearCacheRequest(), TimeSpan.FromSeconds(seconds));
            var calling = conversation.Connection.CallAsync(call);
            await conversation.ReceiveAsync();
            await conversation.ExpectAliveAsync();
            for (var second = 1; second < seconds; second++)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                calling.IsCompleted.ShouldBeFalse($"after {second} of {seconds} s");
            }

            time.Advance(TimeSpan.FromSeconds(1));
            (await calling.Within($"the time-out of {seconds} s")).ShouldBeOfType<CallOutcome.TimedOut>();
        }
    }

    [Fact]
    public async Task The_end_of_a_CALL_is_told_once_however_it_ends()
    {
        var time = new FakeTimeProvider();
        var told = new ConcurrentQueue<(OutgoingCall Call, CallOutcome Outcome)>();
        OutgoingCall Call() => new(new ClearCacheRequest(), TimeSpan.FromSeconds(30)) { Ended = (call, outcome) => told.Enqueue((call, outcome)) };
        await using var conversation = new Conversation(time: time);
        var (answered, late, cancelled, lost, waiting, after) = (Call(), Call(), Call(), Call(), Call(), Call());
        await AnsweredAsync(conversation, answered);

        _ = conversation.Connection.CallAsync(late);
        _ = conversation.Connection.CallAsync(cancelled);
        conversation.Connection.TryWithdraw(cancelled).ShouldBeTrue();
        await conversation.ReceiveAsync();
        await conversation.ExpectAliveAsync();
        time.Advance(TimeSpan.FromSeconds(30));
        await late.Outcome.Within("a time-out");

        _ = conversation.Connection.CallAsync(lost);
        _ = conversation.Connection.CallAsync(waiting);
        await conversation.ReceiveAsync();
        conversation.Break();
        await conversation.Ended;
        _ = conversation.Connection.CallAsync(after);
        await Eventually.TrueAsync(() => told.Count == 6, "six ends are told");
        told.Select(end => end.Call).ShouldBe([answered, cancelled, late, lost, waiting, after], ignoreOrder: true);
        foreach (var (call, outcome) in told)
        {
            outcome.ShouldBeSameAs(await call.Outcome);
        }
    }

    [Fact]
    public async Task The_activity_of_a_CALL_ends_with_it_and_tells_how()
    {
        var (time, stopped) = (new FakeTimeProvider(), new ConcurrentDictionary<string, Activity>());
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CallTracing.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => stopped[(string)activity.GetTagItem("ocpp.message_id")!] = activity,
        };
        ActivitySource.AddActivityListener(listener);
        await using var conversation = new Conversation(time: time);
        var (answered, late, lost) = (new OutgoingCall(new ClearCacheRequest()), new OutgoingCall(new ClearCacheRequest()), new OutgoingCall(new ClearCacheRequest()));
        await AnsweredAsync(conversation, answered);
        _ = conversation.Connection.CallAsync(late);
        await conversation.ReceiveAsync();
        time.Advance(new OcppConnectionOptions().CallTimeout);
        _ = conversation.Connection.CallAsync(lost);
        await conversation.ReceiveAsync();
        conversation.Break();
        foreach (var (call, status, why) in new[] { (answered, ActivityStatusCode.Unset, null), (late, ActivityStatusCode.Error, "TimedOut"), (lost, ActivityStatusCode.Error, "ConnectionLost") })
        {
            await Eventually.TrueAsync(() => stopped.ContainsKey(call.Id.Text), $"the end of the activity of the CALL that was {why ?? "answered"}");
            (stopped[call.Id.Text].Status, stopped[call.Id.Text].StatusDescription).ShouldBe((status, why));
        }

        Activity.Current.ShouldBeNull();
    }

    [Fact]
    public void Ids_of_CALLs_are_UUIDs_that_never_repeat()
    {
        var ids = new ConcurrentBag<string>();
        Parallel.For(0, 20_000, _ => ids.Add(MessageId.New().Text));
        ids.Distinct().Count().ShouldBe(20_000);
        ids.ShouldAllBe(id => Guid.ParseExact(id, "D").Version == 7 && Guid.ParseExact(id, "D").Variant >= 8 && id.Length == MessageId.MaxLength);
    }

    [Fact]
    public async Task Lost_connection_ends_every_CALL_at_once_and_tells_which_was_sent()
    {
        await using var conversation = new Conversation();
        var sent = conversation.Connection.CallAsync(new OutgoingCall(new ClearCacheRequest()));
        var waiting = conversation.Connection.CallAsync(new OutgoingCall(new ClearCacheRequest()));
        await conversation.ReceiveAsync();
        conversation.Break();
        (await sent.Within("the end")).ShouldBe(new CallOutcome.ConnectionLost(WasSent: true));
        (await waiting.Within("the end")).ShouldBe(new CallOutcome.ConnectionLost(WasSent: false));
        (await conversation.Ended).ShouldBe(DisconnectReason.Lost);
        (await conversation.Connection.CallAsync(new OutgoingCall(new ClearCacheRequest())).Within("the end")).ShouldBe(new CallOutcome.ConnectionLost(WasSent: false));
    }

    [Fact]
    public async Task A_CALL_whose_frame_broke_off_may_have_been_sent()
    {
        await using var conversation = new Conversation(afterSend: () => Task.FromException(new WebSocketException(WebSocketError.ConnectionClosedPrematurely)));
        var broken = conversation.Connection.CallAsync(new OutgoingCall(new ClearCacheRequest()));
        (await broken.Within("the end")).ShouldBe(new CallOutcome.ConnectionLost(WasSent: true));
    }

    [Fact]
    public async Task A_CALL_behind_a_frame_the_peer_does_not_take_was_not_sent()
    {
        var (time, stuck) = (new FakeTimeProvider(), new TaskCompletionSource());
        await using var conversation = new Conversation(time: time, afterSend: () => stuck.Task);
        conversation.Send("""[2,"stuck","Heartbeat",{}]""");
        await conversation.ReceiveAsync();
        var call = new OutgoingCall(new ClearCacheRequest());
        var behind = conversation.Connection.CallAsync(call);
        time.Advance(new OcppConnectionOptions().SendTimeout);
        stuck.SetException(new WebSocketException(WebSocketError.ConnectionClosedPrematurely));
        (await behind.Within("the end")).ShouldBe(new CallOutcome.ConnectionLost(WasSent: false));
        call.SentAt.ShouldBeNull();
    }

    [Fact]
    public async Task CALL_issued_while_the_connection_ends_always_ends()
    {
        for (var round = 0; round < 200; round++)
        {
            await using var conversation = new Conversation();
            using var both = new Barrier(2);
            var call = new OutgoingCall(new ClearCacheRequest());
            var calling = Task.Run(() =>
            {
                both.SignalAndWait();
                return conversation.Connection.CallAsync(call);
            });
            await Task.Run(() =>
            {
                both.SignalAndWait();
                conversation.Connection.Abort();
            });
            (await calling.Within($"the end of the CALL in round {round}", TimeSpan.FromSeconds(1))).ShouldBeOfType<CallOutcome.ConnectionLost>();
            call.Outcome.IsCompleted.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Cancelled_CALL_that_waits_is_never_sent()
    {
        await using var conversation = new Conversation();
        var first = new OutgoingCall(new ClearCacheRequest());
        _ = conversation.Connection.CallAsync(first);
        await conversation.ReceiveAsync();
        using var cancellation = new CancellationTokenSource();
        var cancelled = new OutgoingCall(new ResetRequest { Type = ResetType.Soft });
        var waiting = conversation.Connection.CallAsync(cancelled, cancellation.Token);
        var last = conversation.Connection.CallAsync(new OutgoingCall(new GetLocalListVersionRequest()));
        await cancellation.CancelAsync();
        (await cancelled.Outcome.Within("the end")).ShouldBeOfType<CallOutcome.Cancelled>();
        await Record.ExceptionAsync(() => waiting);
        conversation.Send($$"""[3,"{{first.Id.Text}}",{"status":"Accepted"}]""");
        (await conversation.ReceiveAsync()).ShouldContain("GetLocalListVersion");
        last.IsCompleted.ShouldBeFalse();
    }

    [Theory, Trait("Spec", "OCPP-J §4.2.3, errata §5.1")]
    [InlineData("""[4,"{0}","OccurrenceConstraintViolation","text",{"a":1}]""", "OccurrenceConstraintViolation", "text", """{"a":1}""")]
    [InlineData("""[4,"{0}","FormatViolation","",{}]""", "FormatViolation", "", "{}")]
    [InlineData("""[4,"{0}","VendorSaysNo"]""", "VendorSaysNo", "", "{}")]
    [InlineData("""[4,"{0}"]""", "GenericError", "", "{}")]
    [InlineData("""[4,"{0}",17,null,null]""", "GenericError", "", "null")]
    public async Task CALLERROR_in_any_shape_ends_its_CALL(string frame, string code, string description, string details)
    {
        await using var conversation = new Conversation();
        var call = new OutgoingCall(new ClearCacheRequest());
        var calling = conversation.Connection.CallAsync(call);
        await conversation.ReceiveAsync();
        conversation.Send(frame.Replace("{0}", call.Id.Text, StringComparison.Ordinal));
        var refused = (await calling.Within("the end")).ShouldBeOfType<CallOutcome.Refused>();
        (refused.Code, refused.Description).ShouldBe((code, description));
        refused.Details.ShouldBeOneOf(details, "{}");
    }

    [Theory]
    [InlineData("""[3,"{0}",{"status":"Accepted""")]
    [InlineData("""[3,"{0}",{}]""")]
    [InlineData("""[3,"{0}",[]]""")]
    [InlineData("""[3,"{0}"]""")]
    public async Task CALLRESULT_nobody_can_read_ends_its_CALL(string frame)
    {
        await using var conversation = new Conversation();
        var call = new OutgoingCall(new ClearCacheRequest());
        var calling = conversation.Connection.CallAsync(call);
        await conversation.ReceiveAsync();
        conversation.Send(frame.Replace("{0}", call.Id.Text, StringComparison.Ordinal));
        (await calling.Within("the end")).ShouldBeOfType<CallOutcome.Unreadable>();
        await conversation.ExpectAliveAsync();
    }

    private static async Task AnsweredAsync(Conversation conversation, OutgoingCall call)
    {
        var calling = conversation.Connection.CallAsync(call);
        await conversation.ReceiveAsync();
        conversation.Send($$"""[3,"{{call.Id.Text}}",{"status":"Accepted"}]""");
        (await calling.Within("the answer")).ShouldBeOfType<CallOutcome.Answered>();
    }
}
