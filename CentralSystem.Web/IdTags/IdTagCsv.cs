using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Ocpp.Payloads;

namespace CentralSystem.Web.IdTags;

/// <summary>idTags as CSV (RFC 4180): a header line that names the columns, then one idTag a line. Time windows have no column.</summary>
internal static class IdTagCsv
{
    /// <summary>Between the entries of a list.</summary>
    private const char ListSeparator = ';';

    private const string BudgetWh = "energyBudgetWh";
    private const string BudgetPeriodColumn = "energyBudgetPeriod";
    private const string BudgetTimeZone = "energyBudgetTimeZone";

    private static readonly string[] Columns =
    [
        "idTag", "parentIdTag", "status", "expiryDate", "maxActiveTransactions", "permittedChargePoints", "permittedChargePointTags", BudgetWh, BudgetPeriodColumn,
        BudgetTimeZone, "note",
    ];

    private static readonly string[] Lists = ["permittedChargePoints", "permittedChargePointTags"];
    private static readonly string[] Shown = ["energyBudgetUsedWh", "createdAt", "updatedAt"];

    /// <summary>Writes idTags as they are read.</summary>
    public static async Task WriteAsync(IAsyncEnumerable<IdTag> tags, Stream stream)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteAsync(string.Join(',', Columns) + "\r\n");
        await foreach (var tag in tags)
        {
            var budget = tag.Rules?.EnergyBudget;
            string?[] cells =
            [
                tag.Id, tag.ParentIdTag, tag.Status.ToString(), tag.ExpiryDate is { } expiry ? OcppDateTime.Format(expiry) : null,
                tag.MaxActiveTransactions?.ToString(CultureInfo.InvariantCulture), Listed(tag.Rules?.PermittedChargePoints), Listed(tag.Rules?.PermittedChargePointTags),
                budget?.EnergyWh.ToString(CultureInfo.InvariantCulture), budget?.Period.ToString(), budget?.TimeZone, tag.Note,
            ];
            await writer.WriteAsync(string.Join(',', cells.Select(Quoted)) + "\r\n");
        }
    }

    /// <summary>Each line as the JSON object that says the same; an empty cell is null.</summary>
    /// <remarks>Errors: <see cref="FormatException"/> for a header that names no idTag, or a column nobody knows; a line that does not fit it yields no object.</remarks>
    public static IEnumerable<(int Line, JsonObject? Object)> Read(string text)
    {
        var (header, separator) = (Array.Empty<string>(), ',');
        foreach (var (line, cells) in Lines(text.TrimStart('\ufeff'), () => separator))
        {
            if (header.Length == 0)
            {
                // Spreadsheets of half the world write semicolons.
                (header, separator) = cells is [var only] && only.Contains(';', StringComparison.Ordinal) ? (only.Split(';'), ';') : (cells, ',');
                Check(header);
            }
            else if (cells is not [""])
            {
                yield return (line, cells.Length == header.Length ? ObjectOf(header, cells, separator) : null);
            }
        }
    }

    private static void Check(string[] header)
    {
        for (var i = 0; i < header.Length; i++)
        {
            header[i] = header[i].Trim();
            if (!Columns.Contains(header[i]) && !Shown.Contains(header[i]))
            {
                throw new FormatException($"The column '{header[i]}' is not known; known are {string.Join(", ", Columns)}.");
            }
        }

        if (!header.Contains("idTag"))
        {
            throw new FormatException("The header names no column idTag.");
        }
    }

    private static JsonObject ObjectOf(string[] header, string[] cells, char separator)
    {
        var (row, budget) = (new JsonObject(), new JsonObject());
        for (var i = 0; i < header.Length; i++)
        {
            var cell = cells[i].Trim();
            switch (header[i])
            {
                case BudgetWh:
                    budget["energyWh"] = Number(cell);
                    break;
                case BudgetPeriodColumn:
                    budget["period"] = Text(cell);
                    break;
                case BudgetTimeZone when cell.Length > 0:
                    budget["timeZone"] = cell;
                    break;
                case BudgetTimeZone:
                case var shown when Shown.Contains(shown):
                    break;
                case "maxActiveTransactions":
                    row[header[i]] = Number(cell);
                    break;
                case var list when Lists.Contains(list):
                    var entries = cell.Split(separator == ListSeparator ? '|' : ListSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                    row[list] = new JsonArray([.. entries.Select(entry => JsonValue.Create(entry))]);
                    break;
                default:
                    row[header[i]] = Text(cell);
                    break;
            }
        }

        if (header.Contains(BudgetWh))
        {
            row["energyBudget"] = budget["energyWh"] is null ? null : budget;
        }

        return row;
    }

    private static JsonValue? Text(string cell) => cell.Length == 0 ? null : JsonValue.Create(cell);

    /// <summary>What is no number stays text, and is refused as such.</summary>
    private static JsonValue? Number(string cell) =>
        long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : Text(cell);

    private static string? Listed(IReadOnlyList<string>? entries) => entries is null ? null : string.Join(ListSeparator, entries);

    private static string Quoted(string? cell) =>
        cell is null ? "" : cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    private static IEnumerable<(int Line, string[] Cells)> Lines(string text, Func<char> separatorOf)
    {
        var (cells, cell, quoted, line, began) = (new List<string>(), new StringBuilder(), false, 1, 1);
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            if (quoted && i < text.Length)
            {
                line += c == '\n' ? 1 : 0;
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append(text[++i]);
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (c == separatorOf())
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else if (c == '\n')
            {
                if (cell.Length > 0 && cell[^1] == '\r')
                {
                    cell.Length--;
                }

                cells.Add(cell.ToString());
                yield return (began, [.. cells]);
                cells.Clear();
                cell.Clear();
                began = ++line;
            }
            else
            {
                cell.Append(c);
            }
        }
    }
}
