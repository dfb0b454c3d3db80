namespace CentralSystem.Web.IdTags.External;

/// <summary>Keeps questions from a service that fails again and again: after a pause one is tried, and only its success opens the way for all.</summary>
internal sealed class ExternalCircuit(TimeProvider time)
{
    private const int MostFailures = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private int _failures;
    private DateTimeOffset _closedUntil;
    private bool _isTrying;

    /// <summary>Whether a question may go out; each that may has to be followed by how it ended.</summary>
    public bool MayTry()
    {
        lock (_lock)
        {
            if (_failures < MostFailures)
            {
                return true;
            }

            if (_isTrying || time.GetUtcNow() < _closedUntil)
            {
                return false;
            }

            return _isTrying = true;
        }
    }

    public void Succeeded()
    {
        lock (_lock)
        {
            (_failures, _isTrying) = (0, false);
        }
    }

    /// <returns>How long no question goes out, when that begins now.</returns>
    public TimeSpan? Failed()
    {
        lock (_lock)
        {
            _isTrying = false;
            if (++_failures < MostFailures || time.GetUtcNow() < _closedUntil)
            {
                return null;
            }

            _closedUntil = time.GetUtcNow() + Pause;
            return Pause;
        }
    }

    /// <summary>Nobody waits for the answer any more.</summary>
    public void Abandoned()
    {
        lock (_lock)
        {
            _isTrying = false;
        }
    }
}
