using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Configuration;

/// <summary>Begins, shows and ends applications; the <see cref="ConfigurationRunner"/> carries them out.</summary>
internal sealed class ConfigurationApplications(
    GroupCommitWriter writer, IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory, ConfigurationDrift drift, ConfigurationTemplates templates,
    ConfigurationRunner runner, IOptions<ConfigurationSettings> settings, TimeProvider time)
{
    private readonly CommandIds _ids = new(time);

    /// <summary>Applies every wanted key of one Charge Point.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> (400).</remarks>
    public Task<ApplicationView> BeginAsync(ChargePointState chargePoint, ApplyInput input, CancellationToken cancellationToken) =>
        BeginAsync(input, ApplicationTrigger.Operator, templateId: null, [chargePoint.Key], chargePoint.Identity, cancellationToken);

    /// <summary>Applies the keys for which a template decides to every Charge Point it is for.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> (400, 404, 409 when it is for none).</remarks>
    public async Task<ApplicationView> BeginAsync(int templateId, ApplyInput input, CancellationToken cancellationToken)
    {
        var template = await templates.GetAsync(templateId, cancellationToken);
        var keys = await drift.CoveredByAsync(template, cancellationToken);
        return keys.Count > 0
            ? await BeginAsync(input, ApplicationTrigger.Operator, templateId, keys, template.Name, cancellationToken)
            : throw new ProblemException(new Problem(StatusCodes.Status409Conflict, "no-charge-point", "No charge point is selected", "The template is for no known charge point."));
    }

    /// <summary>Applies what templates with autoApply want of a Charge Point that booted. It never reboots: one boot must not lead to the next.</summary>
    public Task<ApplicationView> BeginAfterBootAsync(ChargePointState chargePoint, CancellationToken cancellationToken) =>
        BeginAsync(new ApplyInput(), ApplicationTrigger.Boot, templateId: null, [chargePoint.Key], chargePoint.Identity, cancellationToken);

    /// <remarks>Errors: <see cref="ProblemException"/> (404).</remarks>
    public async Task<ApplicationView> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.ConfigurationApplications.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken) ?? throw NotFound(id);
        return ApplicationView.Of(row, (await StatesAsync(db, [id], cancellationToken))[id]);
    }

    public async Task<Page<ApplicationView>> ListAsync(ListOrder order, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.ConfigurationApplications.AsNoTracking().InOrder(a => a.Id, order, page).ToPageAsync(page, a => a, a => PageQuery.CursorOf(a.Id), cancellationToken);
        var states = await StatesAsync(db, [.. rows.Items.Select(a => a.Id)], cancellationToken);
        return new Page<ApplicationView>([.. rows.Items.Select(a => ApplicationView.Of(a, states[a.Id]))], rows.NextCursor);
    }

    /// <summary>What has become of each Charge Point of an application.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> (404).</remarks>
    public async Task<Page<ApplicationTargetView>> TargetsAsync(Guid id, ApplicationTargetFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.ConfigurationApplications.AnyAsync(a => a.Id == id, cancellationToken))
        {
            throw NotFound(id);
        }

        var targets = db.ConfigurationTargets.AsNoTracking().Where(t => t.ApplicationId == id);
        if (filter.State is { } state)
        {
            targets = targets.Where(t => t.State == state);
        }

        return await targets.InOrder(t => t.ChargePointKey, filter.Order ?? KeyOrder.Ascending, page)
            .ToPageAsync(page, t => ApplicationTargetView.Of(t, directory.IdentityOf(t.ChargePointKey)), t => PageQuery.CursorOf(t.ChargePointKey), cancellationToken);
    }

    /// <summary>Ends an application: nothing more is changed once the answer under way is there.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> (404).</remarks>
    public async Task<ApplicationView> CancelAsync(Guid id, CancellationToken cancellationToken)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        await writer.ChangeAsync(db =>
        {
            var row = db.ConfigurationApplications.Find(id) ?? throw NotFound(id);
            foreach (var target in db.ConfigurationTargets.Where(t => t.ApplicationId == id && t.FinishedAt == null))
            {
                (target.State, target.Detail, target.FinishedAt) = (ConfigurationTargetState.Cancelled, "The application was ended.", now);
            }

            row.FinishedAt ??= now;
            db.Audit(caller, now, "configuration-application.cancelled", id.ToString());
            return true;
        });
        return await GetAsync(id, cancellationToken);
    }

    /// <summary>Ends the application when this was the last of its Charge Points.</summary>
    public static void FinishIfLast(CentralSystemDbContext db, ConfigurationTarget done, DateTimeOffset now)
    {
        if (!db.ConfigurationTargets.Any(t => t.ApplicationId == done.ApplicationId && t.FinishedAt == null && t.ChargePointKey != done.ChargePointKey))
        {
            db.ConfigurationApplications.Find(done.ApplicationId)!.FinishedAt = now;
        }
    }

    private static ProblemException NotFound(Guid id) => Problems.NotFound($"There is no configuration application {id}.");

    private static async Task<Dictionary<Guid, Dictionary<ConfigurationTargetState, int>>> StatesAsync(
        CentralSystemDbContext db, Guid[] ids, CancellationToken cancellationToken) =>
        (await db.ConfigurationTargets.Where(t => ids.Contains(t.ApplicationId)).GroupBy(t => new { t.ApplicationId, t.State })
            .Select(g => new { g.Key.ApplicationId, g.Key.State, Count = g.Count() }).ToListAsync(cancellationToken))
        .GroupBy(s => s.ApplicationId).ToDictionary(g => g.Key, g => g.ToDictionary(s => s.State, s => s.Count));

    private async Task<ApplicationView> BeginAsync(
        ApplyInput input, ApplicationTrigger trigger, int? templateId, IReadOnlyList<int> keys, string subject, CancellationToken cancellationToken)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        if (input.QueueUntil <= now)
        {
            throw Problems.Invalid("queueUntil", "must be an instant in the future");
        }

        var application = new ConfigurationApplication
        {
            Id = _ids.Next(),
            TemplateId = templateId,
            Trigger = trigger,
            Reboot = input.Reboot,
            CallerKind = caller.Kind,
            CallerName = caller.Name,
            CreatedAt = now,
            QueueUntil = input.QueueUntil ?? now.AddMinutes(settings.Value.QueueMinutes),
        };
        await writer.ChangeAsync(db =>
        {
            db.ConfigurationApplications.Add(application);
            db.ConfigurationTargets.AddRange(keys.Select(key => new ConfigurationTarget { ApplicationId = application.Id, ChargePointKey = key }));
            db.Audit(caller, now, "configuration.applied", subject, new { application.Id, application.TemplateId, application.Trigger, application.Reboot, chargePoints = keys.Count });
            return true;
        });
        runner.Wake();
        return await GetAsync(application.Id, cancellationToken);
    }
}

/// <summary>How to apply.</summary>
internal sealed record ApplyInput
{
    /// <summary>What to do about keys that count from the next boot on; Never when absent.</summary>
    public RebootChoice Reboot { get; init; }

    /// <summary>Until when Charge Points that are not connected are waited for; null takes <c>Configuration:QueueMinutes</c>.</summary>
    public DateTimeOffset? QueueUntil { get; init; }
}

/// <summary>Which Charge Points of an application are asked for.</summary>
internal sealed record ApplicationTargetFilter
{
    public ConfigurationTargetState? State { get; init; }

    /// <summary>By registration of the Charge Point; ascending when absent.</summary>
    public KeyOrder? Order { get; init; }
}

/// <summary>An application as the REST interface shows it; <paramref name="Counts"/> has its Charge Points by state.</summary>
/// <param name="ApplicationId">Its id.</param>
/// <param name="TemplateId">Applies only the keys for which this template decides; absent for all wanted keys. The template may be gone since.</param>
/// <param name="Trigger">What began it.</param>
/// <param name="Reboot">What is done about keys that count from the next boot on.</param>
/// <param name="CallerKind">What kind of caller its commands are sent for.</param>
/// <param name="CallerName">Name of the user or of the API key.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="QueueUntil">Until when Charge Points that are not connected are waited for.</param>
/// <param name="FinishedAt">When the last of its Charge Points was done; absent until then.</param>
/// <param name="Counts">Its Charge Points by state.</param>
internal sealed record ApplicationView(
    Guid ApplicationId, int? TemplateId, ApplicationTrigger Trigger, RebootChoice Reboot, CallerKind CallerKind, string CallerName,
    DateTimeOffset CreatedAt, DateTimeOffset QueueUntil, DateTimeOffset? FinishedAt, ApplicationCounts Counts)
{
    public static ApplicationView Of(ConfigurationApplication row, Dictionary<ConfigurationTargetState, int> states) => new(
        row.Id, row.TemplateId, row.Trigger, row.Reboot, row.CallerKind, row.CallerName, row.CreatedAt, row.QueueUntil, row.FinishedAt, ApplicationCounts.Of(states));
}

/// <summary>How many Charge Points are where.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Waiting">Those that have not had their turn, or are not connected.</param>
/// <param name="Applying">Those whose keys are read and changed.</param>
/// <param name="WaitingForIdle">Those that are changed, and kept from their reboot by a transaction.</param>
/// <param name="Rebooting">Those told to reset, whose boot is waited for.</param>
/// <param name="Succeeded">Those where everything is as wanted.</param>
/// <param name="Incomplete">Those where something is not as wanted, or counts only after a reboot that did not come.</param>
/// <param name="Failed">Those that took no commands.</param>
/// <param name="Expired">Those that were not connected in time.</param>
/// <param name="Cancelled">Those for which an operator ended it first.</param>
internal sealed record ApplicationCounts(
    int Total, int Waiting, int Applying, int WaitingForIdle, int Rebooting, int Succeeded, int Incomplete, int Failed, int Expired, int Cancelled)
{
    public static ApplicationCounts Of(Dictionary<ConfigurationTargetState, int> states)
    {
        return new ApplicationCounts(
            states.Values.Sum(), In(ConfigurationTargetState.Waiting), In(ConfigurationTargetState.Applying), In(ConfigurationTargetState.WaitingForIdle),
            In(ConfigurationTargetState.Rebooting), In(ConfigurationTargetState.Succeeded), In(ConfigurationTargetState.Incomplete), In(ConfigurationTargetState.Failed),
            In(ConfigurationTargetState.Expired), In(ConfigurationTargetState.Cancelled));

        int In(ConfigurationTargetState state) => states.GetValueOrDefault(state);
    }
}

/// <summary>One Charge Point of an application as the REST interface shows it.</summary>
/// <param name="ChargePointId">Its identity.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Detail">Why it is in its state.</param>
/// <param name="Reboot">What became of the reboot; absent until it is known whether one is needed.</param>
/// <param name="Results">What the Charge Point answered to each change.</param>
/// <param name="Drift">What was not as wanted at the end; absent before.</param>
/// <param name="StartedAt">When its turn began; absent before.</param>
/// <param name="FinishedAt">When it was done; absent before.</param>
internal sealed record ApplicationTargetView(
    string ChargePointId, ConfigurationTargetState State, string? Detail, RebootOutcome? Reboot, IReadOnlyList<KeyResult> Results, IReadOnlyList<KeyDrift>? Drift,
    DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
{
    public static ApplicationTargetView Of(ConfigurationTarget row, string identity) =>
        new(identity, row.State, row.Detail, row.Reboot, row.ReadResults(), row.ReadDrift(), row.StartedAt, row.FinishedAt);
}
