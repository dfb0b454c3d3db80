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

    private static bool CanCommand => Caller.Current.Role >= Role.Operator;

    /// <summary>The journal is written behind, and tells of it by no event.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    protected override async Task LoadAsync() => Sheet = await Reader.ReadAsync(Identity, Left);

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
        Done = $"{action} is sent…";
        StateHasChanged();
        var run = await Commands.StartAsync(Identity, action, Encoding.UTF8.GetBytes(payload), new CommandOptions(), Left);
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
