using System.Globalization;
using System.Text.Json;
using CentralSystem.Web.Api;
using CentralSystem.Web.Reports;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Reads Charge Points from CSV: each line becomes the JSON object that says the same, so that one set of rules holds for both.</summary>
internal static class ChargePointCsv
{
    private const string Password = "password";

    private static readonly string[] Columns =
        ["chargePointId", "name", "description", "location", "latitude", "longitude", "notes", "tags", Password, "generatePassword", "registrationStatus", "validationMode",
        "securityProfile"];

    /// <returns>An object for each line; null for one that has more cells than there are columns.</returns>
    /// <remarks>Errors: <see cref="ProblemException"/> for a column nobody knows, or what is no CSV.</remarks>
    public static List<byte[]?> ToJson(string csv)
    {
        var reader = new CsvReader(csv);
        string[]? columns = null;
        var objects = new List<byte[]?>();
        foreach (var (_, cells) in reader.Lines())
        {
            if (columns is null)
            {
                columns = Array.ConvertAll(cells, NameOf);
            }
            else
            {
                objects.Add(cells.Length > columns.Length ? null : ObjectOf(columns, cells, reader.ListSeparator));
            }
        }

        return columns is null ? throw Problems.Invalid("", "The first line must name the columns.") : objects;
    }

    private static string NameOf(string header)
    {
        var name = header.Trim();
        return name.Equals("identity", StringComparison.OrdinalIgnoreCase)
            ? Columns[0]
            : Columns.FirstOrDefault(column => column.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw Problems.Invalid(name, $"is no column; columns are {string.Join(", ", Columns)}");
    }

    private static byte[] ObjectOf(string[] columns, string[] values, char listSeparator)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (column, value) in columns.Zip(values).Where(cell => cell.Second.Length > 0))
            {
                json.WritePropertyName(column);

                // A password comes from no table of ours: an apostrophe is part of it.
                Write(json, column, column == Password ? value : CsvWriter.AsItWas(value), listSeparator);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>What cannot be read as its kind is passed on as text: the rules say what is wrong with it.</summary>
    private static void Write(Utf8JsonWriter json, string column, string value, char listSeparator)
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
                foreach (var tag in value.Split(listSeparator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
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
}
