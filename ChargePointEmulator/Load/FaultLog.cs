namespace ChargePointEmulator.Load;

/// <summary>Keeps the emulator's own errors: with one there is no verdict.</summary>
internal sealed class FaultLog : ILoggerFactory, ILogger
{
    private const int Kept = 20;

    private readonly Lock _lock = new();
    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Read()
    {
        lock (_lock)
        {
            return [.. _faults];
        }
    }

    public void Add(string fault)
    {
        lock (_lock)
        {
            if (_faults.Count < Kept)
            {
                _faults.Add(fault);
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Add(exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {exception}");
        }
    }

    public void Dispose()
    {
    }
}
