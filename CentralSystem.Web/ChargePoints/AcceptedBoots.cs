namespace CentralSystem.Web.ChargePoints;

/// <summary>Tells of every BootNotification that was answered Accepted, once it is durable.</summary>
internal sealed class AcceptedBoots
{
    /// <summary>Told of each, on the connection's path: it only takes note. Set once, by whoever follows boots up.</summary>
    public Action<ChargePointState>? Accepted { get; set; }
}
