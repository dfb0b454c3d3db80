using CentralSystem.Web.ChargePoints;

namespace CentralSystem.Web.Commands;

/// <summary>The commands that wait for a connection, per Charge Point in the order of their ids.</summary>
internal sealed class WaitingCommands
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ChargePointState, SortedList<Guid, LiveCommand>> _lines = [];

    /// <summary>Charge Points for which something waits.</summary>
    public ChargePointState[] ChargePoints
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines.Keys];
            }
        }
    }

    public int CountOf(ChargePointState chargePoint)
    {
        lock (_lock)
        {
            return _lines.TryGetValue(chargePoint, out var line) ? line.Count : 0;
        }
    }

    public void Add(LiveCommand command)
    {
        lock (_lock)
        {
            if (!_lines.TryGetValue(command.ChargePoint, out var line))
            {
                _lines[command.ChargePoint] = line = [];
            }

            line[command.Id] = command;
        }
    }

    /// <summary>Takes out those that match, oldest first.</summary>
    public List<LiveCommand> Take(ChargePointState chargePoint, Func<LiveCommand, bool> matches)
    {
        lock (_lock)
        {
            if (!_lines.TryGetValue(chargePoint, out var line))
            {
                return [];
            }

            List<LiveCommand> taken = [.. line.Values.Where(matches)];
            taken.ForEach(command => line.Remove(command.Id));
            if (line.Count == 0)
            {
                _lines.Remove(chargePoint);
            }

            return taken;
        }
    }
}
