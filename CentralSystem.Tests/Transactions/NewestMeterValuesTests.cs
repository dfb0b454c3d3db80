using System.Globalization;
using CentralSystem.Tests.Support;
using CentralSystem.Web.MeterValues;

namespace CentralSystem.Tests.Transactions;

/// <summary>What was measured last, of many transactions at once.</summary>
public sealed class NewestMeterValuesTests
{
    [Fact]
    public async Task Each_transaction_has_the_same_newest_values_as_when_it_is_asked_for_alone()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var chargePoint = await system.ConnectAsync("CP001");
        var ids = new List<int>();
        for (var connector = 1; connector <= 3; connector++)
        {
            var id = (await chargePoint.CallAsync(A.StartTransaction with { ConnectorId = connector })).TransactionId;
            ids.Add(id);
            for (var i = 0; i < connector * 3; i++)
            {
                await chargePoint.CallAsync(A.MeterValues with
                {
                    ConnectorId = connector,
                    TransactionId = id,
                    MeterValue = [new() { Timestamp = A.Start.AddMinutes(i), SampledValue = [new() { Value = ((connector * 100) + i).ToString(CultureInfo.InvariantCulture) }] }],
                });
            }
        }

        var silent = (await chargePoint.CallAsync(A.StartTransaction with { ConnectorId = 4 })).TransactionId;
        await system.FlushAsync();
        var reader = system.Get<MeterValueReader>();
        var newest = await reader.NewestOfTransactionsAsync([.. ids, silent], default);
        foreach (var id in ids)
        {
            newest[id].Select(ValueOf).ShouldBe((await reader.NewestOfTransactionAsync(id, default)).Select(ValueOf));
        }

        newest[ids[0]].Select(ValueOf).ShouldBe(["102", "101", "100"]);
        ValueOf(newest[ids[2]].First()).ShouldBe("308");
        newest[silent].ShouldBeEmpty();
        (await reader.NewestOfTransactionsAsync([], default)).ShouldBeEmpty();
    }

    private static string ValueOf(MeterValueView value) => value.SampledValue[0].Value;
}
