using CentralSystem.Tests.Support;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Configuration;
using CentralSystem.Web.Transactions;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;

namespace CentralSystem.Tests.Configuration;

/// <summary>An application ends, whatever becomes of its Charge Point.</summary>
public sealed class ConfigurationRunnerTests : IAsyncLifetime
{
    private readonly LeapingTime _time = new(A.Start);
    private RunningCentralSystem _system = null!;
    private ScriptedChargePoint _chargePoint = null!;

    public async Task InitializeAsync()
    {
        _system = await RunningCentralSystem.StartAsync(s => s.Time(_time).Set("HEARTBEAT_INT_MS", "0"));
        _chargePoint = await _system.ConnectAsync("CP001");
        _chargePoint
            .Answer<GetConfigurationRequest, GetConfigurationResponse>(_ => new() { ConfigurationKey = [new() { Key = "VendorKey", Readonly = false, Value = "a" }] })
            .Answer<ChangeConfigurationRequest, ChangeConfigurationResponse>(_ => new() { Status = ConfigurationStatus.RebootRequired })
            .Answer<ResetRequest, ResetResponse>(_ => new() { Status = ResetStatus.Accepted });
    }

    [Fact]
    public async Task Charge_point_that_leaves_before_it_is_idle_is_not_waited_for_beyond_the_time()
    {
        var transaction = (await _chargePoint.CallAsync(A.StartTransaction)).TransactionId;
        await ApplyAsync(RebootChoice.WhenIdle);
        await UntilAsync(ConfigurationTargetState.WaitingForIdle);
        await LeaveAsync();
        await _system.Get<TransactionCorrections>().CorrectAsync(
            transaction, new CorrectionInput { MeterStop = 2_000, StopTimestamp = A.Start.AddHours(1), Note = "lost" }, default);
        _time.Advance(TimeSpan.FromDays(2));
        await UntilAsync(ConfigurationTargetState.Incomplete);
    }

    [Fact]
    public async Task Charge_point_that_boots_and_leaves_before_it_is_read_is_not_waited_for_beyond_the_time()
    {
        await ApplyAsync(RebootChoice.Now);
        await UntilAsync(ConfigurationTargetState.Rebooting);
        await LeaveAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        _chargePoint = await _system.ConnectAsync("CP001");
        await LeaveAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await UntilAsync(ConfigurationTargetState.Incomplete);
    }

    public async Task DisposeAsync()
    {
        await _chargePoint.DisposeAsync();
        await _system.DisposeAsync();
    }

    private async Task LeaveAsync()
    {
        await _chargePoint.DisposeAsync();
        await Eventually.TrueAsync(() => _system.Get<CentralSystem.Web.Connections.ChargePointRegistry>().Find("CP001") is null, "CP001 is gone");
    }

    private async Task ApplyAsync(RebootChoice reboot)
    {
        await _system.Get<ConfigurationTemplates>().CreateAsync(new TemplateInput { Name = "all", Keys = new() { ["VendorKey"] = "b" } });
        await _system.Get<ConfigurationApplications>().BeginAsync(
            _system.Get<ChargePointDirectory>().Get("CP001"), new ApplyInput { Reboot = reboot }, CancellationToken.None);
    }

    private Task UntilAsync(ConfigurationTargetState state) => Eventually.TrueAsync(
        async () =>
        {
            await _system.Get<ConfigurationRunner>().RunOnceAsync(CancellationToken.None);
            return (await _system.ReadAsync(db => db.ConfigurationTargets.SingleAsync())).State == state;
        },
        $"{state} is reached");
}
