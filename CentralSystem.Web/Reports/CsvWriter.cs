using System.Globalization;
using System.Text;
using Ocpp.Payloads;

namespace CentralSystem.Web.Reports;

/// <summary>Writes tables as RFC 4180: UTF-8, commas, CRLF.</summary>
internal static class CsvWriter
{
    private const int FlushAtChars = 16_384;

    public static async Task WriteAsync(Stream stream, Table table, CancellationToken cancellationToken)
    {
        var text = new StringBuilder(FlushAtChars + 4_096);
        var buffer = new byte[Encoding.UTF8.GetMaxByteCount(4_096)];
        Append(text, [.. table.Columns]);
        await foreach (var row in table.Rows.WithCancellation(cancellationToken))
        {
            Append(text, row);
            if (text.Length >= FlushAtChars)
            {
                await FlushAsync(stream, text, buffer, cancellationToken);
            }
        }

        await FlushAsync(stream, text, buffer, cancellationToken);
    }

    private static void Append(StringBuilder text, object?[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0)
            {
                text.Append(',');
            }

            Append(text, cells[i]);
        }

        text.Append("\r\n");
    }

    private static void Append(StringBuilder text, object? cell)
    {
        switch (cell)
        {
            case null:
                break;
            case string said:
                Quote(text, Harmless(said));
                break;
            case DateTimeOffset instant:
                text.Append(OcppDateTime.Format(instant));
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"{cell}");
                break;
        }
    }

    /// <summary>Spreadsheets run a text that begins like a formula; what peers wrote must stay text, and an apostrophe makes it that.</summary>
    internal static string Harmless(string text) => IsFormula(text) ? "'" + text : text;

    /// <summary>The text that <see cref="Harmless"/> was given.</summary>
    internal static string AsItWas(string text) => text.StartsWith('\'') && IsFormula(text) ? text[1..] : text;

    /// <summary>Whether it is one, apart from apostrophes before it: a text that had one already gets another, so that taking one away gives it back.</summary>
    private static bool IsFormula(string text) => text.AsSpan().TrimStart('\'') is [var first, ..] && "=+-@\t\r\n".Contains(first, StringComparison.Ordinal);

    private static void Quote(StringBuilder text, string said)
    {
        if (said.AsSpan().IndexOfAny(",;\"\r\n") < 0 && said.AsSpan().Trim().Length == said.Length)
        {
            text.Append(said);
            return;
        }

        text.Append('"').Append(said.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    private static async Task FlushAsync(Stream stream, StringBuilder text, byte[] buffer, CancellationToken cancellationToken)
    {
        var encoder = Encoding.UTF8.GetEncoder();
        foreach (var chunk in text.GetChunks())
        {
            for (var from = 0; from < chunk.Length; from += 4_096)
            {
                var part = chunk.Slice(from, Math.Min(4_096, chunk.Length - from));
                var count = encoder.GetBytes(part.Span, buffer, flush: false);
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }

        text.Clear();
    }
}
