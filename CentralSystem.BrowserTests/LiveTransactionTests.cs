using CentralSystem.Tests.Support;
using Microsoft.Playwright;
using Ocpp.Messages;

namespace CentralSystem.BrowserTests;

/// <summary>What is measured while a customer charges is seen as it is measured; events tell of it once a minute only.</summary>
[Collection(Alone.Name)]
public sealed class LiveTransactionTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly LocatorAssertionsToContainTextOptions Soon = new() { Timeout = 1_000 };

    [SkippableFact]
    public async Task Each_meter_value_is_on_all_pages_that_show_it_within_a_second()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("POWER-1");
        await using var chargePoint = await desk.System.ConnectAsync("POWER-1");
        var start = TimeProvider.System.GetUtcNow().AddMinutes(-20);
        var id = (await chargePoint.CallAsync(A.StartTransaction with { Timestamp = start })).TransactionId;
        await using var overview = await desk.OpenAsync("/");
        await using var list = await desk.OpenAsync("/transactions");
        await using var transaction = await desk.OpenAsync($"/transactions/{id}");
        await using var messages = await desk.OpenAsync("/messages?chargePoint=POWER-1&action=MeterValues");
        foreach (var (minute, power) in new[] { (0, "2.0 kW"), (1, "2.5 kW"), (2, "3.0 kW") })
        {
            await chargePoint.CallAsync(A.MeterValues with { TransactionId = id, MeterValue = [Metering.At(start.AddMinutes(minute), minute)] });
            await Task.WhenAll(
                Assertions.Expect(overview.Page.Locator("#power")).ToContainTextAsync(power, Soon),
                Assertions.Expect(list.Page.Locator("#transactions tbody tr")).ToContainTextAsync(power, Soon),
                Assertions.Expect(transaction.Page.Locator(".facts").First).ToContainTextAsync(power, Soon),
                Assertions.Expect(messages.Page.Locator("#messages tbody tr")).ToHaveCountAsync(minute + 1, new() { Timeout = 1_000 }));
        }

        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = id, MeterStop = 1_500, Timestamp = start.AddMinutes(3), Reason = Reason.Local });
        await Task.WhenAll(
            Assertions.Expect(overview.Page.Locator("#power")).ToContainTextAsync("0.0 kW", Soon),
            Assertions.Expect(list.Page.Locator("#transactions tbody tr")).ToContainTextAsync("ended", Soon),
            Assertions.Expect(transaction.Page.Locator(".facts").First).ToContainTextAsync("ended after 3 min", Soon));
    }
}
