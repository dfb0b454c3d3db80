using System.Globalization;
using CentralSystem.Web.Api;
using CentralSystem.Web.IdTags;
using Ocpp.Types;

namespace CentralSystem.Web.Dashboard.IdTags;

/// <summary>What is typed about an idTag or a group of them, before it is checked.</summary>
public sealed class LimitsForm
{
    private const decimal WattHoursPerKilowattHour = 1_000;
    private const decimal BeyondEveryBudget = int.MaxValue;

    internal AuthorizationStatus Status { get; set; } = AuthorizationStatus.Accepted;

    public DateTimeOffset? ExpiryDate { get; set; }

    public int? MaxActiveTransactions { get; set; }

    /// <summary>One identity a line.</summary>
    public string ChargePoints { get; set; } = "";

    /// <summary>One tag a line.</summary>
    public string ChargePointTags { get; set; } = "";

    public List<WindowForm> Windows { get; } = [];

    /// <summary>Energy of one period in kWh; null sets no budget.</summary>
    public decimal? BudgetKWh { get; set; }

    internal BudgetPeriod BudgetPeriod { get; set; } = BudgetPeriod.Month;

    public string BudgetZone { get; set; } = TimeZoneNameAttribute.Utc;

    public string Note { get; set; } = "";

    /// <summary>Fills a form with what stands there.</summary>
    internal static LimitsForm Of(
        AuthorizationStatus status, DateTimeOffset? expiryDate, int? maxActiveTransactions, IReadOnlyList<string> chargePoints, IReadOnlyList<string> chargePointTags,
        IReadOnlyList<TimeWindow> windows, EnergyBudget? budget, string? note)
    {
        var form = new LimitsForm
        {
            Status = status,
            ExpiryDate = expiryDate,
            MaxActiveTransactions = maxActiveTransactions,
            ChargePoints = string.Join('\n', chargePoints),
            ChargePointTags = string.Join('\n', chargePointTags),
            Note = note ?? "",
        };
        form.Windows.AddRange(windows.Select(WindowForm.Of));
        if (budget is not null)
        {
            (form.BudgetKWh, form.BudgetPeriod, form.BudgetZone) = (budget.EnergyWh / WattHoursPerKilowattHour, budget.Period, budget.TimeZone);
        }

        return form;
    }

    internal IdTagInput ToTag(string? idTag, string group) => Checked(new IdTagInput { IdTag = idTag, ParentIdTag = TextOf(group) });

    internal IdTagGroupInput ToGroup(string? parentIdTag, string name) => Checked(new IdTagGroupInput { ParentIdTag = parentIdTag, Name = TextOf(name) });

    /// <summary>With what is typed, by the rules by which the API checks a body.</summary>
    private T Checked<T>(T input)
        where T : UsageLimitsInput
    {
        var filled = input with
        {
            Status = Status,
            ExpiryDate = ExpiryDate,
            MaxActiveTransactions = MaxActiveTransactions,
            PermittedChargePoints = LinesOf(ChargePoints),
            PermittedChargePointTags = LinesOf(ChargePointTags),
            TimeWindows = [.. Windows.Select(window => window.ToWindow())],
            EnergyBudget = Budget(),
            Note = TextOf(Note),
        };
        JsonInputRules.Check(filled, "");
        return filled;
    }

    /// <summary>What is beyond every budget is refused by its rule, not by arithmetic.</summary>
    private EnergyBudget? Budget() => BudgetKWh is { } energy
        ? new EnergyBudget { Period = BudgetPeriod, EnergyWh = (long)(Math.Clamp(energy, -BeyondEveryBudget, BeyondEveryBudget) * WattHoursPerKilowattHour), TimeZone = BudgetZone.Trim() }
        : null;

    private static string? TextOf(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string[] LinesOf(string text) => text.Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>One time window as it is typed.</summary>
public sealed class WindowForm
{
    private const string Minute = "HH:mm";

    /// <summary>Days on which it opens; none stands for every day.</summary>
    public HashSet<DayOfWeek> Days { get; } = [];

    public TimeOnly From { get; set; } = new(8, 0);

    public TimeOnly To { get; set; } = new(18, 0);

    public string Zone { get; set; } = TimeZoneNameAttribute.Utc;

    public void Set(DayOfWeek day, bool opens)
    {
        if (opens)
        {
            Days.Add(day);
        }
        else
        {
            Days.Remove(day);
        }
    }

    internal static WindowForm Of(TimeWindow window)
    {
        var form = new WindowForm { From = MinuteOf(window.From), To = MinuteOf(window.To), Zone = window.TimeZone };
        form.Days.UnionWith(window.Days);
        return form;
    }

    internal TimeWindow ToWindow() => new() { Days = [.. Days.Order()], From = TextOf(From), To = TextOf(To), TimeZone = Zone.Trim() };

    private static TimeOnly MinuteOf(string time) => TimeOnly.ParseExact(time, Minute, CultureInfo.InvariantCulture);

    private static string TextOf(TimeOnly time) => time.ToString(Minute, CultureInfo.InvariantCulture);
}
