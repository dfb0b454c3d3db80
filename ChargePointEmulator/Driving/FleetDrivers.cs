using System.Collections.Concurrent;
using ChargePointEmulator.Faults;
using ChargePointEmulator.Fleet;

namespace ChargePointEmulator.Driving;

/// <summary>The drivers of a running fleet, by identity.</summary>
internal sealed class FleetDrivers(FleetWorker worker, LineLink lines)
{
    private readonly ConcurrentDictionary<string, ChargePointDriver> _drivers = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<ChargePointDriver> All => worker.ChargePoints.Select(Of);

    public int Count => worker.ChargePoints.Count;

    /// <summary>The driver of a charge point; null when nobody has this identity.</summary>
    public ChargePointDriver? Find(string identity)
    {
        if (_drivers.TryGetValue(identity, out var known))
        {
            return known;
        }

        return worker.ChargePoints.FirstOrDefault(each => string.Equals(each.Identity, identity, StringComparison.OrdinalIgnoreCase)) is { } chargePoint ? Of(chargePoint) : null;
    }

    private ChargePointDriver Of(EmulatedChargePoint chargePoint) => _drivers.GetOrAdd(chargePoint.Identity, _ => new ChargePointDriver(chargePoint, lines.LineOf(chargePoint.Identity)));
}
