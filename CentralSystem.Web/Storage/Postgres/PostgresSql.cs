using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CentralSystem.Web.Storage;

/// <summary>Turns the SQL all databases share into what PostgreSQL prepares.</summary>
internal static partial class PostgresSql
{
    /// <summary>Numbers the parameters: <c>?</c> and <c>?1</c> become <c>$1</c>.</summary>
    /// <returns>The text and how many parameters it has.</returns>
    public static (string Sql, int Parameters) Numbered(string sql)
    {
        var numbered = new StringBuilder(sql.Length + 16);
        var (last, most) = (0, 0);
        var isText = false;
        for (var i = 0; i < sql.Length; i++)
        {
            isText ^= sql[i] == '\'';
            if (isText || sql[i] != '?')
            {
                numbered.Append(sql[i]);
                continue;
            }

            var digits = i + 1;
            while (digits < sql.Length && char.IsAsciiDigit(sql[digits]))
            {
                digits++;
            }

            last = digits > i + 1 ? int.Parse(sql.AsSpan(i + 1, digits - i - 1), CultureInfo.InvariantCulture) : last + 1;
            most = Math.Max(most, last);
            numbered.Append('$').Append(last);
            i = digits - 1;
        }

        return (numbered.ToString(), most);
    }

    /// <summary>The parts of an INSERT of one row that can insert many at once; null for any other statement.</summary>
    public static RowInsert? AsRowInsert(string sql) =>
        PlainInsert().Match(sql) is { Success: true } match && !match.Groups[4].ValueSpan.Contains("UPDATE", StringComparison.Ordinal)
            ? new(match.Groups[1].Value, match.Groups[2].Value, match.Groups[4].Value)
            : null;

    /// <summary>The table a statement changes.</summary>
    public static string TableOf(string sql) => ChangedTable().Match(sql).Groups[1].Value;

    [GeneratedRegex(@"^INSERT INTO (\w+) \(([^)]*)\)\s+VALUES \(([?, ]*)\)(.*)$", RegexOptions.Singleline)]
    private static partial Regex PlainInsert();

    [GeneratedRegex(@"^(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)")]
    private static partial Regex ChangedTable();
}

/// <summary>An INSERT whose rows may come as arrays, one for each column.</summary>
/// <param name="Table">Where to.</param>
/// <param name="Columns">Names, separated by commas.</param>
/// <param name="Tail">What follows the values.</param>
internal sealed record RowInsert(string Table, string Columns, string Tail)
{
    /// <param name="withId">The first array holds the keys.</param>
    public string OfArrays(bool withId)
    {
        var columns = withId ? $"id, {Columns}" : Columns;
        var arrays = Enumerable.Range(1, columns.Count(c => c == ',') + 1).Select(i => $"${i}");
        return $"INSERT INTO {Table} ({columns}) SELECT * FROM unnest({string.Join(", ", arrays)}){Tail}";
    }
}
