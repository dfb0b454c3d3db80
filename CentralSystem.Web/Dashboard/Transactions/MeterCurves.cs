using CentralSystem.Web.Api;
using CentralSystem.Web.Dashboard.Charts;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Transactions;

namespace CentralSystem.Web.Dashboard.Transactions;

/// <summary>What was measured in a transaction, as lines over time. Read again, it reads only what may have been added.</summary>
/// <remarks>Of one page: callers at the same time share one reading, but not from several threads.</remarks>
internal sealed class MeterCurves(MeterValueReader reader, int transactionId)
{
    /// <summary>Most values that are drawn: more than a day of one each ten seconds.</summary>
    public const int MostValues = MostPages * PageLength;

    private const string Power = "Power.Active.Import";
    private const int PageLength = 1_000;
    private const int MostPages = 10;

    /// <summary>Most lines that are kept: a Charge Point must not fill the memory with ever new ones.</summary>
    private const int MostLines = 40;

    /// <summary>Most points of a line, for the same reason: one meter value may hold any number of samples.</summary>
    private const int MostPoints = MostValues;

    private readonly Dictionary<Kind, List<ChartPoint>> _settled = [];
    private string? _cursor;
    private int _pages;
    private Task<Dictionary<Kind, List<ChartPoint>>>? _reading;

    /// <summary>Whether there are more values than are drawn.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The charts, those that people look for first in front.</summary>
    public async Task<IReadOnlyList<MeterChart>> ReadAsync(TransactionView transaction, CancellationToken cancellationToken)
    {
        _reading = _reading is { IsCompleted: false } underWay ? underWay : LinesAsync(cancellationToken);
        return ChartsOf(await _reading, transaction);
    }

    private async Task<Dictionary<Kind, List<ChartPoint>>> LinesAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await reader.OfTransactionAsync(transactionId, ListOrder.Oldest, new PageQuery { Limit = PageLength, Cursor = _cursor }, cancellationToken);
            if (page.NextCursor is null || _pages + 1 >= MostPages)
            {
                // The last page may grow: it is read again the next time.
                IsCut |= page.NextCursor is not null;
                var lines = _settled.ToDictionary(line => line.Key, line => line.Value.ToList());
                Add(lines, page.Items);
                return lines;
            }

            Add(_settled, page.Items);
            (_cursor, _pages) = (page.NextCursor, _pages + 1);
        }
    }

    private void Add(Dictionary<Kind, List<ChartPoint>> lines, IReadOnlyList<MeterValueView> values)
    {
        foreach (var value in values)
        {
            foreach (var sample in value.SampledValue)
            {
                if (sample.Number is not { } number)
                {
                    continue;
                }

                var (unit, factor) = sample.Unit switch
                {
                    "W" => ("kW", 0.001),
                    "Wh" => ("kWh", 0.001),
                    "Percent" => ("%", 1),
                    "Celsius" or "Celcius" => ("°C", 1),
                    null => ("", 1),
                    { } other => (other, 1.0),
                };
                var kind = new Kind(sample.Measurand, sample.Phase, sample.Location, sample.Measurand is "SoC" ? "%" : unit);
                if (!lines.TryGetValue(kind, out var points))
                {
                    if (lines.Count >= MostLines)
                    {
                        continue;
                    }

                    lines[kind] = points = [];
                }

                if (points.Count < MostPoints)
                {
                    points.Add(new ChartPoint(value.Timestamp, number * factor));
                }
                else
                {
                    IsCut = true;
                }
            }
        }
    }

    private static List<MeterChart> ChartsOf(Dictionary<Kind, List<ChartPoint>> lines, TransactionView transaction)
    {
        foreach (var points in lines.Values)
        {
            // What was offline comes late.
            points.Sort((one, other) => one.At.CompareTo(other.At));
        }

        AddWholePower(lines);
        var location = MeterLocation.First(lines.Keys.Where(kind => kind.Measurand == MeterRegister.Measurand && kind.Phase is null).Select(kind => kind.Location));
        var register = lines.FirstOrDefault(line => line.Key is { Measurand: MeterRegister.Measurand, Phase: null, Unit: "kWh" } && line.Key.Location == location).Value ?? [];
        var charts = new List<MeterChart> { new("Energy", [EnergyOf(register, transaction)], true) };
        foreach (var family in lines.Where(line => line.Key.Measurand != MeterRegister.Measurand).GroupBy(line => TitleOf(line.Key.Measurand)))
        {
            var series = family.OrderBy(line => line.Key.Measurand, StringComparer.Ordinal).ThenBy(line => line.Key.Phase, StringComparer.Ordinal)
                .Select(line => new ChartSeries(NameOf(line.Key, family.Select(other => other.Key)), line.Key.Unit, line.Value, line.Key.Measurand.EndsWith(".Offered", StringComparison.Ordinal)));
            charts.Add(new MeterChart(family.Key, [.. series], family.Key is not ("Voltage" or "Frequency")));
        }

        if (!lines.Keys.Any(kind => kind.Measurand == Power) && AveragesOf(register) is { Count: > 1 } averages)
        {
            var offered = charts.FirstOrDefault(chart => chart.Title == MeterChart.Power);
            charts.Remove(offered!);
            charts.Add(new MeterChart(MeterChart.Power, [new ChartSeries(MeterChart.Reckoned, "kW", averages, IsStep: true), .. offered?.Series ?? []], true));
        }

        return [.. charts.OrderBy(chart => RankOf(chart.Title)).ThenBy(chart => chart.Title, StringComparer.Ordinal)];
    }

    /// <summary>Where only the phases tell their power, the connector has that of all of them.</summary>
    private static void AddWholePower(Dictionary<Kind, List<ChartPoint>> lines)
    {
        var powers = lines.Where(line => line.Key is { Measurand: Power, Unit: "kW" }).ToList();
        var location = MeterLocation.First(powers.Select(line => line.Key.Location));
        var phases = powers.Where(line => line.Key.Location == location && line.Key.Phase is "L1" or "L2" or "L3" or "L1-N" or "L2-N" or "L3-N").ToList();
        if (phases.Count > 0 && !powers.Any(line => line.Key.Location == location && line.Key.Phase is null))
        {
            lines[new Kind(Power, null, location!, "kW")] = [.. phases.SelectMany(line => line.Value).GroupBy(point => point.At).OrderBy(same => same.Key)
                .Select(same => new ChartPoint(same.Key, same.Sum(point => point.Value)))];
        }
    }

    /// <summary>Energy since the start, which begins at 0 and ends with what the stop says.</summary>
    private static ChartSeries EnergyOf(List<ChartPoint> register, TransactionView transaction)
    {
        var start = transaction.MeterStart / 1000.0;
        var points = register.Select(point => point with { Value = point.Value - start }).Prepend(new ChartPoint(transaction.StartTimestamp, 0));
        if (transaction is { MeterStop: { } meterStop, StopTimestamp: { } stop })
        {
            points = points.Append(new ChartPoint(stop, (meterStop / 1000.0) - start));
        }

        return new ChartSeries("Energy since the start", "kWh", [.. points.OrderBy(point => point.At)]);
    }

    /// <summary>What the energy between two readings comes to; for Charge Points that tell no power.</summary>
    private static List<ChartPoint> AveragesOf(List<ChartPoint> register)
    {
        var averages = new List<ChartPoint>();
        foreach (var (before, after) in register.Zip(register.Skip(1)))
        {
            var hours = (after.At - before.At).TotalHours;
            if (hours > TimeSpan.FromSeconds(1).TotalHours)
            {
                averages.Add(new ChartPoint(before.At, (after.Value - before.Value) / hours));
            }
        }

        return averages.Count == 0 ? averages : [.. averages, averages[^1] with { At = register[^1].At }];
    }

    private static string TitleOf(string measurand) => measurand switch
    {
        Power or "Power.Offered" => MeterChart.Power,
        "Current.Import" or "Current.Offered" => "Current",
        "SoC" => "State of charge of the vehicle",
        _ => measurand.Replace('.', ' '),
    };

    private static int RankOf(string title) => title switch { MeterChart.Power => 0, "Energy" => 1, "State of charge of the vehicle" => 2, "Current" => 3, "Voltage" => 4, _ => 5 };

    /// <summary>As short as tells the lines of one chart apart.</summary>
    private static string NameOf(Kind kind, IEnumerable<Kind> family)
    {
        var parts = new[]
        {
            kind.Measurand.EndsWith(".Offered", StringComparison.Ordinal) ? "offered" : null,
            kind.Phase,
            kind.Location != MeterLocation.First(family.Select(other => other.Location)) ? $"at {kind.Location}" : null,
        }.OfType<string>().ToList();
        return parts.Count > 0 ? string.Join(", ", parts) : MeterChart.Whole;
    }

    private sealed record Kind(string Measurand, string? Phase, string Location, string Unit);
}

/// <summary>Lines that belong together.</summary>
/// <param name="Title">What they show.</param>
/// <param name="Series">The lines.</param>
/// <param name="IsFromZero">Whether the axis begins at 0.</param>
internal sealed record MeterChart(string Title, IReadOnlyList<ChartSeries> Series, bool IsFromZero)
{
    public const string Power = "Power";

    /// <summary>Name of the line of the connector as a whole.</summary>
    public const string Whole = "measured";

    /// <summary>Name of the line of a connector that tells no power.</summary>
    public const string Reckoned = "average, reckoned from the energy";
}
