using System.Text.Json;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Dashboard.ChargePoints;
using CentralSystem.Web.Events;
using CentralSystem.Web.Reservations;
using Microsoft.AspNetCore.Components;
using Ocpp.Payloads;

namespace CentralSystem.Web.Dashboard.Reservations;

/// <summary>Which connectors are held for whom, made and cancelled with the answer of the charge point before one's eyes.</summary>
public sealed partial class ReservationsPage
{
    private static readonly TimeSpan UsualLength = TimeSpan.FromMinutes(30);

    [Inject]
    private ReservationReader Reader { get; set; } = null!;

    [Inject]
    private CommandService Commands { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "state")]
    private string? State { get; set; }

    [SupplyParameterFromQuery(Name = "chargePointId")]
    private string? ChargePoint { get; set; }

    [SupplyParameterFromQuery(Name = "idTag")]
    private string? IdTag { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    private string? Order { get; set; }

    private Page<ReservationView>? Rows { get; set; }

    /// <summary>What the last click came to.</summary>
    private string? Done { get; set; }

    private bool IsReserving { get; set; }

    private string ForChargePoint { get; set; } = "";

    private int ForConnector { get; set; }

    private string ForIdTag { get; set; } = "";

    private DateTimeOffset? Until { get; set; }

    private bool IsFiltered => new[] { State, ChargePoint, IdTag }.Any(choice => Chosen(choice) is not null);

    /// <summary>A reservation expires without an event.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    protected override void OnInitialized() => (Until, ForChargePoint) = (Clock.GetUtcNow() + UsualLength, Chosen(ChargePoint) ?? "");

    protected override async Task LoadAsync() => Rows = await Reader.ListAsync(
        new ReservationFilter { State = Chosen<ReservationState>(State), ChargePointId = Chosen(ChargePoint), IdTag = Chosen(IdTag), Order = Chosen<ListOrder>(Order) },
        new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);

    private protected override bool Concerns(EventMessage message) => message.Type == EventTypes.ReservationChanged;

    private Task ReserveAsync() => DoAsync(Role.Operator, async () =>
    {
        (Done, IsReserving) = (null, true);
        var until = Until ?? throw Problems.Invalid("until", "is required");
        await SendAsync(ForChargePoint.Trim(), "ReserveNow", new { connectorId = ForConnector, idTag = ForIdTag.Trim(), expiryDate = OcppDateTime.Format(until) });
    });

    private Task CancelAsync(ReservationView reservation) => DoAsync(Role.Operator, async () =>
    {
        Done = null;
        await SendAsync(reservation.ChargePointId, "CancelReservation", new { reservationId = reservation.ReservationId });
    });

    /// <summary>Sends a command, whose further members are filled in, and tells of its answer.</summary>
    private async Task SendAsync(string chargePointId, string action, object payload)
    {
        var run = await Commands.StartAsync(chargePointId, action, JsonSerializer.SerializeToUtf8Bytes(payload), new CommandOptions(), Left);
        Done = $"{run.ChargePointId} is asked; its answer is awaited.";
        StateHasChanged();
        Done = $"{run.ChargePointId} {CommandWords.Of(await run.Outcome.WaitAsync(Left))}.";
    }
}
