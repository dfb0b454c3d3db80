using System.Globalization;
using System.Text;
using Serilog.Core;
using Serilog.Events;

namespace CentralSystem.Web.Settings;

/// <summary>Escapes what peers put into the log: no line break of theirs begins a line, and no control sequence reaches a terminal.</summary>
internal sealed class PrintableValues : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        List<LogEventProperty>? escaped = null;
        foreach (var (name, value) in logEvent.Properties)
        {
            if (value is ScalarValue { Value: string text } && text.Any(IsUnprintable))
            {
                (escaped ??= []).Add(new LogEventProperty(name, new ScalarValue(Escape(text))));
            }
        }

        escaped?.ForEach(logEvent.AddOrUpdateProperty);
    }

    /// <summary>The text with <c>\u001B</c> in place of each such character.</summary>
    internal static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (IsUnprintable(c))
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            }
            else
            {
                escaped.Append(c);
            }
        }

        return escaped.ToString();
    }

    /// <summary>Control characters, and those that change the order or the lines of a text.</summary>
    internal static bool IsUnprintable(char c) => char.IsControl(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
