using System.Text;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Dashboard.Live;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;
using Ocpp.Payloads;

namespace CentralSystem.Web.Dashboard.ChargePoints.Tabs;

/// <summary>One side of a Charge Point: shows it, and follows what happens to it.</summary>
public abstract class ChargePointTab : LivePage
{
    [Inject]
    private CommandService Commands { get; set; } = null!;

    [Inject]
    private ChargePointRegistry Registry { get; set; } = null!;

    [Inject]
    private protected ChargePointDirectory Directory { get; set; } = null!;

    /// <summary>Whose; a tab is not used for another one.</summary>
    [Parameter, EditorRequired]
    public string Identity { get; set; } = "";

    /// <summary>What the last click came to.</summary>
    protected string? Done { get; set; }

    /// <remarks>Errors: <see cref="ProblemException"/> for an identity that nobody registered.</remarks>
    private protected ChargePointState ChargePoint => Directory.Get(Identity);

    protected bool IsConnected => Registry.Find(Identity) is not null;

    /// <summary>Whether the reader may command it, and it is there to be commanded.</summary>
    protected bool CanCommand => IsConnected && May(Role.Operator);

    /// <summary>Whether the reader may change what is said of it.</summary>
    protected bool CanChange => May(Role.Operator);

    private protected override bool Concerns(EventMessage message) => string.Equals(message.ChargePointId, Identity, StringComparison.OrdinalIgnoreCase);

    /// <summary>Sends a command and tells what comes of it.</summary>
    private protected Task SendAsync(IOcppRequest request) => SendAsync(request.ActionName, OcppPayload.ToJson(request), new CommandOptions());

    /// <inheritdoc cref="SendAsync(IOcppRequest)"/>
    private protected Task SendAsync(string action, string payload, CommandOptions options) => DoAsync(Role.Operator, async () =>
    {
        Done = null;
        var run = await Commands.StartAsync(Identity, action, Encoding.UTF8.GetBytes(payload), options, Left);
        Done = run.IsQueued ? $"{action} waits for the charge point to connect." : $"{action} is sent; its answer is awaited.";
        StateHasChanged();
        if (!run.IsQueued)
        {
            await Task.WhenAny(run.Outcome, run.WaitsAgain).WaitAsync(Left);
            Done = run.Outcome.IsCompleted ? $"{action}: it {CommandWords.Of(await run.Outcome)}." : $"{action} was not sent before the connection ended; it waits for the next one.";
        }
    });
}
