using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CentralSystem.Web.Configuration;

/// <summary>Configuration over REST: what is known, what is wanted, and how they differ.</summary>
internal static class ConfigurationApi
{
    private const string ChargePoint = "/charge-points/{chargePointId}/configuration";
    private const string Templates = "/configuration-templates";
    private const string Applications = "/configuration-applications";

    extension(RouteGroupBuilder api)
    {
        public void MapConfiguration()
        {
            api.MapGet(ChargePoint, (
                string chargePointId, [AsParameters] AscendingFirst order, [AsParameters] PageQuery page, ChargePointDirectory directory, ConfigurationReader configuration,
                CancellationToken cancellationToken) =>
                configuration.ListAsync(directory.Get(chargePointId), order.Value, page, cancellationToken)).WithSummary("Last known configuration keys of a charge point");
            api.MapPost($"{ChargePoint}/refresh", (
                string chargePointId, ChargePointDirectory directory, ConfigurationRefresh refresh, CancellationToken cancellationToken) =>
                refresh.RunAsync(directory.Get(chargePointId), Caller.Current, cancellationToken)).WithSummary("Reads all configuration keys from a charge point");
            api.MapGet($"{ChargePoint}/drift", async (
                string chargePointId, ChargePointDirectory directory, ConfigurationDrift drift, CancellationToken cancellationToken) =>
                new Whole<KeyDrift>(await drift.ShownAsync(directory.Get(chargePointId), cancellationToken))).WithSummary("How the keys of a charge point compare with what is wanted");
            api.MapPost("/charge-points/{chargePointId}/password", (string chargePointId, PasswordRotation passwords, CancellationToken cancellationToken) =>
                passwords.RotateAsync(chargePointId, cancellationToken))
                .WithSummary("Makes a new password, sends it to the charge point, and shows it this once")
                .Produces<RotatedPassword>()
                .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
                .ProducesProblem(StatusCodes.Status502BadGateway).ProducesProblem(StatusCodes.Status504GatewayTimeout);
            api.MapGet("/configuration-drift", (
                [AsParameters] DriftFilter filter, [AsParameters] PageQuery page, ConfigurationDrift drift, CancellationToken cancellationToken) =>
                drift.ListAsync(filter, page, cancellationToken)).WithSummary("How the keys of all charge points compare with what is wanted");
            api.MapPost($"{ChargePoint}/apply", async (
                string chargePointId, JsonInput<ApplyInput> body, ChargePointDirectory directory, ConfigurationApplications applications, CancellationToken cancellationToken) =>
                Begun(await applications.BeginAsync(directory.Get(chargePointId), body.Value, cancellationToken)))
                .WithSummary("Begins to change the keys of a charge point that differ from what is wanted").ProducesProblem(StatusCodes.Status404NotFound);
            MapTemplates(api);
            MapApplications(api);
        }
    }

    private static void MapTemplates(RouteGroupBuilder api)
    {
        api.MapGet(Templates, ([AsParameters] OldestFirst order, [AsParameters] PageQuery page, ConfigurationTemplates templates, CancellationToken cancellationToken) =>
            templates.ListAsync(order.Value, page, cancellationToken)).WithSummary("Configuration templates");
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

    private static void MapApplications(RouteGroupBuilder api)
    {
        api.MapPost($"{Templates}/{{templateId:int}}/apply", async (
            int templateId, JsonInput<ApplyInput> body, ConfigurationApplications applications, CancellationToken cancellationToken) =>
            Begun(await applications.BeginAsync(templateId, body.Value, cancellationToken)))
            .WithSummary("Begins to apply a template to every charge point it is for").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapGet(Applications, ([AsParameters] NewestFirst order, [AsParameters] PageQuery page, ConfigurationApplications applications, CancellationToken cancellationToken) =>
            applications.ListAsync(order.Value, page, cancellationToken)).WithSummary("Applications of wanted configuration");
        api.MapGet($"{Applications}/{{applicationId:guid}}", (Guid applicationId, ConfigurationApplications applications, CancellationToken cancellationToken) =>
            applications.GetAsync(applicationId, cancellationToken)).WithSummary("How far an application has come").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapDelete($"{Applications}/{{applicationId:guid}}", (Guid applicationId, ConfigurationApplications applications, CancellationToken cancellationToken) =>
            applications.CancelAsync(applicationId, cancellationToken)).WithSummary("Ends an application").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet($"{Applications}/{{applicationId:guid}}/charge-points", (
            Guid applicationId, [AsParameters] ApplicationTargetFilter filter, [AsParameters] PageQuery page, ConfigurationApplications applications,
            CancellationToken cancellationToken) =>
            applications.TargetsAsync(applicationId, filter, page, cancellationToken)).WithSummary("What has become of each charge point of an application")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Accepted<ApplicationView> Begun(ApplicationView view) => TypedResults.Accepted($"/api/v1{Applications}/{view.ApplicationId}", view);

    private static Tagged<TemplateView> ViewOf(ConfigurationTemplate row) => new(TemplateView.Of(row), row.Revision);
}
