using System.Text.Json.Nodes;

namespace CentralSystem.Web.Api.Description;

/// <summary>Answers that are no JSON.</summary>
internal static class TextExamples
{
    private const string Transactions =
        "transactionId,chargePointId,connectorId,idTag,authorizedIdTag,authorizationStatus,startTimestamp,stopTimestamp,durationSeconds,meterStartWh,meterStopWh,"
        + "energyWh,energySource,stopReason,stopIdTag,resolution,flags\r\n"
        + "1,CP001,1,TAG-1,TAG-1,Accepted,2026-01-01T08:00:00.000Z,2026-01-01T09:30:00.000Z,5400,1000,13345,12345,Registers,Local,TAG-1,,\r\n";

    private static readonly Dictionary<string, string> CsvByPath = new(StringComparer.Ordinal)
    {
        ["/api/v1/transactions"] = Transactions,
        ["/api/v1/transactions.csv"] = Transactions,
        ["/api/v1/reports/energy"] = "key,transactions,energyWh,durationSeconds\r\nCP001,1,12345,5400\r\n",
        ["/api/v1/messages"] =
            "id,at,chargePointId,direction,messageType,messageId,action,latencyMs,frame\r\n"
            + "1,2026-01-01T08:00:00.000Z,CP001,Received,CALL,42,Heartbeat,,\"[2,\"\"42\"\",\"\"Heartbeat\"\",{}]\"\r\n",
        ["/api/v1/meter-values"] =
            "timestamp,chargePointId,connectorId,transactionId,measurand,phase,location,unit,context,format,value\r\n"
            + "2026-01-01T08:15:00.000Z,CP001,1,1,Energy.Active.Import.Register,,Outlet,Wh,Sample.Periodic,Raw,3750\r\n",
        ["/api/v1/id-tags.csv"] =
            "idTag,parentIdTag,status,expiryDate,maxActiveTransactions,permittedChargePoints,permittedChargePointTags,energyBudgetWh,energyBudgetPeriod,"
            + "energyBudgetTimeZone,note\r\n"
            + "TAG-1,GROUP-1,Accepted,,,,depot,,,,Ada\r\n",
    };

    /// <summary>An event, and the sign of life that follows when nothing else does.</summary>
    public static JsonNode EventStream =>
        "id: 42\nevent: charge-point.connected\ndata: "
        + "{\"id\":42,\"type\":\"charge-point.connected\",\"at\":\"2026-01-01T08:00:00.000Z\",\"chargePointId\":\"CP001\",\"data\":{}}\n\n: alive\nid: 42\n\n";

    public static JsonNode? CsvOf(string path) => CsvByPath.TryGetValue(path, out var csv) ? csv : null;
}
