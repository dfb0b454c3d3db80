using System.Globalization;
using System.Text.Json;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Events;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Transactions;
using Microsoft.AspNetCore.Components;
using Ocpp.Messages;
using Ocpp.Rpc;
using Ocpp.Types;

namespace CentralSystem.Web.Dashboard.Transactions;

/// <summary>One transaction: what happened when, what was measured, how its energy was found, and its correction.</summary>
public sealed partial class TransactionPage
{
    /// <summary>Corrections that are shown; a transaction has few.</summary>
    private const int MostCorrections = 100;

    /// <summary>Messages just before the start and after the end tell how it came to them.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromMinutes(1);

    private int? _shown;

    /// <summary>What the correction was filled in from; null where that is still to be done.</summary>
    private int? _revision;

    [Inject]
    private TransactionReader Reader { get; set; } = null!;

    [Inject]
    private MeterValueReader MeterValues { get; set; } = null!;

    [Inject]
    private TransactionCorrections Corrections { get; set; } = null!;

    [Inject]
    private CommandService Commands { get; set; } = null!;

    [Inject]
    private ReaderZone Zone { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Parameter]
    public int TransactionId { get; set; }

    private TransactionView? Shown { get; set; }

    private MeterCurves? Curves { get; set; }

    /// <summary>What was measured last, while it runs.</summary>
    private LatestMeasurement? Latest { get; set; }

    private IReadOnlyList<MeterChart> Charts { get; set; } = [];

    private List<Step> Story { get; set; } = [];

    private CorrectionForm Form { get; set; } = new();

    /// <summary>The correction was begun upon what stood there before.</summary>
    private bool IsStale { get; set; }

    /// <summary>What the last click came to.</summary>
    private string? Done { get; set; }

    private bool IsRunning => Shown is { StopReceivedAt: null };

    private long Seconds => Shown!.DurationSeconds ?? (long)Math.Max(0, (Time.GetUtcNow() - Shown.StartTimestamp).TotalSeconds);

    private DateTimeOffset ChartEnd => Shown!.StopTimestamp ?? Time.GetUtcNow();

    private DateTimeOffset MessagesFrom => Shown!.StartReceivedAt - Around;

    private DateTimeOffset? MessagesTo => Shown!.StopReceivedAt + Around;

    private string MeterValuesLink => ApiLink.To("/meter-values", ("format", "csv"), ("transactionId", $"{TransactionId}"));

    private protected override string? RunningTimes => IsRunning ? Units.Duration(Seconds) : null;

    /// <summary>By back and forward another transaction comes to the same page: nothing of the one before may stay.</summary>
    protected override Task OnParametersSetAsync()
    {
        if (TransactionId != _shown)
        {
            (_shown, Shown, Latest, Charts, Done, _revision) = (TransactionId, null, null, [], null, null);
            Curves = new MeterCurves(MeterValues, TransactionId);
        }

        return base.OnParametersSetAsync();
    }

    protected override async Task LoadAsync()
    {
        var (id, curves) = (TransactionId, Curves!);
        var read = await Reader.GetAsync(id, Left);
        var corrections = await Reader.CorrectionsAsync(id, ListOrder.Newest, new PageQuery { Limit = MostCorrections }, Left);
        var charts = await curves.ReadAsync(read.Value, Left);
        var latest = read.Value.StopReceivedAt is null ? LatestMeasurement.Of(await MeterValues.NewestOfTransactionAsync(id, Left), read.Value.MeterStart) : null;
        var zone = await Zone.GetAsync();
        if (id != TransactionId)
        {
            return;
        }

        if (_revision is null || (_revision != read.Revision && !Form.IsTyped))
        {
            (Form, _revision) = (CorrectionForm.Of(read.Value, zone), read.Revision);
        }

        // What somebody types is not lost to a change by somebody else, nor overwrites it: the page says so.
        IsStale = _revision != read.Revision;
        (Shown, Latest, Charts, Story) = (read.Value, latest, charts, StoryOf(read.Value, corrections.Items));
    }

    private protected override bool Concerns(EventMessage message) =>
        message.Type is EventTypes.TransactionUpdated or EventTypes.TransactionStopped or EventTypes.TransactionCorrected or EventTypes.AnomalyDetected
        && Shown is { } shown && string.Equals(message.ChargePointId, shown.ChargePointId, StringComparison.OrdinalIgnoreCase);

    private protected override bool Concerns(KeptMeterValues values) => values.TransactionId == TransactionId;

    private static string EnergySentence(TransactionView row) => row switch
    {
        { EnergySource: EnergySource.Registers, EnergyWh: { } wh } => $"{Units.Energy(wh)}: the meter reading at the end minus the one at the start.",
        { EnergySource: EnergySource.Samples, EnergyWh: { } wh } => $"{Units.Energy(wh)}: the highest meter value minus the lowest, because the readings of start and stop make no sense.",
        { StopReceivedAt: null } => "It is counted when the transaction ends; until then the chart above shows what was measured so far.",
        _ => "Not known: neither the readings of start and stop nor the meter values between make sense.",
    };

    private static List<Step> StoryOf(TransactionView row, IReadOnlyList<TransactionCorrectionView> corrections)
    {
        var delay = row.StartReceivedAt - row.StartTimestamp;
        var story = new List<Step>
        {
            new(row.StartTimestamp, $"It began on connector {row.ConnectorId} with idTag {row.IdTag}, {TransactionWords.Of(row.AuthorizationStatus)}."
                + (delay > TimeSpan.FromMinutes(1) ? $" The charge point told so {Units.Duration((long)delay.TotalSeconds)} later." : ""), null),
        };
        if (row is { StopTimestamp: { } stop, StopReceivedAt: { } received, Resolution: null })
        {
            var late = received - stop;
            story.Add(new(stop, $"It ended: {TransactionWords.OfReason(row.StopReason)}." + (late > TimeSpan.FromMinutes(1) ? $" The charge point told so {Units.Duration((long)late.TotalSeconds)} later." : ""), null));
        }
        else if (row is { StopReceivedAt: { } resolvedAt, Resolution: { } resolution })
        {
            story.Add(new(resolvedAt, $"It was ended without the charge point's word: {TransactionWords.Of(resolution)}.", null));
        }

        story.AddRange(corrections.Select(change => new Step(change.At, $"{change.By}: {TransactionWords.Of(change.Kind)}. {DifferenceOf(change)}", change.Note.Length > 0 ? change.Note : null)));
        return [.. story.OrderBy(step => step.At)];
    }

    /// <summary>Each figure that changed, before and after.</summary>
    private static string DifferenceOf(TransactionCorrectionView change)
    {
        if (change is not { Before: { ValueKind: JsonValueKind.Object } before, After: { ValueKind: JsonValueKind.Object } after })
        {
            return "";
        }

        var names = before.EnumerateObject().Concat(after.EnumerateObject()).Select(figure => figure.Name).Distinct();
        return string.Join(", ", names.Where(name => TextOf(before, name) != TextOf(after, name)).Select(name => $"{TransactionWords.OfFigure(name)} {TextOf(before, name)} → {TextOf(after, name)}"));

        static string TextOf(JsonElement figures, string name) => !figures.TryGetProperty(name, out var figure) ? "none" : name switch
        {
            "meterStart" or "meterStop" or "energyWh" when figure.TryGetInt64(out var wattHours) => Units.Register(wattHours),
            "durationSeconds" when figure.TryGetInt64(out var seconds) => Units.Duration(seconds),
            "startTimestamp" or "stopTimestamp" when figure.TryGetDateTimeOffset(out var at) => at.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture),
            _ => figure.ToString(),
        };
    }

    private Task StopAsync() => DoAsync(Role.Operator, async () =>
    {
        Done = null;
        var run = await Commands.StartAsync(Shown!.ChargePointId, new RemoteStopTransactionRequest { TransactionId = TransactionId }, new CommandOptions(), Left);
        Done = "The charge point is asked to stop it.";
        StateHasChanged();
        Done = await run.Outcome.WaitAsync(Left) switch
        {
            CallOutcome.Answered { Response: RemoteStopTransactionResponse { Status.Known: RemoteStartStopStatus.Accepted } } => "The charge point stops it; it will tell when it has.",
            CallOutcome.Answered => "The charge point refuses: it knows no such running transaction. If it is really over, end it by a correction below.",
            CallOutcome.Refused refused => $"The charge point answered with the error {refused.Code}. {refused.Description}",
            CallOutcome.TimedOut => "The charge point did not answer in time.",
            _ => "The connection of the charge point ended before its answer.",
        };
    });

    private Task CorrectAsync() => DoAsync(Role.Operator, async () =>
    {
        Done = null;
        await Corrections.CorrectAsync(TransactionId, Form.Read(await Zone.GetAsync()), new ExpectedRevision(_revision));
        (_revision, Done) = (null, "It is corrected.");
    });

    private Task TakeOverAsync()
    {
        _revision = null;
        return ReloadAsync();
    }

    private sealed record Step(DateTimeOffset At, string Text, string? Note);
}
