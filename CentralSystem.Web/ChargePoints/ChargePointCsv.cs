using System.Globalization;
using System.Text;
using System.Text.Json;
using CentralSystem.Web.Api;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Reads Charge Points from CSV (RFC 4180): each line becomes the JSON object that says the same, so that one set of rules holds for both.</summary>
internal static class ChargePointCsv
{
    private const char TagSeparator = ';';

    private static readonly string[] Columns =
        ["chargePointId", "name", "description", "location", "latitude", "longitude", "notes", "tags", "password", "generatePassword", "registrationStatus", "validationMode",
        "securityProfile"];

    /// <remarks>Errors: <see cref="ProblemException"/> for a column nobody knows, or a quote that never ends.</remarks>
    public static List<byte[]> ToJson(string csv)
    {
        var lines = Lines(csv.TrimStart('\uFEFF'));
        if (lines.Count == 0)
        {
            throw Problems.Invalid("", "The first line must name the columns.");
        }

        var columns = lines[0].ConvertAll(NameOf);
        return [.. lines.Skip(1).Select(values => ObjectOf(columns, values))];
    }

    private static string NameOf(string header)
    {
        var name = header.Trim();
        return name.Equals("identity", StringComparison.OrdinalIgnoreCase)
            ? Columns[0]
            : Columns.FirstOrDefault(column => column.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw Problems.Invalid(name, $"is no column; columns are {string.Join(", ", Columns)}");
    }

    private static byte[] ObjectOf(List<string> columns, List<string> values)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (column, value) in columns.Zip(values).Where(cell => cell.Second.Length > 0))
            {
                json.WritePropertyName(column);
                Write(json, column, value);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>What cannot be read as its kind is passed on as text: the rules say what is wrong with it.</summary>
    private static void Write(Utf8JsonWriter json, string column, string value)
    {
        switch (column)
        {
            case "latitude" or "longitude" when double.TryParse(value, CultureInfo.InvariantCulture, out var degrees) && double.IsFinite(degrees):
                json.WriteNumberValue(degrees);
                break;
            case "securityProfile" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var profile):
                json.WriteNumberValue(profile);
                break;
            case "generatePassword" when bool.TryParse(value, out var generates):
                json.WriteBooleanValue(generates);
                break;
            case "tags":
                json.WriteStartArray();
                foreach (var tag in value.Split(TagSeparator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                {
                    json.WriteStringValue(tag);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(value);
                break;
        }
    }

    private static List<List<string>> Lines(string csv)
    {
        var lines = new List<List<string>>();
        var (line, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < csv.Length; i++)
        {
            var character = csv[i];
            if (quoted && character == '"' && i + 1 < csv.Length && csv[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (character == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && character == ',')
            {
                EndCell();
            }
            else if (!quoted && character is '\r' or '\n')
            {
                EndLine();
            }
            else
            {
                cell.Append(character);
            }
        }

        EndLine();
        return quoted ? throw Problems.Invalid("", "A quote is opened and never closed.") : lines;

        void EndCell()
        {
            line.Add(cell.ToString().Trim());
            cell.Clear();
        }

        void EndLine()
        {
            if (line.Count > 0 || cell.Length > 0)
            {
                EndCell();
                lines.Add(line);
                line = [];
            }
        }
    }
}
