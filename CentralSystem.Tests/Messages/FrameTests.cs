using CentralSystem.Tests.Support;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Tests.Messages;

/// <summary>Frames as the specification has them, and as Charge Points in the field send them.</summary>
public sealed class FrameTests
{
    private const string Answer = "\"currentTime\":\"2026-01-15T10:00:00.000Z\"";

    [Theory]
    [InlineData("9", """[2,"id","Heartbeat",null]""", """[3,"id",{*}]""", null)]
    [InlineData("9", """[2,"id","Heartbeat"]""", """[3,"id",{*}]""", NoteKind.MissingPayload)]
    [InlineData("19", """[2,17,"Heartbeat",{}]""", """[3,17,{*}]""", NoteKind.NumericMessageId)]
    [InlineData("19", """[2,1.50e2,"Heartbeat",{}]""", """[3,1.50e2,{*}]""", NoteKind.NumericMessageId)]
    [InlineData("11", """[2,"id","Heartbeat",{"extra":{"deep":[1,{}]}}]""", """[3,"id",{*}]""", NoteKind.UnknownMember)]
    [InlineData("16", """[2,"id","Heartbeat",{},"more"]""", """[3,"id",{*}]""", NoteKind.ExtraElement)]
    [InlineData("16", """[2,"id","Heartbeat",{},{},[1]]""", """[3,"id",{*}]""", NoteKind.ExtraElement)]
    [InlineData("18", """[2,"a123456789b123456789c123456789d123456","Heartbeat",{}]""", """[3,"a123456789b123456789c123456789d123456",{*}]""", NoteKind.LongMessageId)]
    [InlineData("18", """[2,"","Heartbeat",{}]""", """[3,"",{*}]""", null)]
    [InlineData("16", " [ 2 ,\t\"id\"\r\n, \"Heartbeat\" , { } ] ", """[3,"id",{*}]""", null)]
    [InlineData("16", """[2,"\u0069d","\u0048eartbeat",{}]""", """[3,"id",{*}]""", null)]
    public async Task Lenient_reader_answers_what_can_be_understood_and_notes_what_was_wrong(string quirk, string frame, string answer, NoteKind? note)
    {
        _ = quirk;
        await using var conversation = new Conversation();
        conversation.Send(frame);
        (await conversation.ReceiveAsync()).ShouldBe(answer.Replace("*", Answer, StringComparison.Ordinal));
        conversation.Notes.Distinct().ShouldBe(note is null ? [] : [note.Value]);
    }

    [Theory, Trait("Spec", "OCPP-J §4.2.3")]
    [InlineData("""[2,"id","Heartbeat"]""")]
    [InlineData("""[2,"id","Heartbeat",{"extra":1}]""")]
    [InlineData("""[2,"id","Heartbeat",{},"more"]""")]
    [InlineData("""[2,"a123456789b123456789c123456789d123456","Heartbeat",{}]""")]
    public async Task Strict_reader_refuses_the_same_with_FormationViolation(string frame)
    {
        await using var conversation = new Conversation(ValidationMode.Strict);
        conversation.Send(frame);
        (await conversation.ReceiveAsync()).ShouldContain("\"FormationViolation\"");
        await conversation.ExpectAliveAsync();
    }

    [Theory, Trait("Quirk", "16"), Trait("Spec", "OCPP-J §4.2.3")]
    [InlineData("""[2,"id"]""")]
    [InlineData("""[2,"id",null,{}]""")]
    [InlineData("""[2,"id",5,{}]""")]
    [InlineData("""[2,"id","Heartbeat",[]]""")]
    [InlineData("""[2,"id","Heartbeat","{}"]""")]
    [InlineData("""[2,"id","Heartbeat",5]""")]
    [InlineData("""[2,"id","DataTransfer",{"vendorId":,}]""")]
    [InlineData("""[2,"id","DataTransfer",{,"vendorId":"v"}]""")]
    [InlineData("""[2,"id","DataTransfer",{"vendorId":"C:\queue"}]""")]
    [InlineData("""[2,"id","DataTransfer",{"vendorId":"v","data":"cut""")]
    [InlineData("""[2,"id","Heartbeat",{}]]""")]
    [InlineData("""[2,"id","Heartbeat",{}][2,"id2","Heartbeat",{}]""")]
    public async Task Broken_CALL_with_a_readable_id_gets_FormationViolation_under_that_id(string frame)
    {
        foreach (var mode in Enum.GetValues<ValidationMode>())
        {
            await using var conversation = new Conversation(mode);
            conversation.Send(frame);
            var answer = await conversation.ReceiveAsync();
            answer.ShouldStartWith("""[4,"id","FormationViolation",""");
            answer.ShouldEndWith(",{}]");
            await conversation.ExpectAliveAsync();
        }
    }

    [Theory, Trait("Quirk", "16"), Trait("Quirk", "17"), Trait("Quirk", "19"), Trait("Spec", "OCPP-J §4.1.3, §4.2.3")]
    [InlineData("", NoteKind.EmptyFrame)]
    [InlineData("hello", NoteKind.MalformedFrame)]
    [InlineData("{}", NoteKind.MalformedFrame)]
    [InlineData("null", NoteKind.MalformedFrame)]
    [InlineData("[", NoteKind.MalformedFrame)]
    [InlineData("[2", NoteKind.MalformedFrame)]
    [InlineData("[2]", NoteKind.MalformedFrame)]
    [InlineData("""[2,"i""", NoteKind.MalformedFrame)]
    [InlineData(""",[2,"id","Heartbeat",{}]""", NoteKind.MalformedFrame)]
    [InlineData("""[2,null,"Heartbeat",{}]""", NoteKind.MalformedFrame)]
    [InlineData("""[2,{},"Heartbeat",{}]""", NoteKind.MalformedFrame)]
    [InlineData("[]", NoteKind.UnknownMessageType)]
    [InlineData("""[1,"id","Heartbeat",{}]""", NoteKind.UnknownMessageType)]
    [InlineData("""[5,"id","Heartbeat",{}]""", NoteKind.UnknownMessageType)]
    [InlineData("""[2.5,"id","Heartbeat",{}]""", NoteKind.UnknownMessageType)]
    [InlineData("""["2","id","Heartbeat",{}]""", NoteKind.UnknownMessageType)]
    [InlineData("""[99999999999999999999,"id","Heartbeat",{}]""", NoteKind.UnknownMessageType)]
    [InlineData("""[3,"id",{}]""", NoteKind.UnexpectedAnswer)]
    [InlineData("""[3]""", NoteKind.MalformedFrame)]
    [InlineData("""[4,"-1","GenericError","",{}]""", NoteKind.UnexpectedAnswer)]
    public async Task Frame_without_a_usable_id_is_noted_and_met_with_silence(string frame, NoteKind note)
    {
        await using var conversation = new Conversation();
        conversation.Send(frame);
        await conversation.ExpectAliveAsync();
        conversation.Notes.ShouldBe([note]);
    }

    [Fact, Trait("Spec", "OCPP-J §4.1.3")]
    public async Task Whole_frame_nested_beyond_reason_is_survived()
    {
        await using var conversation = new Conversation();
        conversation.Send($"""[2,"id","Heartbeat",{string.Concat(Enumerable.Repeat("""{"a":""", 5000))}""");
        (await conversation.ReceiveAsync()).ShouldStartWith("""[4,"id","FormationViolation",""");
        conversation.Send($"""[2,"id","DataTransfer",{"{"}"vendorId":"v","data":{new string('[', 5000)}""");
        (await conversation.ReceiveAsync()).ShouldStartWith("""[4,"id","FormationViolation",""");
        await conversation.ExpectAliveAsync();
    }

    [Fact]
    public async Task Connection_is_closed_with_1002_when_nothing_but_malformed_frames_comes()
    {
        await using var conversation = new Conversation(options: new OcppConnectionOptions { MaxMalformedFrames = 5 });
        for (var i = 0; i < 5; i++)
        {
            conversation.Send("garbage");
        }

        await conversation.ExpectAliveAsync();
        for (var i = 0; i < 6; i++)
        {
            conversation.Send("garbage");
        }

        (await conversation.Ended.Within("the end")).ShouldBe(DisconnectReason.NotOcpp);
        conversation.Closed!.Value.Code.ShouldBe(1002);
    }

    [Fact, Trait("Spec", "OCPP-J §4.2.3")]
    public async Task CALLs_with_wrong_payloads_are_each_answered_however_many_come()
    {
        await using var conversation = new Conversation();
        for (var i = 0; i < 150; i++)
        {
            conversation.Send($$"""[2,"{{i}}","DataTransfer",{}]""");
        }

        for (var i = 0; i < 150; i++)
        {
            (await conversation.ReceiveAsync()).ShouldStartWith($"[4,\"{i}\",\"ProtocolError\",");
        }

        await conversation.ExpectAliveAsync();
    }

    [Fact]
    public async Task Hundred_and_fifty_frames_that_are_no_JSON_close_the_connection_with_1002()
    {
        await using var conversation = new Conversation();
        for (var i = 0; i < 150; i++)
        {
            conversation.Send("garbage");
        }

        (await conversation.Ended.Within("the end")).ShouldBe(DisconnectReason.NotOcpp);
        conversation.Closed!.Value.Code.ShouldBe(1002);
    }

    [Fact, Trait("Quirk", "17")]
    public async Task Binary_message_is_read_as_text_in_lenient_mode_and_closes_with_1003_in_strict_mode()
    {
        await using (var lenient = new Conversation())
        {
            lenient.Send("""[2,"id","Heartbeat",{}]""", InboundKind.Binary);
            (await lenient.ReceiveAsync()).ShouldStartWith("[3,");
            lenient.Notes.ShouldBe([NoteKind.BinaryFrame]);
        }

        await using var strict = new Conversation(ValidationMode.Strict);
        strict.Send("""[2,"id","Heartbeat",{}]""", InboundKind.Binary);
        (await strict.Ended.Within("the end")).ShouldBe(DisconnectReason.NotOcpp);
        strict.Closed!.Value.Code.ShouldBe(1003);
    }

    [Fact, Trait("Quirk", "18"), Trait("Spec", "OCPP-J §4.1.4")]
    public async Task Message_id_used_again_after_its_answer_is_processed_and_noted()
    {
        await using var conversation = new Conversation();
        conversation.Send("""[2,"id","Heartbeat",{}]""");
        await conversation.ReceiveAsync();
        conversation.Send("""[2,"id","DataTransfer",{"vendorId":"v"}]""");
        (await conversation.ReceiveAsync()).ShouldBe("""[3,"id",{"status":"Accepted"}]""");
        conversation.Notes.ShouldBe([NoteKind.ReusedMessageId]);
    }

    [Fact, Trait("Quirk", "18"), Trait("Spec", "OCPP-J §4.1.4")]
    public async Task Peer_that_uses_one_message_id_for_every_CALL_gets_every_answer()
    {
        using var next = new SemaphoreSlim(0);
        await using var conversation = new Conversation(afterSend: () => next.WaitAsync(Eventually.Limit));
        conversation.Send("""[2,"1","Heartbeat",{}]""");
        for (var i = 0; i < 500; i++)
        {
            // The peer is quicker than the end of the send that brought it the answer.
            (await conversation.ReceiveAsync()).ShouldStartWith("""[3,"1",""");
            conversation.Send("""[2,"1","Heartbeat",{}]""");
            SpinWait.SpinUntil(() => conversation.IsAllTaken, Eventually.Limit).ShouldBeTrue("the next CALL is taken");
            next.Release();
        }

        next.Release();
    }

    [Fact, Trait("Quirk", "18"), Trait("Spec", "OCPP-J §4.2.3")]
    public async Task Same_frame_again_while_it_is_handled_is_answered_once_and_another_one_under_its_id_is_refused()
    {
        var release = new TaskCompletionSource<DataTransferResponse>();
        await using var conversation = new Conversation(handlers: d => d.Handle(
            new Conversation.Handler<DataTransferRequest, DataTransferResponse>(_ => new(release.Task))));
        conversation.Send("""[2,"id","DataTransfer",{"vendorId":"v"}]""");
        conversation.Send("""[2,"id","DataTransfer",{"vendorId":"v"}]""");
        conversation.Send("""[2,"id","DataTransfer",{"vendorId":"other"}]""");
        conversation.Send("""[2,"next","Heartbeat",{}]""");

        // Frames are read in order, also while a handler runs: with this answer all of them were.
        var own = new OutgoingCall(new ClearCacheRequest());
        var calling = conversation.Connection.CallAsync(own);
        await conversation.ReceiveAsync();
        conversation.Send($$"""[3,"{{own.Id.Text}}",{"status":"Accepted"}]""");
        await calling.Within("an answer");
        release.SetResult(new DataTransferResponse { Status = DataTransferStatus.Rejected });

        var answers = new[] { await conversation.ReceiveAsync(), await conversation.ReceiveAsync(), await conversation.ReceiveAsync() };
        answers.Count(a => a == """[3,"id",{"status":"Rejected"}]""").ShouldBe(1);
        answers.Count(a => a.StartsWith("""[4,"id","ProtocolError",""", StringComparison.Ordinal)).ShouldBe(1);
        answers[2].ShouldStartWith("""[3,"next",""");
    }

    [Fact, Trait("Spec", "OCPP-J §4.2.3")]
    public async Task Fault_of_a_handler_becomes_InternalError_with_a_fixed_sentence()
    {
        await using var conversation = new Conversation(handlers: d => d.Handle(
            new Conversation.Handler<DataTransferRequest, DataTransferResponse>(_ => throw new InvalidOperationException("secret"))));
        conversation.Send("""[2,"id","DataTransfer",{"vendorId":"v"}]""");
        (await conversation.ReceiveAsync()).ShouldBe("""[4,"id","InternalError","The request could not be processed.",{}]""");
        conversation.Failures.Single().Message.ShouldBe("secret");
        await conversation.ExpectAliveAsync();
    }

    [Fact, Trait("Spec", "OCPP-J §4.2")]
    public async Task Frames_of_this_side_are_written_as_the_specification_has_them()
    {
        await using var conversation = new Conversation();
        var call = new OutgoingCall(new GetConfigurationRequest { Key = ["Ä\"\\"] });
        _ = conversation.Connection.CallAsync(call);
        (await conversation.ReceiveAsync()).ShouldBe($$"""[2,"{{call.Id.Text}}","GetConfiguration",{"key":["Ä\"\\"]}]""");
        call.Id.Text.Length.ShouldBe(36);
    }
}
