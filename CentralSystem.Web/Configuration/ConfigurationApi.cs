using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;

namespace CentralSystem.Web.Configuration;

/// <summary>Configuration over REST: what is known, what is wanted, and how they differ.</summary>
internal static class ConfigurationApi
{
    private const string ChargePoint = "/charge-points/{chargePointId}/configuration";
    private const string Templates = "/configuration-templates";

    extension(RouteGroupBuilder api)
    {
        public void MapConfiguration()
        {
            api.MapGet(ChargePoint, (
                string chargePointId, [AsParameters] PageQuery page, ChargePointDirectory directory, ConfigurationReader configuration, CancellationToken cancellationToken) =>
                configuration.ListAsync(directory.Get(chargePointId), page, cancellationToken)).WithSummary("Last known configuration keys of a charge point");
            api.MapPost($"{ChargePoint}/refresh", (
                string chargePointId, ChargePointDirectory directory, ConfigurationRefresh refresh, CancellationToken cancellationToken) =>
                refresh.RunAsync(directory.Get(chargePointId), Caller.Current, cancellationToken)).WithSummary("Reads all configuration keys from a charge point");
            api.MapGet($"{ChargePoint}/drift", (
                string chargePointId, ChargePointDirectory directory, ConfigurationDrift drift, CancellationToken cancellationToken) =>
                drift.OfAsync(directory.Get(chargePointId), cancellationToken)).WithSummary("How the keys of a charge point compare with what is wanted");
            api.MapGet("/configuration-drift", (
                [AsParameters] DriftFilter filter, [AsParameters] PageQuery page, ConfigurationDrift drift, CancellationToken cancellationToken) =>
                drift.ListAsync(filter, page, cancellationToken)).WithSummary("How the keys of all charge points compare with what is wanted");
            MapTemplates(api);
        }
    }

    private static void MapTemplates(RouteGroupBuilder api)
    {
        api.MapGet(Templates, ([AsParameters] PageQuery page, ConfigurationTemplates templates, CancellationToken cancellationToken) =>
            templates.ListAsync(page, cancellationToken)).WithSummary("Configuration templates");
        api.MapPost(Templates, async (JsonInput<TemplateInput> body, ConfigurationTemplates templates) =>
        {
            var row = await templates.CreateAsync(body.Value);
            return new Tagged<TemplateView>(TemplateView.Of(row), row.Revision, StatusCodes.Status201Created, $"/api/v1{Templates}/{row.Id}");
        }).WithSummary("Creates a configuration template")
            .Produces<TemplateView>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapGet($"{Templates}/{{templateId:int}}", async (int templateId, ConfigurationTemplates templates, CancellationToken cancellationToken) =>
            ViewOf(await templates.GetAsync(templateId, cancellationToken))).WithSummary("One configuration template").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPut($"{Templates}/{{templateId:int}}", async (int templateId, JsonInput<TemplateInput> body, ExpectedRevision expected, ConfigurationTemplates templates) =>
            ViewOf(await templates.ReplaceAsync(templateId, body.Value, expected))).WithSummary("Replaces a configuration template")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        api.MapDelete($"{Templates}/{{templateId:int}}", async (int templateId, ExpectedRevision expected, ConfigurationTemplates templates) =>
        {
            await templates.DeleteAsync(templateId, expected);
            return TypedResults.NoContent();
        }).WithSummary("Deletes a configuration template").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static Tagged<TemplateView> ViewOf(ConfigurationTemplate row) => new(TemplateView.Of(row), row.Revision);
}
