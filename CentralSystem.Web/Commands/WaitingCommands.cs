using CentralSystem.Web.ChargePoints;

namespace CentralSystem.Web.Commands;

/// <summary>The commands that wait for a connection, per Charge Point in the order of their ids.</summary>
internal sealed class WaitingCommands
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ChargePointState, SortedList<Guid, LiveCommand>> _lines = [];

    /// <summary>Places that are promised to commands which are still being registered.</summary>
    private readonly Dictionary<ChargePointState, int> _reserved = [];

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

    /// <summary>Keeps a place in a line, so that those who ask at once do not all find the last one free.</summary>
    /// <returns>Whether there is one among so many; <see cref="Release"/> gives it back once the command stands there, or is none.</returns>
    public bool TryReserve(ChargePointState chargePoint, int most)
    {
        lock (_lock)
        {
            var reserved = _reserved.GetValueOrDefault(chargePoint);
            if ((_lines.TryGetValue(chargePoint, out var line) ? line.Count : 0) + reserved >= most)
            {
                return false;
            }

            _reserved[chargePoint] = reserved + 1;
            return true;
        }
    }

    public void Release(ChargePointState chargePoint)
    {
        lock (_lock)
        {
            if (--_reserved[chargePoint] == 0)
            {
                _reserved.Remove(chargePoint);
            }
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
