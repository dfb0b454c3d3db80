using System.Globalization;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Dashboard.Forms;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.ChargePoints.Tabs;

/// <summary>Any of the commands of the specification as a form, and below what became of those that were sent.</summary>
public sealed partial class CommandsTab
{
    private string? _shown;

    [Inject]
    private ApiForms Forms { get; set; } = null!;

    [Inject]
    private FormSuggestions Known { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <summary>The operation to be filled in; what is no operation shows the first one.</summary>
    [Parameter]
    public string? Action { get; set; }

    /// <summary>The connector it is for.</summary>
    [Parameter]
    public string? ConnectorId { get; set; }

    private string Chosen => ApiForms.Actions.Contains(Action, StringComparer.Ordinal) ? Action! : ApiForms.Actions[0];

    private ApiForm? Form { get; set; }

    private FormValue? Value { get; set; }

    private FormEditor? Editor { get; set; }

    private IReadOnlyDictionary<string, IReadOnlyList<Suggestion>>? Suggestions { get; set; }

    /// <summary>What was filled in and waits for a second click. What was asked is what is sent, whatever is entered meanwhile.</summary>
    private AskedCommand? Asked { get; set; }

    /// <summary>Hours that the command may wait for a connection.</summary>
    private string Wait { get; set; } = "";

    protected override async Task LoadAsync()
    {
        if (_shown != Chosen)
        {
            _shown = Chosen;
            Form = await Forms.OfCommandAsync(Chosen);
            (Value, Asked, Done) = (new FormValue(Form.Body), null, null);
            if (ConnectorId is { Length: > 0 } connectorId && Value.Members.FirstOrDefault(member => member.Field.Name == "connectorId") is { } connector)
            {
                connector.Text = connectorId;
            }
        }

        Suggestions = await Known.ReadAsync(ChargePoint, Left);
    }

    /// <summary>Whether it is there to be commanded.</summary>
    private protected override bool Concerns(EventMessage message) =>
        base.Concerns(message) && message.Type is EventTypes.ChargePointConnected or EventTypes.ChargePointDisconnected;

    private void Choose(ChangeEventArgs change) => Navigation.NavigateTo($"{ChargePointPage.Link(Identity, ChargePointTabs.Commands)}&action={change.Value}", replace: true);

    private async Task AskAsync()
    {
        Done = null;
        if (Editor?.Read() is not { } payload)
        {
            return;
        }

        Asked = new AskedCommand(Chosen, payload.ToJsonString());
        if (CommandManners.IsHarmless(Chosen))
        {
            await SendAskedAsync();
        }
    }

    private async Task SendAskedAsync()
    {
        if (Asked is not { } asked)
        {
            return;
        }

        Asked = null;
        DateTimeOffset? until = int.TryParse(Wait, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) ? Clock.GetUtcNow().AddHours(hours) : null;
        await SendAsync(asked.Action, asked.Payload, new CommandOptions { QueueUntil = until });
    }

    private sealed record AskedCommand(string Action, string Payload);
}
