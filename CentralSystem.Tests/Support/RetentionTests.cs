using CentralSystem.Web.ChargePoints;

namespace CentralSystem.Tests.Support;

/// <summary>Tests of what is kept for 30 days, with a Charge Point whose rows they are.</summary>
/// <param name="setting">The setting of the days.</param>
public abstract class RetentionTests(string setting) : OnSetTime((setting, "30"))
{
    private protected const string ChargePoint = "CP-1";

    private protected int ChargePointKey { get; private set; }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Running.AddChargePointAsync(ChargePoint);
        ChargePointKey = Running.Get<ChargePointDirectory>().Get(ChargePoint).Key;
    }

    private protected DateTimeOffset DaysAgo(int days) => Time.GetUtcNow().AddDays(-days);
}
