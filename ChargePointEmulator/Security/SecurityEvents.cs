using ChargePointEmulator.Fleet;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace ChargePointEmulator.Security;

/// <summary>Security events in order; they wait while the charge point is offline (whitepaper A04).</summary>
internal sealed class SecurityEvents(EmulatedChargePoint chargePoint)
{
    private const int LongestLog = 100;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(60);

    private Queue<SecurityEventNotificationRequest>? _waiting;
    private Queue<SecurityEventNotificationRequest>? _log;
    private ScheduledWork? _retry;
    private bool _isUnderWay;

    /// <summary>An event of every day that is critical all the same (W §8): told by charge points that were given a security profile.</summary>
    public void Notice(string type, string? techInfo = null)
    {
        if (chargePoint.Configuration.Number("SecurityProfile") > 0)
        {
            Report(type, techInfo);
        }
        else
        {
            Log(type, techInfo);
        }
    }

    /// <summary>Writes into the security log what is not to be pushed.</summary>
    public SecurityEventNotificationRequest Log(string type, string? techInfo = null)
    {
        var entry = new SecurityEventNotificationRequest { Type = type, Timestamp = chargePoint.Now, TechInfo = techInfo };
        _log ??= new();
        if (_log.Count == LongestLog)
        {
            _log.Dequeue();
        }

        _log.Enqueue(entry);
        return entry;
    }

    /// <summary>The security log, oldest first; it rolls (A04.FR.03).</summary>
    public IEnumerable<SecurityEventNotificationRequest> Entries => _log ?? (IEnumerable<SecurityEventNotificationRequest>)[];

    /// <summary>What waits for its delivery.</summary>
    public IReadOnlyCollection<SecurityEventNotificationRequest> Waiting => _waiting ?? (IReadOnlyCollection<SecurityEventNotificationRequest>)[];

    /// <summary>Takes from the store what waits, and the log.</summary>
    public void Recall(IEnumerable<SecurityEventNotificationRequest> waiting, IEnumerable<SecurityEventNotificationRequest> log)
    {
        _waiting = new(waiting);
        _log = new(log);
    }

    /// <summary>Tells an event that may come again and again; while one of its type waits, another only goes to the log.</summary>
    public void ReportOnce(string type)
    {
        if (_waiting?.Any(waiting => waiting.Type == type) == true)
        {
            Log(type);
        }
        else
        {
            Report(type);
        }
    }

    /// <summary>Tells an event as soon as the charge point is online.</summary>
    public void Report(string type, string? techInfo = null)
    {
        (_waiting ??= new()).Enqueue(Log(type, techInfo));
        chargePoint.Keep();
        if (chargePoint.Boot.State == Boot.Registration.Accepted)
        {
            Pump();
        }
    }

    public void Pump()
    {
        if (_isUnderWay || !chargePoint.Outbox.IsOnline || _waiting is not { Count: > 0 })
        {
            return;
        }

        _retry?.Cancel();
        _isUnderWay = true;
        chargePoint.Outbox.Send(_waiting.Peek(), outcome =>
        {
            _isUnderWay = false;
            if (outcome is CallOutcome.TimedOut)
            {
                // Nobody knows whether it arrived; its delivery is guaranteed (A04).
                _retry = chargePoint.After(RetryPause, Pump);
                return;
            }

            if (outcome is not CallOutcome.ConnectionLost)
            {
                // A Central System without the security extensions refuses them all; asking again would not help.
                _waiting.Dequeue();
                chargePoint.Keep();
            }

            Pump();
        });
    }
}
