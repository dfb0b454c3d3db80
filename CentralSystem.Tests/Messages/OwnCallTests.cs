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
}
