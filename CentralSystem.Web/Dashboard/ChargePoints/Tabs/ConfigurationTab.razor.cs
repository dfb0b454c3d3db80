using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Configuration;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;
using Microsoft.FluentUI.AspNetCore.Components;
using Ocpp.Messages;

namespace CentralSystem.Web.Dashboard.ChargePoints.Tabs;

/// <summary>The keys of a charge point: what it told, what is wanted, and how to bring it there.</summary>
public sealed partial class ConfigurationTab
{
    private const int PageLength = 1000;

    private readonly Dictionary<string, FluentButton?> _changeButtons = [];
    private ElementReference _newValue;
    private string? _focusOn;

    [Inject]
    private ConfigurationReader Reader { get; set; } = null!;

    [Inject]
    private ConfigurationDrift Drifts { get; set; } = null!;

    [Inject]
    private ConfigurationRefresh Refresh { get; set; } = null!;

    [Inject]
    private ConfigurationApplications Applications { get; set; } = null!;

    private IReadOnlyList<ConfigurationKeyView>? Keys { get; set; }

    private IReadOnlyList<KeyDrift>? Drift { get; set; }

    private string? Search { get; set; }

    private bool IsReading { get; set; }

    /// <summary>The key that is given a new value.</summary>
    private string? Edited { get; set; }

    private string NewValue { get; set; } = "";

    private RebootChoice Reboot { get; set; } = RebootChoice.WhenIdle;

    private Guid? ApplicationId { get; set; }

    /// <summary>How far what was asked for here has come.</summary>
    private ApplicationTargetView? Application { get; set; }

    /// <summary>An application goes on by steps that no event tells of, nor does it tell of templates.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    protected override async Task LoadAsync()
    {
        var chargePoint = ChargePoint;
        var keys = new List<ConfigurationKeyView>();
        string? cursor = null;
        do
        {
            var page = await Reader.ListAsync(chargePoint, KeyOrder.Ascending, new PageQuery { Limit = PageLength, Cursor = cursor }, Left);
            keys.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Drift = await Drifts.ShownAsync(chargePoint, Left);
        Application = ApplicationId is { } id && (await Applications.TargetsAsync(id, new ApplicationTargetFilter(), new PageQuery { Limit = 1 }, Left)).Items is [var target] ? target : null;
        Keys = keys;
    }

    private protected override bool Concerns(EventMessage message) =>
        base.Concerns(message) && message.Type is EventTypes.CommandFinished or EventTypes.ChargePointConnected or EventTypes.ChargePointDisconnected or EventTypes.ChargePointBooted;

    private static string Words(DriftState state) => state switch
    {
        DriftState.InLine => "as wanted",
        DriftState.Differs => "differs",
        DriftState.Missing => "it does not have the key",
        DriftState.ReadOnly => "differs, and nobody may change it",
        _ => "not told yet",
    };

    /// <summary>What the question to apply says of it, after its first words.</summary>
    private static string Words(RebootChoice reboot) => reboot switch
    {
        RebootChoice.Now => ", and it reboots, which ends its transactions",
        RebootChoice.WhenIdle => ", and where one needs it, it reboots once nobody charges",
        _ => "",
    };

    private Task RefreshAsync() => DoAsync(Role.Operator, async () =>
    {
        (IsReading, Done) = (true, null);
        StateHasChanged();
        try
        {
            var read = await Refresh.RunAsync(ChargePoint, Caller.Current, Left);
            Done = $"{read.KeysRead} keys were read{(read.KeysUnanswered > 0 ? $"; {read.KeysUnanswered} were asked for in vain" : "")}.";
        }
        finally
        {
            IsReading = false;
        }
    });

    private Task ApplyAsync(RebootChoice reboot) => DoAsync(Role.Operator, async () =>
    {
        Done = null;
        ApplicationId = (await Applications.BeginAsync(ChargePoint, new ApplyInput { Reboot = reboot }, Left)).ApplicationId;
    });

    /// <summary>The keyboard goes into the field that a click brought, and back to the button that brought it.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        await base.OnAfterRenderAsync(firstRender);
        if (_focusOn is { } key)
        {
            _focusOn = null;
            await Focus.MoveAsync(Edited == key ? _newValue : _changeButtons.GetValueOrDefault(key)?.Element);
        }
    }

    private void Edit(ConfigurationKeyView key) => (Edited, NewValue, _focusOn) = (key.Key, Secrets.IsSecretKey(key.Key) ? "" : key.Value ?? "", key.Key);

    private void Leave() => (_focusOn, Edited) = (Edited, null);

    private Task ChangeAsync(string key, string value)
    {
        Leave();
        return SendAsync(new ChangeConfigurationRequest { Key = key, Value = value });
    }
}
