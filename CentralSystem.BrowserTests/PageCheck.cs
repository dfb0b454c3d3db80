using System.Net.WebSockets;
using CentralSystem.Tests.Support;
using Microsoft.Playwright;
using Ocpp.Messages;

namespace CentralSystem.BrowserTests;

/// <summary>What holds for every page: readable by all, on a desk and a phone, by day and by night.</summary>
internal static class PageCheck
{
    private static readonly object LimitedTag = new
    {
        parentIdTag = "FAMILY",
        expiryDate = "2039-07-01T08:00:00Z",
        maxActiveTransactions = 2,
        permittedChargePointTags = new[] { "depot" },
        note = "of the caretaker",
        timeWindows = new[] { new { days = new[] { "Monday", "Friday" }, from = "08:00", to = "18:00" } },
        energyBudget = new { period = "Month", energyWh = 20_000 },
    };

    /// <summary>Shows a page of a system where something happened, and looks at it each way.</summary>
    public static async Task PassesAsync(Desk desk, string path)
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("DEPOT-1");
        await desk.RegisterAsync("DEPOT-2");
        await desk.PutIdTagAsync("TAG00001", LimitedTag);
        await using var chargePoint = await desk.System.ConnectAsync("DEPOT-1");
        await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = 1, Status = ChargePointStatus.Available });
        await chargePoint.CallAsync(A.StatusNotification with { ConnectorId = 2, Status = ChargePointStatus.SuspendedEV });
        await SessionAsync(chargePoint);
        await chargePoint.CallAsync(A.Authorize with { IdTag = "NOBODYS-CARD" });
        await Should.ThrowAsync<WebSocketException>(() => desk.System.ConnectAsync("STRANGER"));
        await using var open = await desk.OpenAsync(path);
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            // Loaded anew: colours that change before one's eyes do so by and by.
            await open.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await open.Page.ReloadAsync();
            await open.InteractiveAsync();
            foreach (var width in new[] { 1440, 360 })
            {
                await open.Page.SetViewportSizeAsync(width, 900);
                await open.IsAccessibleAsync();
                await open.FitsAsync();
                await open.KeepAsync($"{NameOf(path)}-{width}-{scheme}".ToLowerInvariant());
            }
        }
    }

    private static string NameOf(string path) => path == "/" ? "overview" : path.Trim('/').Replace("?tab=", "-").Split('?')[0].Replace('/', '-');

    /// <summary>The first transaction, each time the same one; it has a bit of everything.</summary>
    private static async Task SessionAsync(ScriptedChargePoint chargePoint)
    {
        var started = await chargePoint.CallAsync(A.StartTransaction with { ConnectorId = 2 });
        await chargePoint.CallAsync(A.MeterValues with
        {
            ConnectorId = 2,
            TransactionId = started.TransactionId,
            MeterValue = [.. Enumerable.Range(0, 60).Select(minute => Metering.At(A.Start.AddMinutes(minute), minute))],
        });
        await chargePoint.CallAsync(A.StopTransaction with { TransactionId = started.TransactionId, MeterStop = 500 });
    }
}
