using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Tests.Messages;

/// <summary>Rules that the published schemas do not state; what is about to be sent has to keep them.</summary>
public sealed class ConditionalRuleTests
{
    private const string Schedule = """{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16}]}""";

    [Theory, Trait("Spec", "rules B")]
    [InlineData("SetChargingProfile", """{"connectorId":1,"csChargingProfiles":{P:TxProfile,"transactionId":5,"chargingProfileKind":"Absolute","chargingSchedule":S}}""")]
    [InlineData("SetChargingProfile", """{"connectorId":0,"csChargingProfiles":{P:ChargePointMaxProfile,"chargingProfileKind":"Absolute","chargingSchedule":S}}""")]
    [InlineData("SetChargingProfile", """{"connectorId":0,"csChargingProfiles":{P:TxDefaultProfile,"chargingProfileKind":"Recurring","recurrencyKind":"Daily","chargingSchedule":{"chargingRateUnit":"W","startSchedule":"2026-01-15T00:00:00Z","chargingSchedulePeriod":[{"startPeriod":0,"limit":8.1},{"startPeriod":60,"limit":9.1}]}}}""")]
    [InlineData("RemoteStartTransaction", """{"idTag":"T","chargingProfile":{P:TxProfile,"chargingProfileKind":"Relative","chargingSchedule":S}}""")]
    [InlineData("SendLocalList", """{"listVersion":1,"updateType":"Differential","localAuthorizationList":[{"idTag":"A"}]}""")]
    [InlineData("LogStatusNotification", """{"status":"Idle"}""")]
    [InlineData("DataTransfer.conf", """{"status":"Accepted","data":"d"}""")]
    [InlineData("GetCompositeSchedule.conf", """{"status":"Rejected"}""")]
    [InlineData("StatusNotification", """{"connectorId":1,"errorCode":"EVCommunicationError","status":"Preparing"}""")]
    public void Payload_that_keeps_the_rules_is_read(string action, string json) => Payloads.ReadStrictly(action, Fill(json)).ShouldNotBeNull();

    [Theory, Trait("Spec", "rules B")]
    [InlineData("SetChargingProfile", """{"connectorId":1,"csChargingProfiles":{P:ChargePointMaxProfile,"chargingProfileKind":"Absolute","chargingSchedule":S}}""", OcppErrorCode.PropertyConstraintViolation, "connectorId")]
    [InlineData("SetChargingProfile", """{"connectorId":0,"csChargingProfiles":{P:TxProfile,"chargingProfileKind":"Absolute","chargingSchedule":S}}""", OcppErrorCode.PropertyConstraintViolation, "connectorId")]
    [InlineData("SetChargingProfile", """{"connectorId":1,"csChargingProfiles":{P:TxDefaultProfile,"transactionId":5,"chargingProfileKind":"Absolute","chargingSchedule":S}}""", OcppErrorCode.OccurenceConstraintViolation, "csChargingProfiles.transactionId")]
    [InlineData("SetChargingProfile", """{"connectorId":1,"csChargingProfiles":{P:TxDefaultProfile,"chargingProfileKind":"Absolute","recurrencyKind":"Daily","chargingSchedule":S}}""", OcppErrorCode.OccurenceConstraintViolation, "csChargingProfiles.recurrencyKind")]
    [InlineData("SetChargingProfile", """{"connectorId":1,"csChargingProfiles":{P:TxDefaultProfile,"chargingProfileKind":"Recurring","chargingSchedule":S}}""", OcppErrorCode.OccurenceConstraintViolation, "csChargingProfiles.recurrencyKind")]
    [InlineData("SetChargingProfile", """{"connectorId":1,"csChargingProfiles":{P:TxDefaultProfile,"chargingProfileKind":"Recurring","recurrencyKind":"Daily","chargingSchedule":S}}""", OcppErrorCode.OccurenceConstraintViolation, "csChargingProfiles.chargingSchedule.startSchedule")]
    [InlineData("SetChargingProfile", """{"connectorId":1,"csChargingProfiles":{P:TxDefaultProfile,"chargingProfileKind":"Absolute","validFrom":"2026-02-01T00:00:00Z","validTo":"2026-01-01T00:00:00Z","chargingSchedule":S}}""", OcppErrorCode.PropertyConstraintViolation, "csChargingProfiles.validTo")]
    [InlineData("SetChargingProfile", """{"connectorId":1,"csChargingProfiles":{P:TxDefaultProfile,"chargingProfileKind":"Absolute","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":10,"limit":16}]}}}""", OcppErrorCode.PropertyConstraintViolation, "csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0].startPeriod")]
    [InlineData("SetChargingProfile", """{"connectorId":1,"csChargingProfiles":{P:TxDefaultProfile,"chargingProfileKind":"Absolute","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16},{"startPeriod":0,"limit":8}]}}}""", OcppErrorCode.PropertyConstraintViolation, "csChargingProfiles.chargingSchedule.chargingSchedulePeriod[1].startPeriod")]
    [InlineData("SetChargingProfile", """{"connectorId":1,"csChargingProfiles":{P:TxDefaultProfile,"chargingProfileKind":"Absolute","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[]}}}""", OcppErrorCode.OccurenceConstraintViolation, "csChargingProfiles.chargingSchedule.chargingSchedulePeriod")]
    [InlineData("SetChargingProfile", """{"connectorId":1,"csChargingProfiles":{P:TxDefaultProfile,"chargingProfileKind":"Absolute","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16.05}]}}}""", OcppErrorCode.PropertyConstraintViolation, "csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0].limit")]
    [InlineData("RemoteStartTransaction", """{"idTag":"T","chargingProfile":{P:TxDefaultProfile,"chargingProfileKind":"Absolute","chargingSchedule":S}}""", OcppErrorCode.PropertyConstraintViolation, "chargingProfile.chargingProfilePurpose")]
    [InlineData("RemoteStartTransaction", """{"idTag":"T","chargingProfile":{P:TxProfile,"transactionId":5,"chargingProfileKind":"Relative","chargingSchedule":S}}""", OcppErrorCode.OccurenceConstraintViolation, "chargingProfile.transactionId")]
    [InlineData("RemoteStartTransaction", """{"idTag":"T","connectorId":0}""", OcppErrorCode.PropertyConstraintViolation, "connectorId")]
    [InlineData("UnlockConnector", """{"connectorId":0}""", OcppErrorCode.PropertyConstraintViolation, "connectorId")]
    [InlineData("SendLocalList", """{"listVersion":1,"updateType":"Full","localAuthorizationList":[{"idTag":"A"}]}""", OcppErrorCode.OccurenceConstraintViolation, "localAuthorizationList[0].idTagInfo")]
    [InlineData("SendLocalList", """{"listVersion":1,"updateType":"Differential","localAuthorizationList":[{"idTag":"A"},{"idTag":"a"}]}""", OcppErrorCode.PropertyConstraintViolation, "localAuthorizationList[1].idTag")]
    [InlineData("StatusNotification", """{"connectorId":0,"errorCode":"NoError","status":"Preparing"}""", OcppErrorCode.PropertyConstraintViolation, "status")]
    [InlineData("StatusNotification", """{"connectorId":1,"errorCode":"EVCommunicationError","status":"Available"}""", OcppErrorCode.PropertyConstraintViolation, "errorCode")]
    [InlineData("LogStatusNotification", """{"status":"Uploading"}""", OcppErrorCode.OccurenceConstraintViolation, "requestId")]
    [InlineData("SignedFirmwareStatusNotification", """{"status":"Installed"}""", OcppErrorCode.OccurenceConstraintViolation, "requestId")]
    [InlineData("DataTransfer.conf", """{"status":"UnknownVendorId","data":"d"}""", OcppErrorCode.OccurenceConstraintViolation, "data")]
    [InlineData("GetCompositeSchedule.conf", """{"status":"Accepted","connectorId":1}""", OcppErrorCode.OccurenceConstraintViolation, "scheduleStart")]
    [InlineData("GetInstalledCertificateIds.conf", """{"status":"Accepted"}""", OcppErrorCode.OccurenceConstraintViolation, "certificateHashData")]
    [InlineData("StopTransaction", """{"transactionId":1,"meterStop":0,"timestamp":"2026-01-15T10:00:00Z","transactionData":[{"timestamp":"2026-01-15T10:00:00Z","sampledValue":[]}]}""", OcppErrorCode.OccurenceConstraintViolation, "transactionData[0].sampledValue")]
    public void Payload_that_breaks_a_rule_is_refused_with_its_field(string action, string json, OcppErrorCode code, string field)
    {
        var refusal = Should.Throw<OcppPayloadException>(() => Payloads.ReadStrictly(action, Fill(json)));
        (refusal.Code, refusal.Field).ShouldBe((code, field));
    }

    private static string Fill(string json) => System.Text.RegularExpressions.Regex
        .Replace(json, "P:(\\w+)", "\"chargingProfileId\":1,\"stackLevel\":0,\"chargingProfilePurpose\":\"$1\"")
        .Replace(":S}", $":{Schedule}}}", StringComparison.Ordinal);
}
