using System.Globalization;
using System.Text.Json.Nodes;
using CentralSystem.Web.Api;
using CentralSystem.Web.Reports;

namespace CentralSystem.Web.IdTags;

/// <summary>idTags as CSV: a header line that names the columns, then one idTag a line. Time windows have no column.</summary>
internal static class IdTagCsv
{
    /// <summary>Between the entries of a list, as the writer separates cells by commas.</summary>
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

    /// <summary>idTags as a table that <see cref="Read"/> reads back.</summary>
    public static Table TableOf(IAsyncEnumerable<IdTag> tags) => new("id-tags", Columns, tags.Select(CellsOf));

    /// <summary>Each line as the JSON object that says the same; an empty cell is null.</summary>
    /// <remarks>
    /// Errors: <see cref="ProblemException"/> for a header that names no idTag, a column nobody knows, or what is no CSV; a line that does not fit the header yields no object.
    /// </remarks>
    public static IEnumerable<(int Line, JsonObject? Object)> Read(string text)
    {
        var reader = new CsvReader(text);
        string[]? header = null;
        foreach (var (line, cells) in reader.Lines())
        {
            if (header is null)
            {
                header = cells;
                Check(header);
            }
            else
            {
                yield return (line, cells.Length == header.Length ? ObjectOf(header, cells, reader.ListSeparator) : null);
            }
        }
    }

    private static object?[] CellsOf(IdTag tag)
    {
        var (rules, budget) = (tag.Rules, tag.Rules?.EnergyBudget);
        return
        [
            tag.Id, tag.ParentIdTag, tag.Status.ToString(), tag.ExpiryDate, tag.MaxActiveTransactions, Listed(rules?.PermittedChargePoints), Listed(rules?.PermittedChargePointTags),
            budget?.EnergyWh, budget?.Period.ToString(), budget?.TimeZone, tag.Note,
        ];
    }

    private static void Check(string[] header)
    {
        for (var i = 0; i < header.Length; i++)
        {
            header[i] = header[i].Trim();
            if (!Columns.Contains(header[i]) && !Shown.Contains(header[i]))
            {
                throw Problems.Invalid("", $"The column '{header[i]}' is not known; known are {string.Join(", ", Columns)}.");
            }
        }

        if (!header.Contains("idTag"))
        {
            throw Problems.Invalid("", "The header names no column idTag.");
        }
    }

    private static JsonObject ObjectOf(string[] header, string[] cells, char listSeparator)
    {
        var (row, budget) = (new JsonObject(), new JsonObject());
        for (var i = 0; i < header.Length; i++)
        {
            var cell = CsvWriter.AsItWas(cells[i]);
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
                    var entries = cell.Split(listSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
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
}
