using System.Text;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using Microsoft.AspNetCore.Mvc;

namespace CentralSystem.Web.ChargePoints;

/// <summary>Charge Points over REST.</summary>
internal static class ChargePointApi
{
    private const string Csv = "text/csv";

    extension(RouteGroupBuilder api)
    {
        public void MapChargePoints()
        {
            api.MapGet("/charge-points", (
                [AsParameters] ChargePointFilter filter, [AsParameters] PageQuery page, ChargePointReader chargePoints, CancellationToken cancellationToken) =>
                chargePoints.ListAsync(filter, page, cancellationToken)).WithSummary("Registered charge points");
            api.MapPost("/charge-points", RegisterAsync).WithSummary("Registers a charge point; a removed one comes back with its history");
            api.MapPost("/charge-points/import", ImportAsync)
                .Accepts<NewChargePoint[]>("application/json", Csv)
                .WithMetadata(new RequestSizeLimitAttribute(ChargePointImport.MaxBodyBytes), new ScopeNoun(Scopes.ChargePoints))
                .WithSummary("Registers many charge points from JSON or CSV, and reports each row");
            api.MapGet("/charge-points/{chargePointId}", async (
                string chargePointId, ChargePointDirectory directory, ChargePointReader chargePoints, CancellationToken cancellationToken) =>
                Tagged(await chargePoints.GetAsync(directory.Get(chargePointId), cancellationToken))).WithSummary("One charge point with all that says how it is");
            api.MapPatch("/charge-points/{chargePointId}", ChangeAsync).WithSummary("Changes what an operator says of a charge point");
            api.MapDelete("/charge-points/{chargePointId}", async (
                string chargePointId, ExpectedRevision expected, ChargePointDirectory directory, ChargePointRegistrations registrations) =>
            {
                await registrations.RemoveAsync(directory.Get(chargePointId), expected);
                return TypedResults.NoContent();
            }).WithSummary("Removes a charge point and keeps its history");
            api.MapDelete("/charge-points/{chargePointId}/connection", async (string chargePointId, ChargePointDirectory directory, ChargePointRegistrations registrations) =>
            {
                await registrations.DisconnectAsync(directory.Get(chargePointId));
                return TypedResults.NoContent();
            }).WithSummary("Closes the connection of a charge point");
            api.MapGet("/charge-points/{chargePointId}/deviations", (
                string chargePointId, [AsParameters] AscendingFirst order, [AsParameters] PageQuery page, ChargePointDirectory directory, ChargePointReader chargePoints,
                CancellationToken cancellationToken) =>
                chargePoints.DeviationsAsync(directory.Get(chargePointId), order.Value, page, cancellationToken)).WithSummary("What was tolerated of its messages");
            api.MapConnectors();
        }

        private void MapConnectors()
        {
            api.MapGet("/connectors", (
                [AsParameters] ConnectorFilter filter, [AsParameters] PageQuery page, ConnectorReader connectors, CancellationToken cancellationToken) =>
                connectors.ListAsync(filter, page, cancellationToken)).WithSummary("Connectors of all charge points");
            api.MapGet("/charge-points/{chargePointId}/connectors", (
                string chargePointId, [AsParameters] ConnectorFilter filter, [AsParameters] PageQuery page, ChargePointDirectory directory, ConnectorReader connectors,
                CancellationToken cancellationToken) =>
                connectors.ListAsync(filter with { ChargePointId = directory.Get(chargePointId).Identity }, page, cancellationToken)).WithSummary("Connectors of one charge point");
            api.MapGet("/charge-points/{chargePointId}/connectors/{connectorId:int}", (
                string chargePointId, int connectorId, ChargePointDirectory directory, ConnectorReader connectors, CancellationToken cancellationToken) =>
                connectors.GetAsync(directory.Get(chargePointId), connectorId, cancellationToken)).WithSummary("One connector, with what its transaction last measured");
        }
    }

    /// <summary>The answer that shows a Charge Point as it was just registered.</summary>
    internal static async Task<Tagged<ChargePointDetails>> RegisteredAsync(
        string identity, ChargePointChange change, ChargePointRegistrations registrations, ChargePointReader chargePoints, CancellationToken cancellationToken)
    {
        var chargePoint = await registrations.RegisterAsync(identity, change);
        var details = await chargePoints.GetAsync(chargePoint, cancellationToken) with { GeneratedPassword = change.GeneratedPassword };
        return new(details, details.Revision, StatusCodes.Status201Created, $"/api/v1/charge-points/{Uri.EscapeDataString(chargePoint.Identity)}");
    }

    private static Task<Tagged<ChargePointDetails>> RegisterAsync(
        JsonInput<NewChargePoint> input, ChargePointRegistrations registrations, ChargePointReader chargePoints, CancellationToken cancellationToken) =>
        RegisteredAsync(input.Value.ChargePointId, ChargePointChange.Whole(input.Value), registrations, chargePoints, cancellationToken);

    private static async Task<Tagged<ChargePointDetails>> ChangeAsync(
        string chargePointId, JsonInput<ChargePointInput> input, ExpectedRevision expected, ChargePointDirectory directory, ChargePointRegistrations registrations,
        ChargePointReader chargePoints, CancellationToken cancellationToken)
    {
        var chargePoint = directory.Get(chargePointId);
        var change = ChargePointChange.Of(input);
        await registrations.ChangeAsync(chargePoint, change, expected);
        return Tagged(await chargePoints.GetAsync(chargePoint, cancellationToken) with { GeneratedPassword = change.GeneratedPassword });
    }

    private static async Task<ImportResult> ImportAsync(HttpContext context, ChargePointImport import)
    {
        var utf8 = await RequestBodies.ReadAsync(context);
        return context.Request.ContentType?.StartsWith(Csv, StringComparison.OrdinalIgnoreCase) == true
            ? await import.FromCsvAsync(Encoding.UTF8.GetString(utf8))
            : await import.FromJsonAsync(utf8);
    }

    private static Tagged<ChargePointDetails> Tagged(ChargePointDetails details) => new(details, details.Revision);
}
