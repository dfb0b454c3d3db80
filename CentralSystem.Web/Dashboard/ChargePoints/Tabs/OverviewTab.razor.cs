using System.Text.Json;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Dashboard.Forms;
using CentralSystem.Web.Events;
using CentralSystem.Web.IdTags;
using Microsoft.AspNetCore.Components;
using Ocpp.Messages;

namespace CentralSystem.Web.Dashboard.ChargePoints.Tabs;

/// <summary>The connectors with what they deliver, and the commands people need most beside them.</summary>
public sealed partial class OverviewTab
{
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(15);

    /// <summary>Whether an idTag may have been refused since that was looked at; told on any thread.</summary>
    private int _mayBeRefused = 1;

    [Inject]
    private ConnectorReader Reader { get; set; } = null!;

    [Inject]
    private FormSuggestions Known { get; set; } = null!;

    [Inject]
    private EventReader Events { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <summary>The idTag that was refused here last, if that was lately: whoever asks why nothing starts finds the answer where they asked.</summary>
    private (DateTimeOffset At, AuthorizationRefusal Refusal)? Refused { get; set; }

    private IReadOnlyList<ConnectorDetails>? Connectors { get; set; }

    /// <summary>Those that may be presented; as they were when the page was opened.</summary>
    private IReadOnlyList<Suggestion> IdTags { get; set; } = [];

    private string IdTag { get; set; } = "";

    protected override async Task LoadAsync()
    {
        var chargePoint = ChargePoint;
        var connectors = new List<ConnectorDetails>();
        foreach (var connector in (await Reader.AllOfAsync(chargePoint, Left)).Where(c => c.ConnectorId > 0))
        {
            connectors.Add(connector.TransactionId is null ? new ConnectorDetails(connector, null) : await Reader.GetAsync(chargePoint, connector.ConnectorId, Left));
        }

        if (Interlocked.Exchange(ref _mayBeRefused, 0) == 1)
        {
            var asked = new EventQuery { ChargePointId = chargePoint.Identity, Type = [EventTypes.AuthorizationRefused] };
            Refused = (await Events.ListAsync(asked, new PageQuery { Limit = 1 }, Left)).Items is [{ At: var at, Data: { } data }] && data.Deserialize<AuthorizationRefusal>(ApiJson.Options) is { } refusal
                ? (at, refusal)
                : null;
        }

        if (Refused?.At < Clock.GetUtcNow() - Lately)
        {
            Refused = null;
        }

        if (IdTags.Count == 0 && CanCommand)
        {
            IdTags = await Known.IdTagsAsync(Left);
        }

        Connectors = connectors;
    }

    private protected override bool Concerns(EventMessage message)
    {
        if (!base.Concerns(message))
        {
            return false;
        }

        if (message.Type == EventTypes.AuthorizationRefused)
        {
            Interlocked.Exchange(ref _mayBeRefused, 1);
        }

        return true;
    }

    private string CommandLink(string action, int connectorId) => $"{ChargePointPage.Link(Identity, ChargePointTabs.Commands)}&action={action}&connectorId={connectorId}";

    private Task StartAsync(int connectorId)
    {
        if (string.IsNullOrWhiteSpace(IdTag))
        {
            Done = "Type the idTag that starts the transaction.";
            return Task.CompletedTask;
        }

        return SendAsync(new RemoteStartTransactionRequest { ConnectorId = connectorId, IdTag = IdTag.Trim() });
    }
}
