using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ChargePointEmulator.Check.Reports;

/// <summary>The whole run with every frame, for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static void Write(CheckSummary summary, TextWriter writer) => writer.WriteLine(JsonSerializer.Serialize(new
    {
        url = summary.Url,
        startedAt = summary.StartedAt,
        durationSeconds = Math.Round(summary.Duration.TotalSeconds, 3),
        driver = summary.Driver,
        interrupted = summary.WasInterrupted,
        counts = Enum.GetValues<Verdict>().ToDictionary(verdict => verdict.Text(), summary.Count),
        cases = summary.Results.Select(result => new
        {
            id = result.Case.Id,
            title = result.Case.Title,
            group = result.Case.Group,
            verdict = result.Verdict.Text(),
            severity = result.Case.Severity.Text(),
            rule = result.Rule,
            message = result.Message.Length == 0 ? null : result.Message,
            notExercised = result.NotExercised.Count == 0 ? null : result.NotExercised,
            warnings = result.Warnings.Count == 0 ? null : result.Warnings,
            expectedBecause = result.ExpectedBecause,
            durationSeconds = Math.Round(result.Duration.TotalSeconds, 3),
            frames = result.Frames.Select(line => new { atMs = line.AtMs, chargePoint = line.ChargePoint, direction = DirectionText(line.Direction), text = line.Text }),
        }),
    }, Options));

    private static string DirectionText(char direction) => direction switch { '>' => "sent", '<' => "received", _ => "event" };
}
