using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Tests.Support;

/// <summary>Valid samples; a test says with <c>with</c> what matters to it.</summary>
internal static class A
{
    /// <summary>Registered and accepted.</summary>
    public const string Tag = "TAG-1";

    /// <summary>Registered and accepted, like <see cref="Tag"/>.</summary>
    public const string OtherTag = "TAG-2";

    /// <summary>Nobody registered it.</summary>
    public const string UnknownTag = "NOBODY";

    /// <summary>When the sample transaction begins; it ends an hour later.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 15, 10, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset Stop = Start.AddHours(1);

    public static BootNotificationRequest BootNotification { get; } = new()
    {
        ChargePointVendor = "Vendor",
        ChargePointModel = "Model 2",
        ChargePointSerialNumber = "SN-0001",
        FirmwareVersion = "1.2.3",
    };

    public static HeartbeatRequest Heartbeat { get; } = new();

    public static AuthorizeRequest Authorize { get; } = new() { IdTag = Tag };

    public static StatusNotificationRequest StatusNotification { get; } = new()
    {
        ConnectorId = 1,
        ErrorCode = ChargePointErrorCode.NoError,
        Status = ChargePointStatus.Available,
    };

    public static StartTransactionRequest StartTransaction { get; } = new()
    {
        ConnectorId = 1,
        IdTag = Tag,
        MeterStart = 1_000,
        Timestamp = Start,
    };

    public static StopTransactionRequest StopTransaction { get; } = new()
    {
        TransactionId = 0,
        IdTag = Tag,
        MeterStop = 11_000,
        Timestamp = Stop,
        Reason = Reason.Local,
    };

    public static MeterValuesRequest MeterValues { get; } = new()
    {
        ConnectorId = 1,
        MeterValue = [MeterValueAt(Start.AddMinutes(1), "1500")],
    };

    /// <summary>An import register reading.</summary>
    public static MeterValue MeterValueAt(DateTimeOffset timestamp, string value) =>
        new() { Timestamp = timestamp, SampledValue = [new SampledValue { Value = value }] };
}
