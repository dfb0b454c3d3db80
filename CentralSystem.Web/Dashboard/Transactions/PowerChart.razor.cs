using CentralSystem.Web.Api;
using CentralSystem.Web.Dashboard.Charts;
using CentralSystem.Web.Events;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Transactions;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Transactions;

/// <summary>A chart for pages to include: <c>&lt;PowerChart ChargePointId="@identity" /&gt;</c>.</summary>
public sealed partial class PowerChart
{
    private const int Hours = 12;

    /// <summary>Newest transactions that are looked at; more have hardly begun within these hours.</summary>
    private const int MostTransactions = 20;

    private readonly Dictionary<int, MeterCurves> _curves = [];
    private string? _shown;

    [Inject]
    private TransactionReader Reader { get; set; } = null!;

    [Inject]
    private MeterValueReader MeterValues { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Parameter, EditorRequired]
    public string ChargePointId { get; set; } = "";

    private IReadOnlyList<ChartSeries>? Series { get; set; }

    private DateTimeOffset Until { get; set; }

    protected override Task OnParametersSetAsync()
    {
        if (_shown == ChargePointId)
        {
            return Task.CompletedTask;
        }

        (_shown, Series) = (ChargePointId, null);
        _curves.Clear();
        return base.OnParametersSetAsync();
    }

    protected override async Task LoadAsync()
    {
        var chargePointId = ChargePointId;
        var until = Time.GetUtcNow();
        var newest = await Reader.ListAsync(new TransactionFilter { ChargePointId = chargePointId }, TransactionSort.Newest, new PageQuery { Limit = MostTransactions }, Left);
        var recent = newest.Items.Where(row => row.StopTimestamp is null || row.StopTimestamp > until.AddHours(-Hours)).Reverse().ToList();
        var byConnector = new SortedDictionary<int, List<ChartPoint>>();
        foreach (var row in recent)
        {
            if (!_curves.TryGetValue(row.TransactionId, out var curves))
            {
                _curves[row.TransactionId] = curves = new MeterCurves(MeterValues, row.TransactionId);
            }

            var power = (await curves.ReadAsync(row, Left)).FirstOrDefault(chart => chart.Title == MeterChart.Power)?.Series.FirstOrDefault(series => series.Name is MeterChart.Whole or MeterChart.Reckoned);
            if (power is { Points.Count: > 0 })
            {
                if (!byConnector.TryGetValue(row.ConnectorId, out var points))
                {
                    byConnector[row.ConnectorId] = points = [];
                }

                // Between two transactions nothing is drawn, and after one nothing is drawn any more.
                points.AddRange([.. power.Points, .. row.StopTimestamp is null ? Array.Empty<ChartPoint>() : [power.Points[^1] with { Value = null }]]);
            }
        }

        foreach (var gone in _curves.Keys.Except(recent.Select(row => row.TransactionId)).ToList())
        {
            _curves.Remove(gone);
        }

        if (chargePointId == ChargePointId)
        {
            (Series, Until) = ([.. byConnector.Select(connector => new ChartSeries($"connector {connector.Key}", "kW", [.. connector.Value.OrderBy(point => point.At)]))], until);
        }
    }

    private protected override bool Concerns(EventMessage message) =>
        message.Type is EventTypes.TransactionStarted or EventTypes.TransactionUpdated or EventTypes.TransactionStopped
        && string.Equals(message.ChargePointId, ChargePointId, StringComparison.OrdinalIgnoreCase);

    private protected override bool Concerns(KeptMeterValues values) => string.Equals(values.ChargePointId, ChargePointId, StringComparison.OrdinalIgnoreCase);
}
