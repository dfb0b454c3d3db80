using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using CentralSystem.Web.Webhooks;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Webhooks;

/// <summary>Who is told of events, and whether they listen.</summary>
public sealed partial class WebhooksPage
{
    private static readonly (string, string)[] EnabledChoices = [("true", "on"), ("false", "off")];

    [Inject]
    private WebhookReader Reader { get; set; } = null!;

    [Inject]
    private WebhookService Service { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "enabled")]
    private string? Enabled { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    private string? Order { get; set; }

    private Page<WebhookView>? Rows { get; set; }

    private WebhookForm Form { get; set; } = new();

    /// <summary>The webhook that was just made, until its secret is kept.</summary>
    private Webhook? Created { get; set; }

    private protected override Role ForRole => Role.Admin;

    /// <summary>Deliveries tell of themselves by no event.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    protected override async Task LoadAsync() => Rows = await Reader.ListAsync(
        new WebhookFilter { Enabled = ChosenYes(Enabled), Order = Chosen<ListOrder>(Order) }, new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);

    private protected override bool Concerns(EventMessage message) => false;

    private Task CreateAsync() => DoAsync(Role.Admin, async () =>
    {
        Created = null;
        Created = await Service.CreateAsync(Form.ToInput());
        Form = new WebhookForm();
    });
}
