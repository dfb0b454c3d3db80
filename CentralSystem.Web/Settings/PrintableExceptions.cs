using System.Text;

namespace CentralSystem.Web.Settings;

/// <summary>
/// Escapes what peers put into the messages of exceptions before any sink sees them, as <see cref="PrintableValues"/> does for the values of a
/// message: the log's own line breaks are those of stack traces alone, and no line but the first begins with what a peer wrote.
/// </summary>
internal sealed class PrintableExceptions(ILoggerFactory inner) : ILoggerFactory
{
    private const string Indent = "   ";

    /// <summary>What .NET itself writes at the margin, between the stack traces of an exception that was thrown again.</summary>
    private const string EndOfTrace = "--- End of stack trace from previous location ---";

    /// <summary>Puts it before the factory that is registered.</summary>
    public static void Decorate(IServiceCollection services)
    {
        var registered = services.Last(service => service.ServiceType == typeof(ILoggerFactory));
        var make = registered.ImplementationFactory ?? throw new InvalidOperationException("The log's factory is not made by a function.");
        services.Remove(registered);
        services.AddSingleton<ILoggerFactory>(provider => new PrintableExceptions((ILoggerFactory)make(provider)));
    }

    public ILogger CreateLogger(string categoryName) => new Logger(inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    /// <summary>The exception itself where its text is harmless, else one that has the escaped text for its own.</summary>
    internal static Exception Escaped(Exception exception)
    {
        var text = exception.ToString();
        var escaped = Indented(MessagesOf(exception).Aggregate(text, (before, message) => before.Replace(message, PrintableValues.Escape(message), StringComparison.Ordinal)));
        return escaped == text ? exception : new EscapedException(escaped);
    }

    private static IEnumerable<string> MessagesOf(Exception exception)
    {
        var inner = exception is AggregateException many ? many.InnerExceptions.AsEnumerable() : exception.InnerException is { } one ? [one] : [];
        return inner.SelectMany(MessagesOf).Prepend(exception.Message).Where(message => message.Length > 0);
    }

    /// <summary>Whatever stands there besides messages: line breaks stay, but no line begins at the margin.</summary>
    private static string Indented(string text)
    {
        var lines = text.Split('\n').Select(line => PrintableValues.Escape(line.TrimEnd('\r').Replace("\t", Indent, StringComparison.Ordinal))).ToArray();
        var indented = new StringBuilder(lines[0]);
        foreach (var line in lines.Skip(1))
        {
            indented.Append('\n').Append(line.StartsWith(' ') || line.Length == 0 || line == EndOfTrace ? "" : Indent).Append(line);
        }

        return indented.ToString();
    }

    private sealed class Logger(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull =>
            inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            inner.Log(logLevel, eventId, state, exception is null ? null : Escaped(exception), formatter);
    }

    /// <summary>Stands for an exception in the log alone; nobody throws it.</summary>
    private sealed class EscapedException(string text) : Exception
    {
        public override string Message { get; } = text.Split('\n')[0];

        public override string ToString() => text;
    }
}
