using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Tests.Messages;

/// <summary>Payloads as Charge Points in the field send them: kept and noted by lenient readers, refused by strict ones.</summary>
public sealed class PayloadToleranceTests
{
    private const string Boot = "BootNotification";
    private const string Status = "StatusNotification";
    private const string Start = "StartTransaction";
    private const string Meter = "MeterValues";

    public static TheoryData<string, string, string, NoteKind, string, OcppErrorCode?> Quirks => new()
    {
        { "10 null for an optional text", Status, """{"connectorId":1,"errorCode":"NoError","status":"Available","info":null}""", NoteKind.NullForAbsent, "info", OcppErrorCode.TypeConstraintViolation },
        { "10 null for an optional date", Status, """{"connectorId":1,"errorCode":"NoError","status":"Available","timestamp":null}""", NoteKind.NullForAbsent, "timestamp", OcppErrorCode.TypeConstraintViolation },
        { "10 null for an optional number", Start, """{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":"2026-01-15T10:00:00Z","reservationId":null}""", NoteKind.NullForAbsent, "reservationId", OcppErrorCode.TypeConstraintViolation },
        { "10 null for an optional list", "StopTransaction", """{"transactionId":1,"meterStop":0,"timestamp":"2026-01-15T10:00:00Z","transactionData":null}""", NoteKind.NullForAbsent, "transactionData", OcppErrorCode.TypeConstraintViolation },
        { "28 empty text for an optional number", Start, """{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":"2026-01-15T10:00:00Z","reservationId":""}""", NoteKind.EmptyForAbsent, "reservationId", OcppErrorCode.TypeConstraintViolation },
        { "28 empty text for an optional enumeration", Meter, MeterWith("""{"value":"1","unit":""}"""), NoteKind.EmptyForAbsent, "meterValue[0].sampledValue[0].unit", OcppErrorCode.PropertyConstraintViolation },
        { "11 extra member", "Authorize", """{"idTag":"T","connectorId":1}""", NoteKind.UnknownMember, "connectorId", OcppErrorCode.FormationViolation },
        { "11 extra nested member", Meter, MeterWith("""{"value":"1","vendor":{"a":[1,2,{}]}}"""), NoteKind.UnknownMember, "meterValue[0].sampledValue[0].vendor", OcppErrorCode.FormationViolation },
        { "12 serial number of 33 characters", Boot, """{"chargePointVendor":"V","chargePointModel":"M","chargePointSerialNumber":"123456789012345678901234567890123"}""", NoteKind.TooLong, "chargePointSerialNumber", OcppErrorCode.TypeConstraintViolation },
        { "12 vendor of 26 characters", Boot, """{"chargePointVendor":"12345678901234567890123456","chargePointModel":"M"}""", NoteKind.TooLong, "chargePointVendor", OcppErrorCode.TypeConstraintViolation },
        { "29 idTag with a suffix", "Authorize", """{"idTag":"04E5A1B2C3D480_123456789"}""", NoteKind.TooLong, "idTag", OcppErrorCode.TypeConstraintViolation },
        { "13 errorCode of a vendor", Status, """{"connectorId":1,"errorCode":"Error","status":"Available"}""", NoteKind.UnknownEnumValue, "errorCode", OcppErrorCode.PropertyConstraintViolation },
        { "13 status of OCPP 1.5", Status, """{"connectorId":1,"errorCode":"NoError","status":"Occupied"}""", NoteKind.UnknownEnumValue, "status", OcppErrorCode.PropertyConstraintViolation },
        { "13 measurand of a vendor", Meter, MeterWith("""{"value":"1","measurand":"Request.Energy"}"""), NoteKind.UnknownEnumValue, "meterValue[0].sampledValue[0].measurand", OcppErrorCode.PropertyConstraintViolation },
        { "13 unit Hz", Meter, MeterWith("""{"value":"50","measurand":"Frequency","unit":"Hz"}"""), NoteKind.UnknownEnumValue, "meterValue[0].sampledValue[0].unit", OcppErrorCode.PropertyConstraintViolation },
        { "13 context of a vendor", Meter, MeterWith("""{"value":"1","context":"Sample.Whatever"}"""), NoteKind.UnknownEnumValue, "meterValue[0].sampledValue[0].context", OcppErrorCode.PropertyConstraintViolation },
        { "13 enumeration in another letter case", Status, """{"connectorId":1,"errorCode":"NOERROR","status":"Available"}""", NoteKind.EnumCase, "errorCode", OcppErrorCode.PropertyConstraintViolation },
        { "14 impossible date", Start, """{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":"2022-02-29T10:00:00Z"}""", NoteKind.UnreadableDate, "timestamp", OcppErrorCode.TypeConstraintViolation },
        { "14 empty date", Start, """{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":""}""", NoteKind.UnreadableDate, "timestamp", OcppErrorCode.TypeConstraintViolation },
        { "14 date of an optional member", Status, """{"connectorId":1,"errorCode":"NoError","status":"Available","timestamp":"yesterday"}""", NoteKind.UnreadableDate, "timestamp", OcppErrorCode.TypeConstraintViolation },
        { "14 date without a zone", Start, """{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":"2026-01-15T10:00:00"}""", NoteKind.DateWithoutZone, "timestamp", OcppErrorCode.TypeConstraintViolation },
        { "28 number as text", Start, """{"connectorId":"1","idTag":"T","meterStart":0,"timestamp":"2026-01-15T10:00:00Z"}""", NoteKind.TypeCoerced, "connectorId", OcppErrorCode.TypeConstraintViolation },
        { "28 number with decimals", Start, """{"connectorId":1,"idTag":"T","meterStart":1200.7,"timestamp":"2026-01-15T10:00:00Z"}""", NoteKind.TypeCoerced, "meterStart", OcppErrorCode.TypeConstraintViolation },
        { "28 text as number", Meter, MeterWith("""{"value":12.3}"""), NoteKind.TypeCoerced, "meterValue[0].sampledValue[0].value", OcppErrorCode.TypeConstraintViolation },
        { "29 idTag as number", "Authorize", """{"idTag":4711}""", NoteKind.TypeCoerced, "idTag", OcppErrorCode.TypeConstraintViolation },
        { "22 connectorId 0 in a start", Start, """{"connectorId":0,"idTag":"T","meterStart":0,"timestamp":"2026-01-15T10:00:00Z"}""", NoteKind.OutOfRange, "connectorId", OcppErrorCode.PropertyConstraintViolation },
        { "22 negative connectorId", Status, """{"connectorId":-1,"errorCode":"NoError","status":"Available"}""", NoteKind.OutOfRange, "connectorId", OcppErrorCode.PropertyConstraintViolation },
        { "28 list without items", Meter, """{"connectorId":1,"meterValue":[]}""", NoteKind.EmptyList, "meterValue", OcppErrorCode.OccurenceConstraintViolation },
        { "16 member twice", "Authorize", """{"idTag":"A","idTag":"B"}""", NoteKind.DuplicateMember, "idTag", OcppErrorCode.FormationViolation },
        { "31 connector 0 Charging", Status, """{"connectorId":0,"errorCode":"NoError","status":"Charging"}""", NoteKind.ConditionalRule, "status", OcppErrorCode.PropertyConstraintViolation },
    };

    [Theory, MemberData(nameof(Quirks)), Trait("Quirk", "10-31")]
    public void Deviation_is_noted_with_its_field_by_lenient_readers_and_refused_by_strict_ones(
        string quirk, string action, string json, NoteKind note, string field, OcppErrorCode? code)
    {
        _ = quirk;
        var (_, notes) = Payloads.ReadLeniently(action, json);
        notes.Select(n => (n.Kind, n.Field)).ShouldBe([(note, field)]);

        var refusal = Should.Throw<OcppPayloadException>(() => Payloads.ReadStrictly(action, json));
        refusal.Code.ShouldBe(code!.Value);
        refusal.Field.ShouldBe(field);
        refusal.Message.ShouldStartWith(field);
    }

    [Theory, Trait("Spec", "OCPP-J §4.2.3 table 7")]
    [InlineData("Authorize", "{}", OcppErrorCode.ProtocolError, "idTag")]
    [InlineData("Authorize", """{"idTag":null}""", OcppErrorCode.ProtocolError, "idTag")]
    [InlineData(Status, """{"connectorId":1,"status":"Available"}""", OcppErrorCode.ProtocolError, "errorCode")]
    [InlineData("Authorize", """{"idTag":["T"]}""", OcppErrorCode.TypeConstraintViolation, "idTag")]
    [InlineData("Authorize", """{"idTag":{"a":1}}""", OcppErrorCode.TypeConstraintViolation, "idTag")]
    [InlineData(Status, """{"connectorId":"one","errorCode":"NoError","status":"Available"}""", OcppErrorCode.TypeConstraintViolation, "connectorId")]
    [InlineData(Status, """{"connectorId":[],"errorCode":"NoError","status":"Available"}""", OcppErrorCode.TypeConstraintViolation, "connectorId")]
    [InlineData(Start, """{"connectorId":1,"idTag":"T","meterStart":"much","timestamp":"2026-01-15T10:00:00Z"}""", OcppErrorCode.TypeConstraintViolation, "meterStart")]
    [InlineData(Start, """{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":{}}""", OcppErrorCode.TypeConstraintViolation, "timestamp")]
    [InlineData(Meter, """{"connectorId":1,"meterValue":{}}""", OcppErrorCode.TypeConstraintViolation, "meterValue")]
    [InlineData(Meter, """{"connectorId":1,"meterValue":["1"]}""", OcppErrorCode.TypeConstraintViolation, "meterValue[0]")]
    [InlineData(Meter, """{"connectorId":1,"meterValue":[{"timestamp":"2026-01-15T10:00:00Z"}]}""", OcppErrorCode.ProtocolError, "meterValue[0].sampledValue")]
    public void Fault_that_leaves_no_meaning_is_refused_by_both(string action, string json, OcppErrorCode code, string field)
    {
        foreach (var refusal in new[]
        {
            Should.Throw<OcppPayloadException>(() => Payloads.ReadLeniently(action, json)),
            Should.Throw<OcppPayloadException>(() => Payloads.ReadStrictly(action, json)),
        })
        {
            (refusal.Code, refusal.Field).ShouldBe((code, field));
        }
    }

    [Fact, Trait("Quirk", "12")]
    public void Text_is_kept_whole_up_to_a_hard_cap()
    {
        var (kept, _) = Payloads.ReadLeniently("Authorize", $$"""{"idTag":"{{new string('x', 255)}}"}""");
        ((AuthorizeRequest)kept).IdTag.Length.ShouldBe(255);
        Should.Throw<OcppPayloadException>(() => Payloads.ReadLeniently("Authorize", $$"""{"idTag":"{{new string('x', 256)}}"}""")).Code.ShouldBe(OcppErrorCode.TypeConstraintViolation);
    }

    [Fact, Trait("Quirk", "13")]
    public void Unknown_enumeration_value_keeps_its_text_and_loses_no_other_sample()
    {
        var (payload, _) = Payloads.ReadLeniently(Meter, MeterWith("""{"value":"1","measurand":"Request.Energy"},{"value":"2","measurand":"voltage"},{"value":"3"}"""));
        var samples = ((MeterValuesRequest)payload).MeterValue.Single().SampledValue;
        samples.Select(s => s.Measurand?.ToString()).ShouldBe(["Request.Energy", "Voltage", null]);
    }

    [Fact, Trait("Quirk", "14")]
    public void Unreadable_required_date_becomes_the_time_of_receipt()
    {
        var (payload, _) = Payloads.ReadLeniently(Start, """{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":"0000-00-00T00:00:00Z"}""");
        ((StartTransactionRequest)payload).Timestamp.ShouldBe(Support.A.Stop);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.15; RFC 8259 §7")]
    public void Date_time_written_with_a_JSON_escape_is_that_instant_in_both_modes()
    {
        const string Json = """{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":"2026-11-23T09:00:00\u002B01:00"}""";
        var instant = new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
        var (payload, notes) = Payloads.ReadLeniently(Start, Json);
        ((StartTransactionRequest)payload).Timestamp.ShouldBe(instant);
        notes.ShouldBeEmpty();
        ((StartTransactionRequest)Payloads.ReadStrictly(Start, Json)).Timestamp.ShouldBe(instant);
    }

    [Fact, Trait("Quirk", "10")]
    public void Absent_ones_written_as_null_or_empty_are_absent()
    {
        var (payload, _) = Payloads.ReadLeniently(Status, """{"connectorId":1,"errorCode":"NoError","status":"Available","info":"","vendorId":null,"timestamp":""}""");
        var status = (StatusNotificationRequest)payload;
        (status.Info, status.VendorId, status.Timestamp).ShouldBe((null, null, null));
    }

    [Fact]
    public void Empty_text_is_legal_where_any_text_is()
    {
        ((StatusNotificationRequest)Payloads.ReadStrictly(Status, """{"connectorId":1,"errorCode":"NoError","status":"Available","info":""}""")).Info.ShouldBe("");
        ((AuthorizeRequest)Payloads.ReadStrictly("Authorize", """{"idTag":""}""")).IdTag.ShouldBe("");
    }

    [Fact, Trait("Spec", "OCPP-J §4.2.2")]
    public void Data_of_a_DataTransfer_may_be_a_whole_object_in_lenient_mode()
    {
        var (payload, notes) = Payloads.ReadLeniently("DataTransfer", """{"vendorId":"v","data":{"a":[1,"b"]}}""");
        ((DataTransferRequest)payload).Data.ShouldBe("""{"a":[1,"b"]}""");
        notes.Single().Kind.ShouldBe(NoteKind.TypeCoerced);
    }

    private static string MeterWith(string samples) =>
        $$"""{"connectorId":1,"meterValue":[{"timestamp":"2026-01-15T10:00:00Z","sampledValue":[{{samples}}]}]}""";
}
