using CentralSystem.Web.Api;
using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Events;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Transactions;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Transactions;

/// <summary>A table of transactions for pages to include: <c>&lt;TransactionTable Choice="new() { ChargePointId = identity }" /&gt;</c>.</summary>
public sealed partial class TransactionTable
{
    internal const string NoneYet = "There is no transaction yet. One begins when a customer shows an idTag at a charge point, or with “Start” on the page of a charge point.";

    private Dictionary<int, LatestMeasurement?> _latest = [];
    private TransactionChoice? _shown;

    [Inject]
    private TransactionReader Reader { get; set; } = null!;

    [Inject]
    private MeterValueReader MeterValues { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    /// <summary>Which transactions, in which order.</summary>
    [Parameter, EditorRequired]
    public TransactionChoice Choice { get; set; } = new();

    /// <summary>Rows at a time.</summary>
    [Parameter]
    public int Length { get; set; } = 25;

    /// <summary>What is said when there is none.</summary>
    [Parameter]
    public string Empty { get; set; } = NoneYet;

    private Page<TransactionView>? Rows { get; set; }

    private CursorTrail Trail { get; } = new();

    private protected override string? RunningTimes =>
        _latest.Count > 0 && Rows is { } rows ? string.Join(',', rows.Items.Where(row => row.StopReceivedAt is null).Select(row => Units.Duration(SecondsSince(row.StartTimestamp)))) : null;

    private List<TransactionFlags> FlagsShown => [.. Rows!.Items.SelectMany(row => row.Flags).Distinct().Order()];

    /// <summary>Another choice is another list; the same one again, from a page that was rendered anew, is none.</summary>
    protected override Task OnParametersSetAsync()
    {
        if (_shown == Choice)
        {
            return Task.CompletedTask;
        }

        _shown = Choice;
        Trail.Reset();
        return base.OnParametersSetAsync();
    }

    protected override async Task LoadAsync()
    {
        var choice = Choice;
        var rows = await Reader.ListAsync(choice.Filter, choice.Order, new PageQuery { Limit = Length, Cursor = Trail.Current }, Left);
        var running = rows.Items.Where(row => row.StopReceivedAt is null).ToList();
        var newest = await MeterValues.NewestOfTransactionsAsync([.. running.Select(row => row.TransactionId)], Left);
        var latest = running.ToDictionary(row => row.TransactionId, row => LatestMeasurement.Of([.. newest[row.TransactionId]], row.MeterStart));
        (Rows, _latest) = choice == Choice ? (rows, latest) : (Rows, _latest);
    }

    private protected override bool Concerns(EventMessage message) =>
        message.Type is EventTypes.TransactionStarted or EventTypes.TransactionUpdated or EventTypes.TransactionStopped or EventTypes.TransactionCorrected
        && (Choice.ChargePointId is null || string.Equals(message.ChargePointId, Choice.ChargePointId, StringComparison.OrdinalIgnoreCase));

    /// <summary>Of what runs the table shows what was measured last.</summary>
    private protected override bool Concerns(KeptMeterValues values) => _latest.ContainsKey(values.TransactionId);

    private string PowerOf(TransactionView row) => _latest.GetValueOrDefault(row.TransactionId)?.PowerW is { } watts ? Units.Power(watts) : "";

    private string EnergyOf(TransactionView row) => (row.EnergyWh ?? _latest.GetValueOrDefault(row.TransactionId)?.EnergyWh) is { } wattHours ? Units.Energy(wattHours) : "not known";

    private long SecondsSince(DateTimeOffset start) => (long)Math.Max(0, (Time.GetUtcNow() - start).TotalSeconds);
}
