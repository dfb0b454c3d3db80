using Microsoft.Playwright;
using Ocpp.Messages;

namespace CentralSystem.BrowserTests;

/// <summary>Everything is done without a mouse: what has the focus is seen, nothing holds it, and a question gives it back.</summary>
public sealed class KeyboardTests(Desk desk) : IClassFixture<Desk>
{
    /// <summary>More stops than any page here has.</summary>
    private const int MostStops = 150;

    /// <summary>What has the focus: its name, or else its element, after "unseen" where nobody sees that it has; null after the last stop.</summary>
    /// <remarks>Of a date the browser itself shows which part has it.</remarks>
    private const string Stop = """
        () => {
          const stop = document.activeElement;
          if (stop === document.body) return null;
          const style = getComputedStyle(stop);
          const room = stop.getBoundingClientRect();
          const seen = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || stop.type === "datetime-local")
            && room.width > 0 && room.height > 0 && room.bottom > 0 && room.top < innerHeight;
          const name = stop.ariaLabel ?? stop.labels?.[0]?.innerText ?? stop.textContent;
          return (seen ? "" : "unseen: ") + (name.trim().split("\n")[0].replace(/ \*$/, "") || stop.localName);
        }
        """;

    [SkippableFact]
    public async Task A_question_takes_the_focus_and_gives_it_back()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("KEYS-1");
        await using var chargePoint = await desk.System.ConnectAsync("KEYS-1");
        chargePoint.Answer((ResetRequest _) => new ResetResponse { Status = ResetStatus.Accepted });
        await using var open = await desk.OpenAsync("/charge-points/KEYS-1");
        var page = open.Page;
        var yes = page.Locator(".confirm fluent-button").Filter(new() { HasText = "Reset" });
        await TabToAsync(page, "Reset");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(yes).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Button("Not now")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.Button("Reset")).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(yes).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await chargePoint.ReceivedAsync<ResetRequest>();
        await Assertions.Expect(page.Locator("#done")).ToContainTextAsync("Accepted");
        await Assertions.Expect(page.Button("Reset")).ToBeFocusedAsync();
    }

    [SkippableFact]
    public async Task A_key_is_changed()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("KEYS-3");
        await using var chargePoint = await desk.System.ConnectAsync("KEYS-3");
        chargePoint.Answer((GetConfigurationRequest _) => new GetConfigurationResponse { ConfigurationKey = [new() { Key = "HeartbeatInterval", Value = "300", Readonly = false }] });
        chargePoint.Answer((ChangeConfigurationRequest _) => new ChangeConfigurationResponse { Status = ConfigurationStatus.Accepted });
        await using var open = await desk.OpenAsync("/charge-points/KEYS-3?tab=configuration");
        var page = open.Page;
        await TabToAsync(page, "Read all keys");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#keys")).ToContainTextAsync("HeartbeatInterval");
        await TabToAsync(page, "Change HeartbeatInterval");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#new-value")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("60");
        await TabToAsync(page, "Save");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".confirm")).ToContainTextAsync("Change HeartbeatInterval to 60?");
        await Assertions.Expect(page.Locator(".confirm fluent-button").First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        (await chargePoint.ReceivedAsync<ChangeConfigurationRequest>()).Value.ShouldBe("60");
        await Assertions.Expect(page.GetByLabel("Change HeartbeatInterval")).ToBeFocusedAsync();
    }

    [SkippableTheory]
    [InlineData("/charge-points")]
    [InlineData("/charge-points/KEYS-4?tab=commands&action=SetChargingProfile")]
    [InlineData("/transactions")]
    [InlineData("/charging-profiles/new?chargePoint=KEYS-4")]
    public async Task Every_stop_is_seen_and_none_holds_the_focus(string path)
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("KEYS-4");
        await using var chargePoint = await desk.System.ConnectAsync("KEYS-4");
        await using var open = await desk.OpenAsync(path);

        // Elements of the component library have no name before they are made.
        await open.Page.EvaluateAsync("() => Promise.all([...document.querySelectorAll(':not(:defined)')].map(element => customElements.whenDefined(element.localName)))");
        await open.Page.Locator(".skip").FocusAsync();
        var passed = new List<string>();
        string? stop;
        do
        {
            await open.Page.Keyboard.PressAsync("Tab");
            stop = await open.Page.EvaluateAsync<string?>(Stop);
            passed.Add(stop ?? "the end");
        }
        while (stop is not null && passed.Count < MostStops);
        passed.Count.ShouldBeInRange(20, MostStops - 1, string.Join(", ", passed));
        passed.Where(stop => stop.StartsWith("unseen", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_charge_point_is_found_and_commanded()
    {
        Desk.NeedsBrowser();
        await desk.RegisterAsync("KEYS-2");
        await using var chargePoint = await desk.System.ConnectAsync("KEYS-2");
        chargePoint.Answer((UnlockConnectorRequest _) => new UnlockConnectorResponse { Status = UnlockStatus.Unlocked });
        await using var open = await desk.OpenAsync("/charge-points");
        var page = open.Page;
        await TabToAsync(page, "KEYS-2");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "KEYS-2" })).ToBeVisibleAsync();
        await TabToAsync(page, "Commands");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Send a command" })).ToBeVisibleAsync();
        await page.GetByLabel("Operation").WaitForAsync();
        await TabToAsync(page, "Operation");
        await page.Keyboard.TypeAsync("Unlock");
        await Assertions.Expect(page.GetByText("Unlocks the cable of a connector")).ToBeVisibleAsync();
        await TabToAsync(page, "connectorId");
        await page.Keyboard.TypeAsync("1");
        await TabToAsync(page, "Send");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".confirm fluent-button").First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        (await chargePoint.ReceivedAsync<UnlockConnectorRequest>()).ConnectorId.ShouldBe(1);
        await Assertions.Expect(page.Locator("#done")).ToContainTextAsync("Unlocked");
        await Assertions.Expect(page.Button("Send")).ToBeFocusedAsync();
    }

    /// <summary>Presses Tab until what is called so has the focus.</summary>
    private static async Task TabToAsync(IPage page, string name)
    {
        var passed = new List<string>();
        while (passed.Count < MostStops && (passed.Count == 0 || passed[^1] != name))
        {
            await page.Keyboard.PressAsync("Tab");
            passed.Add(await page.EvaluateAsync<string?>(Stop) ?? "");
        }

        passed.ShouldContain(name);
    }
}
