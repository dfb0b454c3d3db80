using CentralSystem.Web.Api;
using CentralSystem.Web.Connections;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Charge Points and connectors over REST.</summary>
internal static class ChargePointApi
{
    private const int MaxPasswordLength = 64;
    private const string ChargePointId = "chargePointId";
    private const string Status = "registrationStatus";
    private const string Password = "password";
    private const string Mode = "validationMode";

    extension(RouteGroupBuilder api)
    {
        public void MapChargePoints()
        {
            api.MapGet("/charge-points", (
                [AsParameters] ChargePointFilter filter, [AsParameters] PageQuery page, ChargePointReader chargePoints, CancellationToken cancellationToken) =>
                chargePoints.ListAsync(filter, page, cancellationToken));
            api.MapPost("/charge-points", RegisterAsync);
            api.MapGet("/charge-points/{chargePointId}", (
                string chargePointId, ChargePointDirectory directory, ChargePointReader chargePoints, CancellationToken cancellationToken) =>
                chargePoints.GetAsync(directory.Get(chargePointId), cancellationToken));
            api.MapPatch("/charge-points/{chargePointId}", ChangeAsync);
            api.MapDelete("/charge-points/{chargePointId}/connection", async (string chargePointId, ChargePointDirectory directory, ChargePointRegistrations registrations) =>
            {
                await registrations.DisconnectAsync(directory.Get(chargePointId));
                return Results.NoContent();
            });
            api.MapGet("/charge-points/{chargePointId}/connectors", (
                string chargePointId, [AsParameters] ConnectorFilter filter, [AsParameters] PageQuery page, ChargePointDirectory directory, ChargePointReader chargePoints,
                CancellationToken cancellationToken) =>
                chargePoints.ConnectorsAsync(filter with { ChargePointId = directory.Get(chargePointId).Identity }, page, cancellationToken));
            api.MapGet("/connectors", (
                [AsParameters] ConnectorFilter filter, [AsParameters] PageQuery page, ChargePointReader chargePoints, CancellationToken cancellationToken) =>
                chargePoints.ConnectorsAsync(filter, page, cancellationToken));
            api.MapGet("/charge-points/{chargePointId}/deviations", (
                string chargePointId, [AsParameters] PageQuery page, ChargePointDirectory directory, ChargePointReader chargePoints, CancellationToken cancellationToken) =>
                chargePoints.DeviationsAsync(directory.Get(chargePointId), page, cancellationToken));
        }
    }

    private static async Task<IResult> RegisterAsync(HttpContext context, ChargePointRegistrations registrations, ChargePointReader chargePoints)
    {
        var body = await JsonBody.ReadAsync(context, ChargePointId, Status, Password, Mode);
        var chargePoint = await registrations.RegisterAsync(body.RequiredText(ChargePointId, HandshakeRequest.MaxIdentityLength), ChangeOf(body));
        var view = await chargePoints.GetAsync(chargePoint, context.RequestAborted);
        return Results.Created($"/api/v1/charge-points/{Uri.EscapeDataString(chargePoint.Identity)}", view);
    }

    private static async Task<ChargePointDetails> ChangeAsync(
        string chargePointId, HttpContext context, ChargePointDirectory directory, ChargePointRegistrations registrations, ChargePointReader chargePoints)
    {
        var chargePoint = directory.Get(chargePointId);
        await registrations.ChangeAsync(chargePoint, ChangeOf(await JsonBody.ReadAsync(context, Status, Password, Mode)));
        return await chargePoints.GetAsync(chargePoint, context.RequestAborted);
    }

    private static RegistrationChange ChangeOf(JsonBody body) => new()
    {
        RegistrationStatus = body.Choice<RegistrationStatus>(Status),
        ChangesPassword = body.Has(Password),
        PasswordHash = body.Text(Password, MaxPasswordLength) is { } password ? ChargePointPassword.Hash(password) : null,
        ChangesValidationMode = body.Has(Mode),
        ValidationMode = body.Choice<ValidationMode>(Mode),
    };
}
