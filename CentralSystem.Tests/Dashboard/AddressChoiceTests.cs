using CentralSystem.Web.Dashboard.Shell;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Tests.Dashboard;

/// <summary>What is chosen stands in the address, however fast it is chosen.</summary>
public sealed class AddressChoiceTests
{
    [Fact]
    public void A_choice_made_before_the_browser_is_there_keeps_the_one_before()
    {
        var browser = new Browser("reports");
        browser.Choose("by", "Day");
        browser.Choose(new Dictionary<string, object?> { ["period"] = "today", ["from"] = null });
        browser.Sent.ShouldBe(["http://localhost/reports?by=Day", "http://localhost/reports?by=Day&period=today"]);

        browser.Arrive("reports?by=Day");
        browser.Choose("chargePoint", "CP 1");
        browser.Sent[^1].ShouldBe("http://localhost/reports?by=Day&period=today&chargePoint=CP%201");

        // Once the browser is there, what was chosen on the way is forgotten.
        browser.Arrive("reports?by=Day&period=today");
        browser.Arrive("reports?by=Day&period=today&chargePoint=CP%201");
        browser.Arrive("transactions#main");
        browser.Choose("idTag", " TAG00001 ");
        browser.Sent[^1].ShouldBe("http://localhost/transactions?idTag=TAG00001");
    }

    private sealed class Browser : NavigationManager
    {
        public Browser(string path) => Initialize("http://localhost/", "http://localhost/" + path);

        public List<string> Sent { get; } = [];

        public void Arrive(string path)
        {
            Uri = "http://localhost/" + path;
            NotifyLocationChanged(isInterceptedLink: false);
        }

        protected override void NavigateToCore(string uri, NavigationOptions options) => Sent.Add(uri);
    }
}
