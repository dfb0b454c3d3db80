using CentralSystem.Tests.Support;
using CentralSystem.Web.Dashboard.Messages;
using CentralSystem.Web.Dashboard.Overview;
using CentralSystem.Web.Dashboard.Transactions;
using CentralSystem.Web.Journal;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Transactions;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Tests.Dashboard;

/// <summary>What pages reckon from what charge points tell.</summary>
public sealed class FiguresTests : IAsyncLifetime
{
    private RunningCentralSystem _system = null!;
    private ScriptedChargePoint _chargePoint = null!;

    public async Task InitializeAsync()
    {
        _system = await RunningCentralSystem.StartAsync();
        _chargePoint = await _system.ConnectAsync("CP001");
    }

    public async Task DisposeAsync()
    {
        await _chargePoint.DisposeAsync();
        await _system.DisposeAsync();
    }

    [Fact]
    public async Task The_power_now_is_what_running_sessions_told_last()
    {
        var first = (await _chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        var second = (await _chargePoint.CallAsync(A.StartTransaction with { ConnectorId = 2, IdTag = A.OtherTag })).TransactionId;
        (await PowerAsync()).ShouldBe((0, 0));
        await MeasureAsync(1, first, 10, 7_000);
        await MeasureAsync(2, second, 10, 4_000);
        (await PowerAsync()).ShouldBe((11_000, 2));

        // What was offline comes late; what no connector delivers is not counted.
        await MeasureAsync(1, first, 5, 22_000);
        await MeasureAsync(2, second, 11, 1e12);
        (await PowerAsync()).ShouldBe((7_000, 1));
        await _chargePoint.CallAsync(A.StopTransaction with { TransactionId = first });
        (await PowerAsync()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Power_is_reckoned_from_the_energy_where_none_is_told()
    {
        var id = (await _chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        var curves = new MeterCurves(_system.Get<MeterValueReader>(), id);
        await RegisterAsync(id, 0, 30);
        (await ChartsAsync(curves, id)).Select(chart => chart.Title).ShouldBe(["Power", "Energy"]);

        // What came since is read besides, also where it lies before what was read.
        await RegisterAsync(id, 60, 30);
        await RegisterAsync(id, 30, 30);
        var charts = await ChartsAsync(curves, id);
        var power = charts[0].Series.ShouldHaveSingleItem();
        power.IsStep.ShouldBeTrue();
        power.Points.Count.ShouldBe(90);
        power.Points.ShouldAllBe(point => Math.Abs(point.Value!.Value - 6) < 1e-9);
        charts[1].Series[0].Points[^1].Value.ShouldBe(8.9);
    }

    [Fact]
    public async Task Phases_alone_make_the_power_of_the_connector_and_each_place_has_its_line()
    {
        var id = (await _chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await _chargePoint.CallAsync(A.MeterValues with
        {
            TransactionId = id,
            MeterValue = [new() { Timestamp = A.Start.AddMinutes(1), SampledValue = [Power("2000", Phase.L1), Power("3", Phase.L2) with { Unit = UnitOfMeasure.KW }, Power("9000", null) with { Location = Location.Inlet }] }],
        });
        var power = (await ChartsAsync(new MeterCurves(_system.Get<MeterValueReader>(), id), id)).Single(chart => chart.Title == MeterChart.Power);
        power.Series.Select(series => (series.Name, series.Points.Single().Value)).ShouldBe([(MeterChart.Whole, 5), ("at Inlet", 9), ("L1", 2), ("L2", 3)], ignoreOrder: true);

        static SampledValue Power(string value, Phase? phase) =>
            new() { Value = value, Measurand = Measurand.PowerActiveImport, Unit = UnitOfMeasure.W, Phase = phase is { } known ? known : null };
    }

    [Fact]
    public async Task A_line_holds_so_many_points_and_no_more_whatever_one_meter_value_holds()
    {
        var id = (await _chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await _chargePoint.CallAsync(A.MeterValues with
        {
            TransactionId = id,
            MeterValue = [new() { Timestamp = A.Start.AddMinutes(1), SampledValue = [.. Enumerable.Repeat(new SampledValue { Value = "1" }, MeterCurves.MostValues + 1)] }],
        });
        var curves = new MeterCurves(_system.Get<MeterValueReader>(), id);
        (await ChartsAsync(curves, id)).Single(chart => chart.Title == "Energy").Series.Single().Points.Count.ShouldBe(MeterCurves.MostValues + 1, "and the start");
        curves.IsCut.ShouldBeTrue();
    }

    [Fact]
    public async Task The_newest_messages_are_held_and_no_more_of_them()
    {
        var tail = new MessageTail(_system.Get<MessageReader>(), new MessageFilter { Action = "Heartbeat" });
        await tail.CatchUpAsync(CancellationToken.None);
        await HeartAsync(70);
        await Eventually.TrueAsync(async () => await HeldAsync(tail) == 140, "all that came is read");
        await HeartAsync(70);
        await Eventually.TrueAsync(async () => await HeldAsync(tail) == MessageTail.MostMessages && tail.Older is not null, "old ones are let go");
        var ids = tail.Newest.Select(message => message.Id).ToList();
        ids.Distinct().Count().ShouldBe(MessageTail.MostMessages);
        ids.ShouldBeInOrder(SortDirection.Descending);
    }

    private static async Task<int> HeldAsync(MessageTail tail)
    {
        await tail.CatchUpAsync(CancellationToken.None);
        return tail.Newest.Count();
    }

    private async Task HeartAsync(int beats)
    {
        for (var i = 0; i < beats; i++)
        {
            await _chargePoint.CallAsync(A.Heartbeat);
        }
    }

    private async Task<(double PowerW, int Measured)> PowerAsync()
    {
        var figures = await _system.Get<OverviewFigures>().ReadAsync(A.Start, CancellationToken.None);
        return (figures.PowerW, figures.Measured);
    }

    private async Task<IReadOnlyList<MeterChart>> ChartsAsync(MeterCurves curves, int id) =>
        await curves.ReadAsync((await _system.Get<TransactionReader>().GetAsync(id, CancellationToken.None)).Value, CancellationToken.None);

    private Task MeasureAsync(int connectorId, int transactionId, int minute, double powerW) => _chargePoint.CallAsync(new MeterValuesRequest
    {
        ConnectorId = connectorId,
        TransactionId = transactionId,
        MeterValue =
        [
            new()
            {
                Timestamp = A.Start.AddMinutes(minute),
                SampledValue = [new() { Value = powerW.ToString(System.Globalization.CultureInfo.InvariantCulture), Measurand = Measurand.PowerActiveImport, Unit = UnitOfMeasure.W }],
            },
        ],
    });

    /// <summary>One reading a minute, as by 6 kW.</summary>
    private Task RegisterAsync(int transactionId, int from, int count) => _chargePoint.CallAsync(new MeterValuesRequest
    {
        ConnectorId = 1,
        TransactionId = transactionId,
        MeterValue = [.. Enumerable.Range(from, count).Select(minute => A.MeterValueAt(A.Start.AddMinutes(minute), $"{1_000 + (minute * 100)}"))],
    });
}
