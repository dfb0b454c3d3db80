using System.Text;
using CentralSystem.Web.Access;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;
using Ocpp;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Web.Dashboard.ChargePoints;

/// <summary>One charge point: how it is, what it says, and what it may be asked to do.</summary>
public sealed partial class ChargePointPage
{
    private static readonly string[] Operations = [.. OcppActions.All.Where(a => a.SentBy.HasFlag(SentBy.CentralSystem)).Select(a => a.Name).Order(StringComparer.Ordinal)];

    private string? _shown;

    [Inject]
    private ChargePointFigures Reader { get; set; } = null!;

    [Inject]
    private CommandService Commands { get; set; } = null!;

    [Parameter]
    public string Identity { get; set; } = "";

    private ChargePointSheet? Sheet { get; set; }

    /// <summary>What the last command came to.</summary>
    private string? Done { get; set; }

    private string IdTag { get; set; } = "";

    private string Operation { get; set; } = Operations[0];

    private string Payload { get; set; } = "{}";

    private bool CanCommand => May(Role.Operator) && Sheet is { Details.Connected: true };

    /// <summary>The journal is written behind, and tells of it by no event.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    /// <summary>By back and forward another charge point comes to the same page: nothing of the one before may stay.</summary>
    protected override Task OnParametersSetAsync()
    {
        if (Identity != _shown)
        {
            (_shown, Sheet, Done, IdTag, Payload) = (Identity, null, null, "", "{}");
        }

        return base.OnParametersSetAsync();
    }

    protected override async Task LoadAsync()
    {
        var identity = Identity;
        var sheet = await Reader.ReadAsync(identity, Left);
        Sheet = identity == Identity ? sheet : Sheet;
    }

    private protected override bool Concerns(EventMessage message) => string.Equals(message.ChargePointId, Identity, StringComparison.OrdinalIgnoreCase);

    private Task StartAsync(int connectorId)
    {
        if (string.IsNullOrWhiteSpace(IdTag))
        {
            Done = "Type the idTag that starts the transaction.";
            return Task.CompletedTask;
        }

        return SendAsync(new RemoteStartTransactionRequest { ConnectorId = connectorId, IdTag = IdTag.Trim() });
    }

    private Task SendAsync(IOcppRequest request) => SendAsync(request.ActionName, OcppPayload.ToJson(request));

    private Task SendAnyAsync() => SendAsync(Operation, Payload);

    private Task SendAsync(string action, string payload) => DoAsync(Role.Operator, async () =>
    {
        Done = null;
        var run = await Commands.StartAsync(Identity, action, Encoding.UTF8.GetBytes(payload), new CommandOptions(), Left);
        Done = $"{action} is sent; its answer is awaited.";
        StateHasChanged();
        Done = $"{action}: {Words(await run.Outcome.WaitAsync(Left))}";
    });

    private static string Words(CallOutcome outcome) => outcome switch
    {
        CallOutcome.Answered answered => Secrets.Mask(answered.Json),
        CallOutcome.Refused refused => $"it answered with the error {refused.Code}. {refused.Description}",
        CallOutcome.TimedOut => "it did not answer in time",
        CallOutcome.ConnectionLost => "its connection ended before the answer",
        CallOutcome.Unreadable unreadable => $"its answer cannot be read: {unreadable.Problem}",
        _ => "it was not sent",
    };
}
