using CentralSystem.Web.Access;
using CentralSystem.Web.Api;

namespace CentralSystem.Web.Webhooks;

/// <summary>Webhooks over REST; administrators decide what leaves the system.</summary>
internal static class WebhookApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapWebhooks()
        {
            var webhooks = api.MapGroup("/webhooks").RequireRole(Role.Admin);
            webhooks.MapGet("/", ([AsParameters] WebhookFilter filter, [AsParameters] PageQuery page, WebhookReader reader, CancellationToken cancellationToken) =>
                    reader.ListAsync(filter, page, cancellationToken))
                .WithSummary("Lists webhooks");
            webhooks.MapPost("/", CreateAsync).WithSummary("Makes a webhook; the answer alone shows its secret").Produces<WebhookView>(StatusCodes.Status201Created);
            webhooks.MapGet("/{webhookId:int}", (int webhookId, WebhookReader reader, CancellationToken cancellationToken) => reader.GetAsync(webhookId, cancellationToken))
                .WithSummary("Shows a webhook and how it is doing");
            webhooks.MapPatch("/{webhookId:int}", async (
                    int webhookId, JsonInput<WebhookInput> input, ExpectedRevision expected, WebhookService service, WebhookReader reader, CancellationToken cancellationToken) =>
                    await TaggedAsync(await service.ChangeAsync(webhookId, input, expected), reader, cancellationToken))
                .WithSummary("Changes a webhook");
            webhooks.MapDelete("/{webhookId:int}", async (int webhookId, ExpectedRevision expected, WebhookService service) =>
                {
                    await service.DeleteAsync(webhookId, expected);
                    return TypedResults.NoContent();
                })
                .WithSummary("Removes a webhook and what it did not get");
            webhooks.MapPost("/{webhookId:int}/rotate-secret", async (
                    int webhookId, JsonInput<SecretRotation> input, WebhookService service, WebhookReader reader, CancellationToken cancellationToken) =>
                {
                    var webhook = await service.RotateSecretAsync(webhookId, input.Value);
                    return new Tagged<WebhookView>(await reader.ViewAsync(webhook, cancellationToken) with { Secret = service.NewSecretOf(webhook) }, webhook.Revision);
                })
                .Produces<WebhookView>().WithSummary("Replaces its secret; the old one signs as well for a while");
            webhooks.MapPost("/{webhookId:int}/replay", async (
                    int webhookId, JsonInput<ReplayInput> input, WebhookService service, WebhookReader reader, CancellationToken cancellationToken) =>
                    await TaggedAsync(await service.ReplayAsync(webhookId, input.Value), reader, cancellationToken))
                .Produces<WebhookView>().WithSummary("Delivers events again: from an event or an instant on, or the dead letters");
            webhooks.MapPost("/{webhookId:int}/test", (int webhookId, WebhookService service, CancellationToken cancellationToken) => service.TestAsync(webhookId, cancellationToken))
                .WithSummary("Delivers a webhook.test event now and tells what the receiver said");
            webhooks.MapGet("/{webhookId:int}/deliveries", (
                    int webhookId, [AsParameters] DeliveryFilter filter, [AsParameters] PageQuery page, WebhookReader reader, CancellationToken cancellationToken) =>
                    reader.DeliveriesAsync(webhookId, filter.State, filter.Order, page, cancellationToken))
                .WithSummary("Lists what it did not get so far");
            webhooks.MapGet("/{webhookId:int}/dead-letters", (
                    int webhookId, [AsParameters] OldestFirst order, [AsParameters] PageQuery page, WebhookReader reader, CancellationToken cancellationToken) =>
                    reader.DeliveriesAsync(webhookId, DeliveryState.DeadLetter, order.Order, page, cancellationToken))
                .WithSummary("Lists what was given up");
        }
    }

    private static async Task<Tagged<WebhookView>> CreateAsync(JsonInput<WebhookInput> input, WebhookService service, WebhookReader reader, CancellationToken cancellationToken)
    {
        var webhook = await service.CreateAsync(input);
        var view = await reader.ViewAsync(webhook, cancellationToken);
        return new(view with { Secret = service.NewSecretOf(webhook) }, webhook.Revision, StatusCodes.Status201Created, $"/api/v1/webhooks/{webhook.Id}");
    }

    private static async Task<Tagged<WebhookView>> TaggedAsync(Webhook webhook, WebhookReader reader, CancellationToken cancellationToken) =>
        new(await reader.ViewAsync(webhook, cancellationToken), webhook.Revision);
}
