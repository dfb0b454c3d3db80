using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Campaigns;
using CentralSystem.Web.Dashboard.Forms;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;
using Ocpp.Payloads;

namespace CentralSystem.Web.Dashboard.CommandBatches;

/// <summary>A command as a form, sent as a batch to those that were selected; leads to its progress.</summary>
public sealed partial class BatchForm
{
    [Inject]
    private ApiForms Forms { get; set; } = null!;

    [Inject]
    private FormSuggestions Known { get; set; } = null!;

    [Inject]
    private CampaignService Campaigns { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <summary>For whom it is, in words.</summary>
    [Parameter, EditorRequired]
    public string Whom { get; set; } = "";

    /// <summary>Finds the identities it is for; null stands for every registered charge point.</summary>
    [Parameter, EditorRequired]
    public Func<Task<IReadOnlyList<string>?>> FindAsync { get; set; } = null!;

    /// <summary>Further buttons.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private string Action { get; set; } = "TriggerMessage";

    private ApiForm? Form { get; set; }

    private FormValue? Value { get; set; }

    private FormEditor? Editor { get; set; }

    private IReadOnlyDictionary<string, IReadOnlyList<Suggestion>>? Suggestions { get; set; }

    private string Wait { get; set; } = "";

    private int Concurrency { get; set; } = 100;

    /// <summary>What waits for a second click: the very charge points that were told of in the question.</summary>
    private AskedBatch? Asked { get; set; }

    protected override Task OnParametersSetAsync()
    {
        if (Asked?.Whom != Whom)
        {
            Withdraw();
        }

        return base.OnParametersSetAsync();
    }

    protected override async Task LoadAsync()
    {
        if (Form is null)
        {
            Suggestions = await Known.OfAllAsync(Left);
            Form = await Forms.OfCommandAsync(Action);
            Value = new FormValue(Form.Body);
        }
    }

    private protected override bool Concerns(EventMessage message) => false;

    /// <summary>Another choice is another question.</summary>
    private void Withdraw() => Asked = null;

    private Task ChooseAsync(ChangeEventArgs change)
    {
        (Action, Form, Asked) = (ApiForms.Actions.FirstOrDefault(action => action == change.Value as string) ?? Action, null, null);
        return ReloadAsync();
    }

    private Task AskAsync() => DoAsync(Role.Operator, async () =>
    {
        if (Editor?.Read() is not { } payload)
        {
            return;
        }

        var whom = Whom;
        var body = new JsonObject { ["action"] = Action, ["payload"] = payload, ["concurrency"] = Concurrency };
        var identities = await FindAsync();
        if (identities is null)
        {
            body["all"] = true;
        }
        else
        {
            body["chargePointIds"] = new JsonArray([.. identities.Select(identity => JsonValue.Create(identity))]);
        }

        if (int.TryParse(Wait, NumberStyles.None, CultureInfo.InvariantCulture, out var hours))
        {
            body["queueUntil"] = OcppDateTime.Format(Clock.GetUtcNow().AddHours(hours));
        }

        // By the rules of the API's own body.
        var batch = JsonInput<NewBatch>.Read(Encoding.UTF8.GetBytes(body.ToJsonString())).Value;
        Asked = new AskedBatch(whom, batch, identities switch { null => "every charge point", [var one] => one, _ => $"{identities.Count} charge points" });
    });

    private Task SendAsync() => DoAsync(Role.Operator, async () =>
    {
        if (Asked is { } asked)
        {
            Asked = null;
            var batch = await Campaigns.CreateAsync(asked.Batch, Left);
            Navigation.NavigateTo($"/command-batches/{batch.Id}");
        }
    });

    private sealed record AskedBatch(string Whom, NewBatch Batch, string ChargePoints);
}
