using System.Globalization;
using CentralSystem.Web.Api;
using CentralSystem.Web.Transactions;

namespace CentralSystem.Web.Dashboard.Transactions;

/// <summary>A correction as it is typed: readings in kWh, times of the reader's zone. What is left as it was is not corrected.</summary>
internal sealed class CorrectionForm
{
    private const string KilowattHours = "0.###";

    private CorrectionForm? _before;

    public string? MeterStart { get; set; }

    public string? MeterStop { get; set; }

    /// <summary>Local to the reader.</summary>
    public DateTime? Stop { get; set; }

    public string? IdTag { get; set; }

    public string? Connector { get; set; }

    public string? Note { get; set; }

    /// <summary>Whether anything was typed.</summary>
    public bool IsTyped => _before is { } before
        && (MeterStart, MeterStop, Stop, IdTag, Connector, Note) != (before.MeterStart, before.MeterStop, before.Stop, before.IdTag, before.Connector, before.Note);

    /// <summary>The form as it stands before anything is typed.</summary>
    public static CorrectionForm Of(TransactionView transaction, TimeZoneInfo zone)
    {
        var form = Filled(transaction, zone);
        form._before = Filled(transaction, zone);
        return form;
    }

    /// <remarks>Errors: <see cref="ProblemException"/> for what is no number, or without a reason.</remarks>
    public CorrectionInput Read(TimeZoneInfo zone)
    {
        var input = Typed(zone);
        JsonInputRules.Check(input, "");
        return input;
    }

    private CorrectionInput Typed(TimeZoneInfo zone) => new()
    {
        MeterStart = MeterStart == _before?.MeterStart ? null : Wh(MeterStart, "Meter at the start"),
        MeterStop = MeterStop == _before?.MeterStop ? null : Wh(MeterStop, "Meter at the end"),
        StopTimestamp = Stop == _before?.Stop || Stop is not { } stop ? null : InstantOf(stop, zone),
        IdTag = IdTag == _before?.IdTag || string.IsNullOrWhiteSpace(IdTag) ? null : IdTag.Trim(),
        ConnectorId = Connector == _before?.Connector ? null : Number(Connector),
        Note = string.IsNullOrWhiteSpace(Note) ? throw Problems.Invalid("Why", "must say why it is corrected; it goes into the history") : Note.Trim(),
    };

    private static CorrectionForm Filled(TransactionView transaction, TimeZoneInfo zone) => new()
    {
        MeterStart = (transaction.MeterStart / 1000m).ToString(KilowattHours, CultureInfo.InvariantCulture),
        MeterStop = (transaction.MeterStop / 1000m)?.ToString(KilowattHours, CultureInfo.InvariantCulture),
        Stop = transaction.StopTimestamp is { } stop ? new DateTime(TimeZoneInfo.ConvertTime(stop, zone).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond) : null,
        IdTag = transaction.AuthorizedIdTag,
        Connector = transaction.ConnectorId.ToString(CultureInfo.InvariantCulture),
    };

    private static long Wh(string? text, string field) =>
        decimal.TryParse(text?.Trim().Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var kWh) && kWh <= 1_000_000_000m
            ? (long)Math.Round(kWh * 1000)
            : throw Problems.Invalid(field, "must be a meter reading in kWh, such as 1234.567");

    private static DateTimeOffset InstantOf(DateTime local, TimeZoneInfo zone) => local.Year is >= 2010 and < 9000
        ? new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone.GetUtcOffset(local)).ToUniversalTime()
        : throw Problems.Invalid("Ended", "must be a time since 2010");

    private static int Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 10_000 ? number : throw Problems.Invalid("Connector", "must be a number from 1");
}
