using System.Text.Json;
using CentralSystem.Web.Api;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Registers many Charge Points at once; a row that cannot be registered is reported and keeps none of the others out.</summary>
internal sealed class ChargePointImport(ChargePointRegistrations registrations)
{
    public const int MaxBodyBytes = 8 * 1024 * 1024;

    private const int MostRows = 10_000;

    /// <summary>Rows of one commit: it must not keep the messages of Charge Points waiting.</summary>
    private const int RowsPerCommit = 100;

    /// <summary>Registers the Charge Points of a JSON array.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when the body as a whole cannot be read.</remarks>
    public Task<ImportResult> FromJsonAsync(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? ImportAsync([.. document.RootElement.EnumerateArray().Select(element => JsonSerializer.SerializeToUtf8Bytes(element))])
                : throw Problems.Invalid("", "The body must be a JSON array.");
        }
        catch (JsonException e)
        {
            throw Problems.Invalid("", $"The body is not JSON: {e.Message}");
        }
    }

    /// <summary>Registers the Charge Points of a CSV file whose first line names the columns.</summary>
    /// <inheritdoc cref="FromJsonAsync" path="/remarks"/>
    public Task<ImportResult> FromCsvAsync(string csv) => ImportAsync(ChargePointCsv.ToJson(csv));

    private async Task<ImportResult> ImportAsync(List<byte[]?> objects)
    {
        if (objects.Count > MostRows)
        {
            throw Problems.Invalid("", $"At most {MostRows} charge points are taken at once.");
        }

        var rows = objects.Select((utf8, index) => Row.Read(index + 1, utf8)).ToArray();
        foreach (var chunk in rows.Where(row => row.Change is not null).Chunk(RowsPerCommit))
        {
            var registered = await registrations.RegisterAllAsync([.. chunk.Select(row => (row.Identity!, row.Change!))]);
            for (var i = 0; i < chunk.Length; i++)
            {
                chunk[i].IsRegistered = registered[i];
            }
        }

        return new ImportResult(rows.Count(row => row.IsRegistered), rows.Count(row => !row.IsRegistered), [.. rows.Select(row => row.ToView())]);
    }

    private sealed class Row
    {
        private readonly int _number;
        private Problem? _problem;

        private Row(int number) => _number = number;

        public string? Identity { get; private set; }

        public ChargePointChange? Change { get; private set; }

        public bool IsRegistered { get; set; }

        public static Row Read(int number, byte[]? utf8)
        {
            var row = new Row(number);
            try
            {
                var input = JsonInput<NewChargePoint>.Read(utf8 ?? throw Problems.Invalid("", "The line has more cells than there are columns.")).Value;
                row.Identity = input.ChargePointId;
                if ((input.Latitude is null) != (input.Longitude is null))
                {
                    throw Problems.Invalid(input.Latitude is null ? "latitude" : "longitude", "is needed: a position has both");
                }

                row.Change = ChargePointChange.Whole(input);
            }
            catch (ProblemException e)
            {
                row._problem = e.Problem;
            }

            return row;
        }

        public ImportedRow ToView()
        {
            var problem = IsRegistered ? null : _problem ?? ChargePointRegistrations.Taken(Identity!).Problem;
            return new ImportedRow(_number, Identity, IsRegistered, problem?.Members.GetValueOrDefault("field") as string, problem?.Detail, IsRegistered ? Change!.GeneratedPassword : null);
        }
    }
}

/// <summary>What became of an import.</summary>
/// <param name="Registered">How many Charge Points were registered.</param>
/// <param name="Failed">How many rows were not.</param>
/// <param name="Rows">What became of each row, in order.</param>
internal sealed record ImportResult(int Registered, int Failed, IReadOnlyList<ImportedRow> Rows) : ISecretAnswer
{
    bool ISecretAnswer.ShowsSecret => Rows.Any(row => row.GeneratedPassword is not null);
}

/// <summary>What became of one row.</summary>
/// <param name="Row">Its number, from 1; the line with the names of the columns does not count.</param>
/// <param name="ChargePointId">Its identity, where it was readable.</param>
/// <param name="Registered">Whether it is registered now.</param>
/// <param name="Field">The member that is wrong.</param>
/// <param name="Problem">What is wrong, and what is allowed.</param>
/// <param name="GeneratedPassword">The password that was made on request; shown in this one answer.</param>
internal sealed record ImportedRow(int Row, string? ChargePointId, bool Registered, string? Field, string? Problem, string? GeneratedPassword);
