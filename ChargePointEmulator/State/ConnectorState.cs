using ChargePointEmulator.Connectors;
using ChargePointEmulator.Metering;
using ChargePointEmulator.Transactions;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Types;

namespace ChargePointEmulator.State;

/// <summary>A connector: its meter, its orders, and the cable and vehicle that stand there whether the charge point has power or not.</summary>
internal sealed record ConnectorState
{
    public double RegisterWh { get; init; }

    public double ReactiveVarh { get; init; }

    public bool IsOperative { get; init; }

    public bool? ScheduledOperative { get; init; }

    public bool IsPlugged { get; init; }

    public bool IsVehicleAway { get; init; }

    public bool IsLocked { get; init; }

    /// <summary>Who may have the cable that a refused start left locked.</summary>
    public PresentedIdTag? HeldFor { get; init; }

    public bool IsSessionOver { get; init; }

    public CarState? Car { get; init; }

    public static ConnectorState Of(Connector connector) => new()
    {
        RegisterWh = connector.Meter.Read().RegisterWh,
        ReactiveVarh = connector.Meter.ReactiveVarh,
        IsOperative = connector.IsOperative,
        ScheduledOperative = connector.ScheduledOperative,
        IsPlugged = connector.IsPlugged,
        IsVehicleAway = connector.IsVehicleAway,
        IsLocked = connector.IsLocked,
        HeldFor = connector.HeldFor,
        IsSessionOver = connector.IsSessionOver,
        Car = connector.Meter.Car is { } car ? CarState.Of(car) : null,
    };

    public void Restore(Connector connector)
    {
        connector.Meter.Recall(RegisterWh, ReactiveVarh);
        connector.Meter.Car = Car?.Restore();
        connector.IsOperative = IsOperative;
        connector.ScheduledOperative = ScheduledOperative;
        connector.IsPlugged = IsPlugged;
        connector.IsVehicleAway = IsVehicleAway;
        connector.IsLocked = IsLocked;
        connector.HeldFor = HeldFor;
        connector.IsSessionOver = IsSessionOver;
    }
}

internal sealed record CarState(double BatteryWh, int Phases, double MaxCurrent, double StateOfCharge, double PowerFactor)
{
    public static CarState Of(CarModel car) => new(car.BatteryWh, car.Phases, car.MaxCurrent, car.StateOfCharge, car.PowerFactor);

    public CarModel Restore() => new(BatteryWh, Phases, MaxCurrent, StateOfCharge) { PowerFactor = PowerFactor };
}

/// <summary>A transaction that runs, or whose messages wait.</summary>
internal sealed record TransactionState
{
    public required long LocalNumber { get; init; }

    public required int ConnectorId { get; init; }

    public required string IdTag { get; init; }

    public string? ParentIdTag { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public int? Id { get; init; }

    public bool HasEnded { get; init; }

    public IReadOnlyList<MeterValue>? Kept { get; init; }

    public static TransactionState Of(Transaction transaction) => new()
    {
        LocalNumber = transaction.LocalNumber,
        ConnectorId = transaction.ConnectorId,
        IdTag = transaction.IdTag,
        ParentIdTag = transaction.ParentIdTag,
        StartedAt = transaction.StartedAt,
        Id = transaction.Id,
        HasEnded = transaction.HasEnded,
        Kept = transaction.HasEnded ? null : transaction.Kept,
    };

    public Transaction Restore()
    {
        var transaction = new Transaction(ConnectorId, new PresentedIdTag(IdTag, ParentIdTag), StartedAt) { Id = Id, HasEnded = HasEnded };
        if (Kept is { Count: > 0 })
        {
            transaction.Recall(Kept);
        }

        return transaction;
    }
}

/// <summary>A message of the transaction queue; one of the payloads is there.</summary>
internal sealed record QueuedMessage
{
    public StartTransactionRequest? Start { get; init; }

    public MeterValuesRequest? Values { get; init; }

    public StopTransactionRequest? Stop { get; init; }

    /// <summary>Which of the saved transactions it belongs to.</summary>
    public long? Transaction { get; init; }

    public int Failures { get; init; }

    public static QueuedMessage Of(TransactionMessage message) => new()
    {
        Start = message.Request as StartTransactionRequest,
        Values = message.Request as MeterValuesRequest,
        Stop = message.Request as StopTransactionRequest,
        Transaction = message.Transaction?.LocalNumber,
        Failures = message.Failures,
    };

    public TransactionMessage Restore(Dictionary<long, Transaction> transactions) =>
        new((IOcppRequest?)Start ?? (IOcppRequest?)Values ?? Stop!, Transaction is { } number ? transactions.GetValueOrDefault(number) : null) { Failures = Failures };
}
