namespace CentralSystem.Tests.Api;

/// <summary>Payloads that several tests use.</summary>
internal static class Samples
{
    public static string SetChargingProfile(int id, int connectorId, string purpose, int stackLevel) =>
        $$$"""
        {"connectorId":{{{connectorId}}},"csChargingProfiles":{"chargingProfileId":{{{id}}},"stackLevel":{{{stackLevel}}},"chargingProfilePurpose":"{{{purpose}}}",
        "chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16}] } } }
        """;
}
