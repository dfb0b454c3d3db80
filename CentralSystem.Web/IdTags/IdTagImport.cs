using System.Text;
using System.Text.Json;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.IdTags;

/// <summary>Registers or changes many idTags at once: all of them, or none when a row breaks a rule.</summary>
/// <remarks>
/// A known idTag is changed where the row says something; a cell that is empty clears. Every row is checked before the first is written. They are written in parts,
/// so that Charge Points need not wait for all of it; should the program end in between, the same import may be sent again (docs/decisions/0009).
/// </remarks>
internal sealed class IdTagImport(GroupCommitWriter writer, IdTagDirectory directory, EnergyBudgets budgets, TimeProvider time)
{
    public const int MaxBodyBytes = 16 * 1024 * 1024;

    private const int MaxRows = 100_000;
    private const int MostShown = 100;

    /// <summary>Rows of one commit: some milliseconds for whoever waits behind it.</summary>
    private const int RowsPerPart = 200;

    /// <inheritdoc cref="RunAsync(byte[], bool)"/>
    public async Task<IdTagImportResult> RunAsync(HttpContext context)
    {
        var body = await RequestBodies.ReadAsync(context);
        return await RunAsync(body, context.Request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) == true);
    }

    /// <remarks>Errors: <see cref="ProblemException"/> that lists the rows which break a rule; nothing is changed then.</remarks>
    public async Task<IdTagImportResult> RunAsync(byte[] body, bool isCsv)
    {
        var (rows, errors, count) = Checked(isCsv ? CsvRows(body) : JsonRows(body));
        if (errors.Count > 0)
        {
            throw new ProblemException(new Problem(
                StatusCodes.Status400BadRequest, "import-refused", "The import is refused", $"{errors.Count} of {count} rows break a rule; nothing was changed.")
            {
                Members = { ["errorCount"] = errors.Count, ["errors"] = errors.Take(MostShown) },
            });
        }

        var (created, changed) = (0, 0);
        var caller = Caller.Current;
        foreach (var part in rows.Chunk(RowsPerPart))
        {
            var (tags, added) = await writer.ChangeAsync(db => Write(db, part), result => directory.Set(result.Tags));
            (created, changed) = (created + added, changed + tags.Count - added);
        }

        var result = new IdTagImportResult(created, changed);
        var now = time.GetUtcNow();
        await writer.ChangeAsync(db =>
        {
            db.Audit(caller, now, "id-tags.imported", $"{rows.Count} idTags", result);
            return rows.Count;
        });
        await budgets.TrackAsync(rows.Select(row => row.Input.Value.IdTag!), CancellationToken.None);
        return result;
    }

    /// <summary>What an import would do, by what is registered now; nothing is changed.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> for what is no list of idTags at all.</remarks>
    public IdTagImportPreview Preview(byte[] body, bool isCsv)
    {
        var (rows, errors, _) = Checked(isCsv ? CsvRows(body) : JsonRows(body));
        var changed = rows.Select(row => row.Input.Value.IdTag!).Where(idTag => directory.Find(idTag) is not null).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new IdTagImportPreview(
            rows.Count - changed.Count, changed.Count, [.. rows.Take(MostShown).Select(row => (row.Input.Value, changed.Contains(row.Input.Value.IdTag!)))],
            errors.Count, [.. errors.Take(MostShown)]);
    }

    /// <summary>Tells the rows that keep every rule from those that break one.</summary>
    private static (List<Row> Rows, List<IdTagImportError> Errors, int Count) Checked(IEnumerable<(int Number, Func<JsonInput<IdTagInput>> Read)> rows)
    {
        var (read, errors, count) = (new List<Row>(), new List<IdTagImportError>(), 0);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (number, readRow) in rows)
        {
            if (++count > MaxRows)
            {
                throw Problems.Invalid("", $"An import has at most {MaxRows} rows.");
            }

            try
            {
                var input = readRow();
                var idTag = input.Value.IdTag ?? throw Problems.Invalid("idTag", "is required");
                read.Add(seen.Add(idTag) ? new Row(input) : throw Problems.Invalid("idTag", $"{idTag} is there in an earlier row"));
            }
            catch (ProblemException e)
            {
                errors.Add(new IdTagImportError(number, e.Problem.Members.GetValueOrDefault("field") as string ?? "", e.Problem.Detail));
            }
        }

        return (read, errors, count);
    }

    private static IEnumerable<(int Number, Func<JsonInput<IdTagInput>> Read)> JsonRows(byte[] body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException e)
        {
            throw Problems.Invalid("", $"The body is not JSON: {e.Message}");
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                throw Problems.Invalid("", "The body must be a JSON list of idTags.");
            }

            var number = 0;
            foreach (var row in document.RootElement.EnumerateArray())
            {
                yield return (++number, () => JsonInput<IdTagInput>.Read(Encoding.UTF8.GetBytes(row.GetRawText())));
            }
        }
    }

    private static IEnumerable<(int Number, Func<JsonInput<IdTagInput>> Read)> CsvRows(byte[] body) =>
        IdTagCsv.Read(Encoding.UTF8.GetString(body)).Select(line => (line.Line, (Func<JsonInput<IdTagInput>>)(() => line.Object is null
            ? throw Problems.Invalid("", "The line has another number of cells than the header.")
            : JsonInput<IdTagInput>.Read(JsonSerializer.SerializeToUtf8Bytes(line.Object)))));

    private (List<IdTag> Tags, int Added) Write(CentralSystemDbContext db, Row[] part)
    {
        var now = time.GetUtcNow();
        var ids = part.Select(row => row.Input.Value.IdTag!).ToList();
        var known = db.IdTags.Where(t => ids.Contains(t.Id)).ToDictionary(t => t.Id, StringComparer.OrdinalIgnoreCase);
        var (tags, added) = (new List<IdTag>(), 0);
        foreach (var row in part)
        {
            var input = row.Input.Value;
            if (!known.TryGetValue(input.IdTag!, out var tag))
            {
                tag = new IdTag { Id = input.IdTag!, CreatedAt = now };
                db.IdTags.Add(tag);
                added++;
            }

            input.ApplyTo(tag, row.Says);
            tag.UpdatedAt = now;
            tags.Add(tag);
        }

        db.UnknownIdTags.Where(t => ids.Contains(t.Id)).ExecuteDelete();
        return (tags, added);
    }

    /// <summary>One row that passed every check.</summary>
    private sealed record Row(JsonInput<IdTagInput> Input)
    {
        /// <summary>An empty status means the usual one to a new idTag and nothing to a known one.</summary>
        public bool Says(string member) => Input.Has(member) && (member != "status" || Input.Value.Status is not null);
    }
}

/// <summary>What an import did.</summary>
/// <param name="Created">idTags that were not registered before.</param>
/// <param name="Changed">idTags that were.</param>
internal sealed record IdTagImportResult(int Created, int Changed);

/// <summary>What an import would do.</summary>
/// <param name="Created">idTags that are not registered yet.</param>
/// <param name="Changed">idTags that are.</param>
/// <param name="First">The first rows that keep every rule, and whether the idTag is registered already.</param>
/// <param name="ErrorCount">Rows that break a rule; with any, nothing can be imported.</param>
/// <param name="Errors">The first of them.</param>
internal sealed record IdTagImportPreview(
    int Created, int Changed, IReadOnlyList<(IdTagInput Input, bool IsKnown)> First, int ErrorCount, IReadOnlyList<IdTagImportError> Errors);

/// <summary>A row that breaks a rule.</summary>
/// <param name="Row">Line of the CSV, the header being line 1; position in the JSON list, from 1.</param>
/// <param name="Field">The member, where one is to blame.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record IdTagImportError(int Row, string Field, string Message);
