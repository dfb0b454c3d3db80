using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using CentralSystem.Web.Webhooks;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Webhooks;

/// <summary>One webhook: what it gets, what its receiver says, what did not arrive and is sent again.</summary>
public sealed partial class WebhookPage
{
    private static readonly (string, string)[] StateChoices = [(nameof(DeliveryState.Pending), "waits"), (nameof(DeliveryState.DeadLetter), "given up")];

    private int _id;
    private int _revision;

    [Inject]
    private WebhookReader Reader { get; set; } = null!;

    [Inject]
    private WebhookService Service { get; set; } = null!;

    [Parameter]
    public int Id { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? State { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    private string? Order { get; set; }

    private WebhookView? Shown { get; set; }

    private Page<DeliveryView>? Rows { get; set; }

    private WebhookForm? Form { get; set; }

    /// <summary>What its receiver said to the last test.</summary>
    private TestOutcome? Outcome { get; set; }

    /// <summary>A new secret, until it is kept.</summary>
    private string? Secret { get; set; }

    private DateTimeOffset? ReplayFrom { get; set; }

    /// <summary>The form says what stood there before.</summary>
    private bool IsStale { get; set; }

    /// <summary>What the last click came to.</summary>
    private string? Done { get; set; }

    private protected override Role ForRole => Role.Admin;

    /// <summary>Deliveries tell of themselves by no event.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    protected override Task OnParametersSetAsync()
    {
        if (Id != _id)
        {
            (_id, Shown, Rows, Form, Outcome, Secret, ReplayFrom, Done) = (Id, null, null, null, null, null, null, null);
        }

        return base.OnParametersSetAsync();
    }

    protected override async Task LoadAsync()
    {
        var id = Id;
        var webhook = await Reader.FindAsync(id, Left);
        var view = await Reader.ViewAsync(webhook, Left);
        var rows = await Reader.DeliveriesAsync(id, Chosen<DeliveryState>(State), Chosen<ListOrder>(Order), new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);
        if (id != Id)
        {
            return;
        }

        (Shown, Rows) = (view, rows);
        if (Form is null)
        {
            (Form, _revision) = (WebhookForm.Of(view), webhook.Revision);
        }

        IsStale = webhook.Revision != _revision;
    }

    private protected override bool Concerns(EventMessage message) => false;

    private Task SaveAsync() => DoAsync(Role.Admin, async () =>
    {
        Done = null;
        await Service.ChangeAsync(Id, Form!.ToInput(), new ExpectedRevision(_revision));
        (Form, Done) = (null, "Saved. Deliveries go on by it.");
    });

    private Task TakeOverAsync()
    {
        Form = null;
        return ReloadAsync();
    }

    private Task TestAsync() => DoAsync(Role.Admin, async () =>
    {
        (Done, Outcome) = (null, null);
        Outcome = await Service.TestAsync(Id, Left);
    });

    private Task RotateAsync() => DoAsync(Role.Admin, async () =>
    {
        (Done, Secret) = (null, null);
        var webhook = await Service.RotateSecretAsync(Id, new SecretRotation());
        Secret = Service.NewSecretOf(webhook);
        Follow(webhook);
    });

    private Task ReplayAsync(ReplayInput input) => DoAsync(Role.Admin, async () =>
    {
        Done = null;
        Follow(await Service.ReplayAsync(Id, input));
        Done = "They are on their way.";
    });

    private Task DeleteAsync() => DoAsync(Role.Admin, async () =>
    {
        await Service.DeleteAsync(Id, new ExpectedRevision(_revision));
        Navigation.NavigateTo("/webhooks");
    });

    /// <summary>What we did besides leaves the form as true as it was: one revision on, nobody else changed anything. The page may have been loaded anew meanwhile.</summary>
    private void Follow(Webhook webhook)
    {
        _revision = webhook.Revision == _revision + 1 ? webhook.Revision : _revision;
        IsStale = webhook.Revision != _revision;
    }
}
