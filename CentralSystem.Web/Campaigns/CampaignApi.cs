using CentralSystem.Web.Api;

namespace CentralSystem.Web.Campaigns;

/// <summary>Campaigns and batches over REST.</summary>
internal static class CampaignApi
{
    private const string Batches = "/command-batches";
    private const string Campaigns = "/campaigns";

    extension(RouteGroupBuilder api)
    {
        public void MapCampaigns()
        {
            MapBatches(api);
            api.MapGet(Campaigns, ([AsParameters] CampaignFilter filter, [AsParameters] PageQuery page, CampaignReader reader, CancellationToken cancellationToken) =>
                reader.ListAsync(filter, page, cancellationToken)).WithSummary("Campaigns");
            api.MapPost(Campaigns, async (JsonInput<NewCampaign> input, CampaignService campaigns, CampaignReader reader, CancellationToken cancellationToken) =>
            {
                var campaign = await campaigns.CreateAsync(input.Value, cancellationToken);
                var (view, revision) = await reader.GetAsync(campaign.Id, cancellationToken);
                return new Tagged<CampaignView>(view, revision, StatusCodes.Status201Created, $"/api/v1{Campaigns}/{campaign.Id}");
            }).WithSummary("Sends one command to many charge points in waves").Produces<CampaignView>(StatusCodes.Status201Created)
                .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
            api.MapGet(Campaigns + "/{campaignId:guid}", (Guid campaignId, CampaignReader reader, CancellationToken cancellationToken) =>
                TaggedAsync(campaignId, reader, cancellationToken)).WithSummary("One campaign, with counts per wave").ProducesProblem(StatusCodes.Status404NotFound);
            api.MapPatch(Campaigns + "/{campaignId:guid}", async (
                Guid campaignId, JsonInput<CampaignChange> input, ExpectedRevision expected, CampaignService campaigns, CampaignReader reader, CancellationToken cancellationToken) =>
            {
                await campaigns.ChangeAsync(campaignId, isBatch: false, input.Value, expected);
                return await TaggedAsync(campaignId, reader, cancellationToken);
            }).WithSummary("Pauses, resumes or aborts a campaign, or changes its pace")
                .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
            api.MapDelete(Campaigns + "/{campaignId:guid}", async (Guid campaignId, ExpectedRevision expected, CampaignService campaigns) =>
            {
                await campaigns.DeleteAsync(campaignId, expected);
                return TypedResults.NoContent();
            }).WithSummary("Forgets a campaign that is over; its commands stay").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
            api.MapGet(Campaigns + "/{campaignId:guid}/targets", (
                Guid campaignId, [AsParameters] TargetFilter filter, [AsParameters] PageQuery page, CampaignReader reader, CancellationToken cancellationToken) =>
                reader.TargetsAsync(campaignId, isBatch: false, filter, page, cancellationToken)).WithSummary("What has become of each charge point of a campaign");
        }
    }

    private static void MapBatches(RouteGroupBuilder api)
    {
        api.MapGet(Batches, ([AsParameters] CampaignFilter filter, [AsParameters] PageQuery page, CampaignReader reader, CancellationToken cancellationToken) =>
            reader.ListBatchesAsync(filter, page, cancellationToken)).WithSummary("Batches of commands");
        api.MapPost(Batches, async (JsonInput<NewBatch> input, CampaignService campaigns, CampaignReader reader, CancellationToken cancellationToken) =>
        {
            var batch = await campaigns.CreateAsync(input.Value, cancellationToken);
            var (view, revision) = await reader.GetBatchAsync(batch.Id, cancellationToken);
            return new Tagged<BatchView>(view, revision, StatusCodes.Status202Accepted, $"/api/v1{Batches}/{batch.Id}");
        }).WithSummary("Sends one command to many charge points").Produces<BatchView>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapGet(Batches + "/{batchId:guid}", (Guid batchId, CampaignReader reader, CancellationToken cancellationToken) => TaggedBatchAsync(batchId, reader, cancellationToken))
            .WithSummary("How far a batch has come").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet(Batches + "/{batchId:guid}/commands", (
            Guid batchId, [AsParameters] TargetFilter filter, [AsParameters] PageQuery page, CampaignReader reader, CancellationToken cancellationToken) =>
            reader.TargetsAsync(batchId, isBatch: true, filter, page, cancellationToken)).WithSummary("What has become of each charge point of a batch");
        api.MapDelete(Batches + "/{batchId:guid}", async (Guid batchId, ExpectedRevision expected, CampaignService campaigns, CampaignReader reader, CancellationToken cancellationToken) =>
        {
            await campaigns.ChangeAsync(batchId, isBatch: true, new CampaignChange { State = CampaignState.Aborted }, expected);
            return await TaggedBatchAsync(batchId, reader, cancellationToken);
        }).WithSummary("Cancels what of a batch was not sent yet").ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Tagged<BatchView>> TaggedBatchAsync(Guid batchId, CampaignReader reader, CancellationToken cancellationToken)
    {
        var (view, revision) = await reader.GetBatchAsync(batchId, cancellationToken);
        return new Tagged<BatchView>(view, revision);
    }

    private static async Task<Tagged<CampaignView>> TaggedAsync(Guid campaignId, CampaignReader reader, CancellationToken cancellationToken)
    {
        var (view, revision) = await reader.GetAsync(campaignId, cancellationToken);
        return new Tagged<CampaignView>(view, revision);
    }
}
