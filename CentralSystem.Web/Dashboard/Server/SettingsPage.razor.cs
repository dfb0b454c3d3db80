using CentralSystem.Web.Access;
using CentralSystem.Web.Events;
using CentralSystem.Web.Settings;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Server;

/// <summary>What this central system runs with, and how it is.</summary>
public sealed partial class SettingsPage
{
    /// <summary>Before its end, a certificate should be on somebody's list.</summary>
    private const int FewDays = 30;

    private const string Changed = "changed";

    private static readonly (string, string)[] WhichChoices = [(Changed, "not as by default")];

    [Inject]
    private ServerFigures Reader { get; set; } = null!;

    [Inject]
    private EffectiveSettings Settings { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "search")]
    private string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "which")]
    private string? Which { get; set; }

    private ServerSheet? Sheet { get; set; }

    private IReadOnlyList<SettingView> Shown { get; set; } = [];

    private protected override Role ForRole => Role.Admin;

    /// <summary>Health and sizes tell of themselves by no event.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    protected override async Task LoadAsync()
    {
        Shown = [.. Settings.All.Where(Fits)];
        Sheet = await Reader.ReadAsync(Left);
    }

    private protected override bool Concerns(EventMessage message) => false;

    private bool Fits(SettingView setting) =>
        (Which != Changed || setting.Value != setting.Default)
        && (Chosen(Search) is not { } search
            || new[] { setting.Key, setting.Variable, setting.Description }.Any(text => text.Contains(search, StringComparison.OrdinalIgnoreCase)));

    private int DaysLeft(CertificateView certificate) => (int)Math.Floor((certificate.NotAfter - Clock.GetUtcNow()).TotalDays);
}
