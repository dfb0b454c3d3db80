namespace CentralSystem.Benchmarks.Micro;

/// <summary>Frames as Charge Points send them; those of the load generator.</summary>
internal static class SampleFrames
{
    public static ReadOnlySpan<byte> Heartbeat => """[2,"1f3a","Heartbeat",{}]"""u8;

    public static ReadOnlySpan<byte> StartTransaction =>
        """[2,"1f3b","StartTransaction",{"connectorId":1,"idTag":"TAG00001","meterStart":1200,"timestamp":"2026-01-31T08:00:09.000Z"}]"""u8;

    public static ReadOnlySpan<byte> MeterValues =>
        """[2,"1f3c","MeterValues",{"connectorId":1,"transactionId":4711,"meterValue":[{"timestamp":"2026-01-31T08:01:09.000Z","sampledValue":[{"value":"1383","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","unit":"Wh"},{"value":"10950.3","context":"Sample.Periodic","measurand":"Power.Active.Import","unit":"W"},{"value":"15.3","context":"Sample.Periodic","measurand":"Current.Import","unit":"A"},{"value":"55","measurand":"SoC","unit":"Percent"}]}]}]"""u8;
}
