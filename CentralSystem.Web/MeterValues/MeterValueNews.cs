namespace CentralSystem.Web.MeterValues;

/// <summary>Tells within this program that meter values of a transaction were kept: events tell of them no more often than a setting has it.</summary>
internal sealed class MeterValueNews
{
    /// <summary>Called on the writer's thread once they are durable and memory has them; must return at once.</summary>
    public event Action<KeptMeterValues>? Kept;

    public void Tell(KeptMeterValues values) => Kept?.Invoke(values);
}

/// <summary>Meter values that were kept.</summary>
/// <param name="ChargePointId">Identity of the Charge Point that sent them.</param>
/// <param name="TransactionId">The transaction they are of.</param>
internal readonly record struct KeptMeterValues(string ChargePointId, int TransactionId);
