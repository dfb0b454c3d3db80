using CentralSystem.Web.Api;
using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Dashboard.Transactions;
using CentralSystem.Web.Events;
using CentralSystem.Web.Reports;
using CentralSystem.Web.Transactions;
using Microsoft.AspNetCore.Components;
using static CentralSystem.Web.Dashboard.Shell.AddressChoice;

namespace CentralSystem.Web.Dashboard.Reports;

/// <summary>How much was charged by whom, where and when. What is chosen stands in the address, so that it can be shared.</summary>
public sealed partial class ReportsPage
{
    private const int PageLength = 50;
    private const string DefaultPeriod = "month";

    private static readonly (ReportGroup Group, string Words, string Head)[] Groups =
    [
        (ReportGroup.IdTag, "idTag", "idTag"), (ReportGroup.Group, "group of idTags", "Group"), (ReportGroup.ChargePoint, "charge point", "Charge point"),
        (ReportGroup.ChargePointTag, "tag of the charge points", "Tag"), (ReportGroup.Month, "month", "Month"), (ReportGroup.Day, "day", "Day"),
    ];

    private (string?, string?, string?, string?, string?) _shown;

    [Inject]
    private EnergyReport Report { get; set; } = null!;

    [Inject]
    private TransactionReader Transactions { get; set; } = null!;

    [Inject]
    private ReaderZone Zone { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "by")]
    private string? By { get; set; }

    [SupplyParameterFromQuery(Name = "period")]
    private string? PeriodName { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? To { get; set; }

    [SupplyParameterFromQuery(Name = "chargePoint")]
    private string? ChargePointId { get; set; }

    private Page<EnergyReportRow>? Rows { get; set; }

    private TransactionTotals? Totals { get; set; }

    private TransactionChoice Choice { get; set; } = new();

    private string ZoneId { get; set; } = TimeZoneInfo.Utc.Id;

    private CursorTrail Trail { get; } = new();

    private ReportGroup Group => Enum.TryParse<ReportGroup>(By, out var group) && Enum.IsDefined(group) ? group : ReportGroup.IdTag;

    /// <summary>Everything there is takes longest: who wants it chooses it.</summary>
    private string Preset => PeriodName ?? DefaultPeriod;

    protected override Task OnParametersSetAsync()
    {
        if (_shown != (By, PeriodName, From, To, ChargePointId))
        {
            _shown = (By, PeriodName, From, To, ChargePointId);
            Trail.Reset();
        }

        return base.OnParametersSetAsync();
    }

    protected override async Task LoadAsync()
    {
        var zone = await Zone.GetAsync();
        var choice = new TransactionChoice { ChargePointId = Chosen(ChargePointId), Period = Period.Of(Preset, From, To, zone, Time.GetUtcNow()) };
        var query = new EnergyReportQuery { GroupBy = Group, TimeZone = zone.Id };
        var rows = await Report.PageAsync(query, choice.Filter, new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);
        var totals = await Transactions.TotalsAsync(choice.Filter, Left);
        (Rows, Totals, Choice, ZoneId) = (rows, totals, choice, zone.Id);
    }

    private protected override bool Concerns(EventMessage message) =>
        message.Type is EventTypes.TransactionStarted or EventTypes.TransactionStopped or EventTypes.TransactionCorrected;

    private string ExportLink(string format) => Choice.Link("/reports/energy", format, ("groupBy", Group.ToString()), ("timeZone", ZoneId));

    /// <summary>The transactions of a row, where a filter finds them.</summary>
    private string? LinkOf(string key) => (Group, key) switch
    {
        (_, "") => null,
        (ReportGroup.IdTag, _) => Navigation.GetUriWithQueryParameters("/transactions", Query("idTag", key)),
        (ReportGroup.ChargePoint, _) => Navigation.GetUriWithQueryParameters("/transactions", Query("chargePoint", key)),
        (ReportGroup.Day, _) => $"/transactions?period={Period.Custom}&from={key}&to={key}",
        _ => null,
    };

    private Dictionary<string, object?> Query(string name, string key) => new() { ["period"] = Preset, ["from"] = From, ["to"] = To, [name] = key };
}
