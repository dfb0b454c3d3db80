using System.Reflection;
using CentralSystem.Web.Configuration;
using CentralSystem.Web.Dashboard.ChargePoints;
using CentralSystem.Web.Dashboard.Messages;
using CentralSystem.Web.Dashboard.Transactions;
using CentralSystem.Web.Journal;
using CentralSystem.Web.Transactions;
using Ocpp;

namespace CentralSystem.Tests.Dashboard;

/// <summary>Whatever a page shows, it says what it means.</summary>
public sealed class ExplanationTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_operation_and_every_field_of_its_messages_is_explained()
    {
        foreach (var action in OcppActions.All)
        {
            Docstrings.Of(action.RequestType).ShouldNotBeNullOrEmpty(action.Name);
            foreach (var field in FieldsOf(action.RequestType).Concat(FieldsOf(action.ResponseType)))
            {
                Docstrings.Of(field).ShouldNotBeNullOrEmpty($"{field.DeclaringType!.Name}.{field.Name}");
            }
        }

        static IEnumerable<PropertyInfo> FieldsOf(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetSetMethod() is not null);
    }

    [Fact]
    public void Explanations_need_no_specification()
    {
        Docstrings.Plain("CiString20Type: equal\n      regardless of case (§7.28).").ShouldBe("At most 20 characters: equal regardless of case.");
        Docstrings.Plain("charge Point time; may lie days back when it was offline (errata §3.7).").ShouldBe("Charge Point time; may lie days back when it was offline.");
        Docstrings.Plain("CiString20Type: equal regardless of case (§7.28).", isLengthTold: true).ShouldBe("Equal regardless of case.");
        Docstrings.Plain("Keys wanted, each a CiString50Type; absent or empty, all of them.").ShouldBe("Keys wanted, each at most 50 characters; absent or empty, all of them.");
        Docstrings.Plain("PEM, at most 5500 characters (whitepaper §6.5); by its hash (M04.FR.07), such as `_[0-9]+`.").ShouldBe("PEM, at most 5500 characters; by its hash, such as _[0-9]+.");
    }

    [Fact]
    public void A_list_of_messages_says_what_each_says()
    {
        GistOf("""[2,"1","StatusNotification",{"connectorId":1,"status":"Faulted","errorCode":"GroundFailure"}]""").ShouldBe("connectorId 1, status Faulted, errorCode GroundFailure");
        GistOf("""[2,"1","MeterValues",{"connectorId":1,"meterValue":[{},{}]}]""").ShouldBe("connectorId 1, meterValue (2)");
        GistOf("""[2,"1","MeterValues",{"connectorId":1,"meterValue":[{"sampledValue":[{"value":"1"}]},{"timestamp":"2026-11-30T00:00:00Z","sampledValue":[{"value":"1234"},{"measurand":"Voltage","phase":"L1","value":"230","unit":"V"}]}]}]""")
            .ShouldBe("connectorId 1, Energy.Active.Import.Register 1234, Voltage L1 230 V");
        GistOf("""[2,"1","MeterValues",{"connectorId":1,"meterValue":[{"sampledValue":[1]}]}]""").ShouldBe("connectorId 1, meterValue (1)");
        GistOf("""[2,"1","Heartbeat",{}]""").ShouldBeEmpty();
        GistOf("""[2,"1","Heart""").ShouldBeEmpty();
        GistOf($$"""[2,"1","DataTransfer",{"data":"{{new string('x', 500)}}"}]""").ShouldEndWith("…");

        static string GistOf(string frame) => Exchange.Of([new MessageView(1, At, "CP001", MessageDirection.Received, MessageType.CALL, "1", "", frame, null)]).Single().Gist;
    }

    [Fact]
    public void Every_configuration_key_of_the_specification_is_explained()
    {
        foreach (var key in KeyRules.Standard)
        {
            KeyWords.Of(key).ShouldNotBeNullOrEmpty(key);
        }
    }

    [Fact]
    public void Every_mark_and_every_anomaly_has_words_of_its_own()
    {
        foreach (var flag in Enum.GetValues<TransactionFlags>().Where(flag => flag != TransactionFlags.None))
        {
            TransactionWords.Of(flag).Sentence.ShouldNotBe(flag.ToString());
            TransactionWords.AllFlags.ShouldContain(flag);
        }

        foreach (var kind in new[] { Anomaly.UnmatchedMessage, Anomaly.OpenOnAvailableConnector, Anomaly.OpenOnOfflineChargePoint })
        {
            TransactionWords.OfAnomaly(kind).Label.ShouldNotBe(kind);
        }
    }

    [Fact]
    public void A_frame_is_shown_as_JSON_with_a_field_a_line_and_letters_as_they_are()
    {
        ExplainedFrame.Of(Frame(1, MessageType.CALL, "DataTransfer", """[2,"1","DataTransfer",{"vendorId":"Große Säule","data":"a<b"}]""")).Json!.ReplaceLineEndings("\n").ShouldBe(
            """
            [
              2,
              "1",
              "DataTransfer",
              {
                "vendorId": "Große Säule",
                "data": "a<b"
              }
            ]
            """);
        ExplainedFrame.Of(Frame(1, MessageType.CALL, "DataTransfer", """[2,"1","DataTransfer",{"vendorId":"x... (500 bytes)""")).Json.ShouldBeNull("it was cut");
    }

    [Fact]
    public void A_frame_is_explained_field_by_field_down_to_the_values_of_lists()
    {
        var lines = ExplainedFrame.Of(Frame(1, MessageType.CALL, "MeterValues",
            """[2,"1","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":"7","measurand":"Power.Active.Import","mood":"good"}]}]}]""")).Lines!;
        lines.Select(line => (line.Depth, line.Name, line.Value)).ShouldBe(
        [
            (0, "connectorId", "1"), (0, "meterValue", ""), (1, "1.", ""), (2, "timestamp", "2026-01-01T00:00:00Z"), (2, "sampledValue", ""), (3, "1.", ""),
            (4, "value", "7"), (4, "measurand", "Power.Active.Import"), (4, "mood", "good"),
        ]);
        lines[7].Meaning!.ShouldContain("Power.Active.Import: ");
        lines[8].Meaning!.ShouldContain("vendor's own");
    }

    [Theory]
    [InlineData("[2,\"1\",\"DataTransfer\",{\"data\":\"xxx... (99999 bytes)")]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("{}")]
    public void A_frame_that_cannot_be_read_is_shown_as_it_is(string frame) => ExplainedFrame.Of(Frame(1, MessageType.CALL, "DataTransfer", frame)).Lines.ShouldBeNull();

    [Theory]
    [InlineData("[2]")]
    [InlineData("[2,7,8,9]")]
    [InlineData("[4,null]")]
    public void A_frame_of_a_hostile_peer_is_explained_as_far_as_it_goes(string frame)
    {
        foreach (var type in Enum.GetValues<MessageType>())
        {
            ExplainedFrame.Of(Frame(1, type, "Heartbeat", frame)).Lines.ShouldNotBeNull();
            new Exchange(null, Frame(1, type, "Heartbeat", frame)).Result.ShouldNotBeNull();
        }
    }

    [Fact]
    public void An_answer_stands_beside_its_question_whoever_asked()
    {
        // Both sides may use the same message id at the same time.
        var exchanges = Exchange.Of(
        [
            Frame(5, MessageType.CALLRESULT, "Reset", """[3,"1",{"status":"Rejected"}]"""),
            Frame(4, MessageType.CALLERROR, "Heartbeat", """[4,"1","InternalError","",{}]""") with { Direction = MessageDirection.Sent },
            Frame(3, MessageType.CALL, "Reset", """[2,"1","Reset",{}]""") with { Direction = MessageDirection.Sent },
            Frame(2, MessageType.CALL, "Heartbeat", """[2,"1","Heartbeat",{}]"""),
            Frame(1, MessageType.CALLRESULT, "Authorize", """[3,"0",{"idTagInfo":{"status":"Blocked"}}]""") with { Direction = MessageDirection.Sent, MessageId = "0" },
        ]);
        exchanges.Select(exchange => (exchange.Action, exchange.Result, exchange.IsFromChargePoint, exchange.IsError)).ShouldBe(
            [("Reset", "Rejected", false, false), ("Heartbeat", "error InternalError", true, true), ("Authorize", "Blocked", true, false)]);
        exchanges[2].Call.ShouldBeNull();
    }

    private static MessageView Frame(long id, MessageType type, string action, string frame) => new(id, At.AddSeconds(id), "CP", MessageDirection.Received, type, "1", action, frame, null);
}
