using System.Text.Json;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Campaigns;

/// <summary>Reads campaigns and batches with what has become of their Charge Points.</summary>
internal sealed class CampaignReader(IDbContextFactory<CentralSystemDbContext> contexts)
{
    /// <remarks>Errors: <see cref="ProblemException"/> when there is none.</remarks>
    public async Task<(CampaignView View, int Revision)> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        var (row, waves) = await FindAsync(id, isBatch: false, cancellationToken);
        return (CampaignView.Of(row, waves), row.Revision);
    }

    /// <remarks>Errors: <see cref="ProblemException"/> when there is none.</remarks>
    public async Task<(BatchView View, int Revision)> GetBatchAsync(Guid id, CancellationToken cancellationToken)
    {
        var (row, waves) = await FindAsync(id, isBatch: true, cancellationToken);
        return (BatchView.Of(row, waves), row.Revision);
    }

    public Task<Page<CampaignView>> ListAsync(CampaignFilter filter, PageQuery page, CancellationToken cancellationToken) =>
        ListAsync(isBatch: false, filter, page, CampaignView.Of, cancellationToken);

    public Task<Page<BatchView>> ListBatchesAsync(CampaignFilter filter, PageQuery page, CancellationToken cancellationToken) =>
        ListAsync(isBatch: true, filter, page, BatchView.Of, cancellationToken);

    /// <summary>The Charge Points of a campaign, in its order.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when there is no such campaign.</remarks>
    public async Task<Page<TargetView>> TargetsAsync(Guid id, bool isBatch, TargetFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Campaigns.AnyAsync(c => c.Id == id && c.IsBatch == isBatch, cancellationToken))
        {
            throw NotFound(id, isBatch);
        }

        var targets = db.CampaignTargets.AsNoTracking().Where(t => t.CampaignId == id);
        if (filter.State is { } state)
        {
            targets = targets.Where(t => t.State == state);
        }

        return await targets.InOrder(t => t.Position, filter.Order ?? KeyOrder.Ascending, page)
            .ToPageAsync(page, TargetView.Of, t => PageQuery.CursorOf(t.Position), cancellationToken);
    }

    private static ProblemException NotFound(Guid id, bool isBatch) => Problems.NotFound(isBatch ? $"There is no batch {id}." : $"There is no campaign {id}.");

    private static async Task<Dictionary<Guid, List<WaveState>>> StatesAsync(CentralSystemDbContext db, IEnumerable<Guid> ids, CancellationToken cancellationToken) =>
        (await db.CampaignTargets.Where(t => ids.Contains(t.CampaignId)).GroupBy(t => new { t.CampaignId, t.Wave, t.State })
            .Select(g => new { g.Key.CampaignId, g.Key.Wave, g.Key.State, Count = g.Count() }).ToListAsync(cancellationToken))
        .GroupBy(s => s.CampaignId)
        .ToDictionary(g => g.Key, g => g.Select(s => new WaveState(s.Wave, s.State, s.Count)).ToList());

    private async Task<(Campaign Row, List<WaveState> States)> FindAsync(Guid id, bool isBatch, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.IsBatch == isBatch, cancellationToken) ?? throw NotFound(id, isBatch);
        return (row, (await StatesAsync(db, [id], cancellationToken))[id]);
    }

    private async Task<Page<TView>> ListAsync<TView>(
        bool isBatch, CampaignFilter filter, PageQuery page, Func<Campaign, List<WaveState>, TView> view, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var campaigns = db.Campaigns.AsNoTracking().Where(c => c.IsBatch == isBatch);
        if (filter.State is { } state)
        {
            campaigns = campaigns.Where(c => c.State == state);
        }

        if (filter.Action is { } action)
        {
            campaigns = campaigns.Where(c => c.Action == action);
        }

        var rows = await campaigns.InOrder(c => c.Id, filter.Order ?? ListOrder.Newest, page).ToPageAsync(page, c => c, c => PageQuery.CursorOf(c.Id), cancellationToken);
        var states = await StatesAsync(db, rows.Items.Select(c => c.Id), cancellationToken);
        return new Page<TView>([.. rows.Items.Select(c => view(c, states[c.Id]))], rows.NextCursor);
    }
}

/// <summary>Which campaigns or batches are asked for.</summary>
internal sealed record CampaignFilter
{
    public CampaignState? State { get; init; }

    public string? Action { get; init; }

    /// <summary>Which comes first; the newest when absent.</summary>
    public ListOrder? Order { get; init; }
}

/// <summary>Which Charge Points of a campaign or batch are asked for.</summary>
internal sealed record TargetFilter
{
    public TargetState? State { get; init; }

    /// <summary>By their place in the campaign; ascending when absent.</summary>
    public KeyOrder? Order { get; init; }
}

/// <summary>How many Charge Points of a wave are in a state.</summary>
internal readonly record struct WaveState(int Wave, TargetState State, int Count);

/// <summary>How many Charge Points are where.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Waiting">Those that have not had their turn, or are not connected.</param>
/// <param name="Running">Those whose command or firmware update is under way.</param>
/// <param name="Succeeded">Those that did it.</param>
/// <param name="Failed">Those that did not.</param>
/// <param name="Expired">Those that got nothing: they were not connected, or their turn had not come when it ended.</param>
/// <param name="Cancelled">Those that got nothing, since it was ended first.</param>
/// <param name="Unknown">Identities nobody has.</param>
internal sealed record TargetCounts(int Total, int Waiting, int Running, int Succeeded, int Failed, int Expired, int Cancelled, int Unknown)
{
    public static TargetCounts Of(IReadOnlyCollection<WaveState> states)
    {
        return new TargetCounts(
            states.Sum(s => s.Count), In(TargetState.Waiting), In(TargetState.Running), In(TargetState.Succeeded), In(TargetState.Failed), In(TargetState.Expired),
            In(TargetState.Cancelled), In(TargetState.Unknown));

        int In(TargetState state) => states.Where(s => s.State == state).Sum(s => s.Count);
    }
}

/// <summary>One wave of a campaign, counted from 1.</summary>
/// <param name="Wave">Which one, counted from 1.</param>
/// <param name="Counts">Its Charge Points by state.</param>
internal sealed record WaveView(int Wave, TargetCounts Counts);

/// <summary>A campaign as the REST interface shows it.</summary>
/// <param name="CampaignId">Its id.</param>
/// <param name="Name">For people.</param>
/// <param name="Action">The OCPP 1.6 operation that is sent.</param>
/// <param name="Payload">Payload of the command, secrets masked.</param>
/// <param name="State">Where it stands.</param>
/// <param name="StateReason">Why it is paused, where it paused by itself.</param>
/// <param name="CallerKind">What kind of caller its commands are sent for.</param>
/// <param name="CallerName">Name of the user or of the API key.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="EndsAt">Until when Charge Points that are not connected are waited for; absent when they are not.</param>
/// <param name="FinishedAt">When the last of its Charge Points was done; absent until then.</param>
/// <param name="Concurrency">Most Charge Points at a time.</param>
/// <param name="WavePauseSeconds">Seconds between the end of a wave and the next one.</param>
/// <param name="TargetTimeoutSeconds">Longest time from a firmware command to the end of the update, in seconds.</param>
/// <param name="FailureThreshold">How many failures pause it; absent when none do.</param>
/// <param name="Wave">The wave that is under way, counted from 1; those before it go on for Charge Points that come late.</param>
/// <param name="NextWaveAt">When the next wave begins; absent while one is under way.</param>
/// <param name="Counts">All its Charge Points by state.</param>
/// <param name="Waves">The same for each wave.</param>
internal sealed record CampaignView(
    Guid CampaignId, string? Name, string Action, JsonElement? Payload, CampaignState State, string? StateReason, CallerKind CallerKind, string CallerName,
    DateTimeOffset CreatedAt, DateTimeOffset? EndsAt, DateTimeOffset? FinishedAt, int Concurrency, int WavePauseSeconds, int TargetTimeoutSeconds,
    FailureThreshold? FailureThreshold, int Wave, DateTimeOffset? NextWaveAt, TargetCounts Counts, IReadOnlyList<WaveView> Waves)
{
    public static CampaignView Of(Campaign row, List<WaveState> states) => new(
        row.Id, row.Name, row.Action, ApiJson.Embedded(Secrets.Mask(row.Payload)), row.State, row.StateReason, row.CallerKind, row.CallerName,
        row.CreatedAt, row.EndsAt, row.FinishedAt, row.Concurrency, row.WavePauseSeconds, row.TargetTimeoutSeconds,
        row.FailurePercent is null && row.FailureCount is null ? null : new FailureThreshold { Percent = row.FailurePercent, Count = row.FailureCount },
        row.Wave, row.NextWaveAt, TargetCounts.Of(states),
        [.. states.GroupBy(s => s.Wave).OrderBy(g => g.Key).Select(g => new WaveView(g.Key, TargetCounts.Of([.. g])))]);
}

/// <summary>A batch as the REST interface shows it.</summary>
/// <param name="BatchId">Its id; the commands it sent have it, too.</param>
/// <param name="Name">For people.</param>
/// <param name="Action">The OCPP 1.6 operation that is sent.</param>
/// <param name="Payload">Payload of the command, secrets masked.</param>
/// <param name="State">Where it stands.</param>
/// <param name="CallerKind">What kind of caller its commands are sent for.</param>
/// <param name="CallerName">Name of the user or of the API key.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="QueueUntil">Until when Charge Points that are not connected are waited for; absent when they are not.</param>
/// <param name="FinishedAt">When the last of its Charge Points was done; absent until then.</param>
/// <param name="Concurrency">Most Charge Points at a time.</param>
/// <param name="Counts">Its Charge Points by state.</param>
internal sealed record BatchView(
    Guid BatchId, string? Name, string Action, JsonElement? Payload, CampaignState State, CallerKind CallerKind, string CallerName,
    DateTimeOffset CreatedAt, DateTimeOffset? QueueUntil, DateTimeOffset? FinishedAt, int Concurrency, TargetCounts Counts)
{
    public static BatchView Of(Campaign row, List<WaveState> states) => new(
        row.Id, row.Name, row.Action, ApiJson.Embedded(Secrets.Mask(row.Payload)), row.State, row.CallerKind, row.CallerName,
        row.CreatedAt, row.EndsAt, row.FinishedAt, row.Concurrency, TargetCounts.Of(states));
}

/// <summary>One Charge Point of a campaign as the REST interface shows it.</summary>
/// <param name="ChargePointId">Its identity, as it was asked for.</param>
/// <param name="Wave">Its wave, counted from 1.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Detail">Why it is in its state.</param>
/// <param name="CommandId">The command it got; absent before.</param>
/// <param name="StartedAt">When its turn began; absent before.</param>
/// <param name="FinishedAt">When it was done; absent before.</param>
internal sealed record TargetView(
    string ChargePointId, int Wave, TargetState State, string? Detail, Guid? CommandId, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
{
    public static TargetView Of(CampaignTarget row) => new(row.ChargePointId, row.Wave, row.State, row.Detail, row.CommandId, row.StartedAt, row.FinishedAt);
}
