using System.Globalization;
using CentralSystem.Tests.Support;
using Microsoft.Playwright;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.BrowserTests;

/// <summary>Limits drawn, sent and seen in force.</summary>
public sealed class ChargingProfileTests(Desk desk) : IClassFixture<Desk>
{
    [SkippableFact]
    public async Task A_profile_is_dragged_sent_seen_in_the_composite_schedule_and_listed()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("FEEDER-1");
        await using var chargePoint = await desk.System.ConnectAsync("FEEDER-1");
        chargePoint.Answer((SetChargingProfileRequest _) => new SetChargingProfileResponse { Status = ChargingProfileStatus.Accepted });
        var start = TimeProvider.System.GetUtcNow();
        chargePoint.Answer((GetCompositeScheduleRequest asked) => new GetCompositeScheduleResponse
        {
            Status = GetCompositeScheduleStatus.Accepted,
            ConnectorId = asked.ConnectorId,
            ScheduleStart = start,
            ChargingSchedule = new() { ChargingRateUnit = ChargingRateUnit.A, Duration = asked.Duration, ChargingSchedulePeriod = [new() { StartPeriod = 0, Limit = 10 }, new() { StartPeriod = 3600, Limit = 16 }] },
        });
        await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = 1, Status = ChargePointStatus.Charging });
        await chargePoint.CallAsync(A.MeterValues with
        {
            ConnectorId = 1,
            TransactionId = null,
            MeterValue = [.. Enumerable.Range(1, 5).Select(i => new MeterValue
            {
                Timestamp = TimeProvider.System.GetUtcNow().AddMinutes(-10 * (6 - i)),
                SampledValue = [new() { Value = $"{i * 2000}", Measurand = Measurand.PowerActiveImport, Unit = UnitOfMeasure.W }],
            })],
        });
        await using var open = await desk.OpenAsync("/charging-profiles/new?chargePoint=FEEDER-1&connector=1");
        var page = open.Page;
        await page.Button("Add to chargingSchedulePeriod").ClickAsync();
        await page.GetByLabel("startPeriod").Nth(1).FillAsync("3600");
        await page.GetByLabel("limit").Nth(1).FillAsync("8");
        await page.GetByLabel("limit").Nth(1).PressAsync("Tab");
        var handle = page.Locator(".handle").Nth(1);
        await Assertions.Expect(page.Locator(".handle")).ToHaveCountAsync(2);

        // Its texts can be read, however little room there is.
        foreach (var width in new[] { 360, 600, 1100, 1440 })
        {
            await page.SetViewportSizeAsync(width, 900);
            (await page.Locator(".tick").First.EvaluateAsync<double>("tick => parseFloat(getComputedStyle(tick).fontSize) * tick.getScreenCTM().a")).ShouldBeInRange(11.9, 18);
            await open.FitsAsync();
        }

        await handle.ScrollIntoViewIfNeededAsync();
        var (before, box) = (await page.GetByLabel("startPeriod").Nth(1).InputValueAsync(), (await handle.BoundingBoxAsync())!);
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + 200, box.Y - 30, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        await Assertions.Expect(page.GetByLabel("startPeriod").Nth(1)).Not.ToHaveValueAsync(before);
        var (from, limit) = (int.Parse(await page.GetByLabel("startPeriod").Nth(1).InputValueAsync(), CultureInfo.InvariantCulture), int.Parse(await page.GetByLabel("limit").Nth(1).InputValueAsync(), CultureInfo.InvariantCulture));
        from.ShouldBeGreaterThan(3600);
        limit.ShouldBeGreaterThan(8);

        // As JSON there is nothing to drag, and an edit withdraws the question.
        await page.Button("Show as JSON").ClickAsync();
        await Assertions.Expect(page.Locator(".handle")).ToHaveCountAsync(0);
        await page.Button("Show as a form").ClickAsync();
        await Assertions.Expect(page.Locator(".handle")).ToHaveCountAsync(2);
        await page.Button("Send the profile").ClickAsync();
        await Assertions.Expect(page.Locator(".confirm")).ToContainTextAsync("FEEDER-1 delivers no more");
        await page.GetByLabel("stackLevel").FillAsync("1");
        await page.GetByLabel("stackLevel").PressAsync("Tab");
        await Assertions.Expect(page.Locator(".confirm")).ToHaveCountAsync(0);

        await page.Button("Send the profile").ClickAsync();
        await page.Button("Send the profile").ClickAsync();
        var sent = await chargePoint.ReceivedAsync<SetChargingProfileRequest>();
        sent.ConnectorId.ShouldBe(1);
        var period = sent.CsChargingProfiles.ChargingSchedule.ChargingSchedulePeriod[1];
        (period.StartPeriod, period.Limit).ShouldBe((from, limit));
        await Assertions.Expect(page.Locator("#done")).ToContainTextAsync("Accepted");

        await page.Button("Ask for the composite schedule").ClickAsync();
        await Assertions.Expect(page.Locator(".legend")).ToContainTextAsync("Limit");
        await Assertions.Expect(page.Locator(".legend")).ToContainTextAsync("Measured");
        await open.IsAccessibleAsync();
        await open.KeepAsync("story-profile");

        // A clock at the end of time is drawn as far as time goes.
        start = DateTimeOffset.MaxValue.AddHours(-1);
        await page.Button("Ask for the composite schedule").ClickAsync();
        await Assertions.Expect(page.Locator("time-chart")).ToHaveAttributeAsync("data-chart", new System.Text.RegularExpressions.Regex("\"to\":2534023"));

        await page.Button("Clear all profiles").ClickAsync();
        await Assertions.Expect(page.Locator(".confirm")).ToContainTextAsync("Nothing limits connector 1 of FEEDER-1");
        await page.GetByLabel("connectorId").FillAsync("2");
        await page.GetByLabel("connectorId").PressAsync("Tab");
        await Assertions.Expect(page.Locator(".confirm")).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Link, new() { Name = "All profiles" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "FEEDER-1" })).ToContainTextAsync("16 A, after ");
    }
}
