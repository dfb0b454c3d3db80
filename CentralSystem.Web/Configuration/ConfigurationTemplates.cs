using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Configuration;

/// <summary>What operators want configured.</summary>
internal sealed class ConfigurationTemplates(GroupCommitWriter writer, IDbContextFactory<CentralSystemDbContext> contexts, TimeProvider time)
{
    public async Task<Page<TemplateView>> ListAsync(ListOrder order, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ConfigurationTemplates.InOrder(t => t.Id, order, page).ToPageAsync(page, TemplateView.Of, t => PageQuery.CursorOf(t.Id), cancellationToken);
    }

    /// <remarks>Errors: <see cref="ProblemException"/> (404).</remarks>
    public async Task<ConfigurationTemplate> GetAsync(int id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ConfigurationTemplates.SingleOrDefaultAsync(t => t.Id == id, cancellationToken) ?? throw NotFound(id);
    }

    /// <remarks>Errors: <see cref="ProblemException"/> (400, 409).</remarks>
    public async Task<ConfigurationTemplate> CreateAsync(TemplateInput input)
    {
        var keys = Checked(input.Keys, present: null);
        return await ChangeAsync("created", db =>
        {
            CheckName(db, input.Name, id: 0);
            var row = new ConfigurationTemplate { Name = input.Name, Keys = keys };
            input.ApplyTo(row);
            db.ConfigurationTemplates.Add(row);
            db.SaveChanges();
            return row;
        });
    }

    /// <remarks>Errors: <see cref="ProblemException"/> (400, 404, 409, 412).</remarks>
    public async Task<ConfigurationTemplate> ReplaceAsync(int id, TemplateInput input, ExpectedRevision expected)
    {
        return await ChangeAsync("changed", db =>
        {
            var row = db.ConfigurationTemplates.Find(id) ?? throw NotFound(id);
            expected.Check(row);
            var keys = Checked(input.Keys, row.Values());
            CheckName(db, input.Name, id);
            row.Keys = keys;
            input.ApplyTo(row);
            return row;
        });
    }

    /// <remarks>Errors: <see cref="ProblemException"/> (404, 412).</remarks>
    public Task DeleteAsync(int id, ExpectedRevision expected) => ChangeAsync("deleted", db =>
    {
        var row = db.ConfigurationTemplates.Find(id) ?? throw NotFound(id);
        expected.Check(row);
        db.ConfigurationTemplates.Remove(row);
        return row;
    });

    private static ProblemException NotFound(int id) => Problems.NotFound($"There is no configuration template {id}.");

    private static void CheckName(CentralSystemDbContext db, string name, int id)
    {
        if (db.ConfigurationTemplates.Any(t => t.Name == name && t.Id != id))
        {
            throw Problems.Conflict($"A configuration template is called {name} already.");
        }
    }

    /// <param name="keys">What is wanted; a secret may stand as it was shown, and then stays what it is.</param>
    /// <param name="present">What was wanted so far.</param>
    private static string Checked(IReadOnlyDictionary<string, string> keys, IReadOnlyDictionary<string, string>? present)
    {
        var distinct = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, given) in keys)
        {
            var isAsShown = given == Secrets.Masked && Secrets.IsSecretKey(key);
            if ((isAsShown ? present?.FirstOrDefault(p => p.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value : given) is not { } value)
            {
                throw Problems.Invalid($"keys.{key}", isAsShown ? "is the mask of a secret that the template does not have: give the value" : "must have a value");
            }

            if ((KeyRules.ProblemOf(key, value) ?? (distinct.TryAdd(key, value) ? null : "is there twice; keys are equal regardless of case")) is { } problem)
            {
                throw Problems.Invalid($"keys.{key}", problem);
            }
        }

        return JsonSerializer.Serialize(distinct);
    }

    private async Task<ConfigurationTemplate> ChangeAsync(string verb, Func<CentralSystemDbContext, ConfigurationTemplate> change)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        return await writer.ChangeAsync(db =>
        {
            var row = change(db);
            db.Audit(caller, now, $"configuration-template.{verb}", row.Name, TemplateView.Of(row));
            return row;
        });
    }
}

/// <summary>A configuration template as operators give it.</summary>
internal sealed record TemplateInput
{
    /// <summary>What people call it; no other has it.</summary>
    [PrintableText(100)]
    public required string Name { get; init; }

    /// <summary>Whole name or beginning and <c>*</c>.</summary>
    [PrintableText(50)]
    public string? Vendor { get; init; }

    /// <summary>Whole name or beginning and <c>*</c>.</summary>
    [PrintableText(50)]
    public string? Model { get; init; }

    /// <summary>Tag of the Charge Points it is for; absent for any.</summary>
    [PrintableText(ChargePoints.ChargePointTag.MaxLength)]
    public string? Tag { get; init; }

    /// <summary>Where several templates name a key, the highest decides; among equals the oldest.</summary>
    [Range(-1_000, 1_000)]
    public int Priority { get; init; }

    /// <summary>Changes what differs after each boot; it never reboots.</summary>
    public bool AutoApply { get; init; }

    /// <summary>Wanted values by configuration key.</summary>
    [MinLength(1), MaxLength(200)]
    public required Dictionary<string, string> Keys { get; init; }

    public void ApplyTo(ConfigurationTemplate row) =>
        (row.Name, row.Vendor, row.Model, row.Tag, row.Priority, row.AutoApply) = (Name, Vendor, Model, Tag, Priority, AutoApply);
}

/// <summary>A configuration template as the REST interface shows it.</summary>
/// <param name="TemplateId">Its id.</param>
/// <param name="Name">What people call it; no two have the same.</param>
/// <param name="Vendor">chargePointVendor it is for: the whole name, or its beginning and <c>*</c>; absent for any.</param>
/// <param name="Model">chargePointModel it is for, in the same way.</param>
/// <param name="Tag">Tag of the Charge Points it is for; absent for any.</param>
/// <param name="Priority">Where several templates name a key, the highest decides; among equals the oldest.</param>
/// <param name="AutoApply">Whether a Charge Point that boots gets it at once, where something differs.</param>
/// <param name="Keys">Values by key, secret ones masked.</param>
internal sealed record TemplateView(
    int TemplateId, string Name, string? Vendor, string? Model, string? Tag, int Priority, bool AutoApply, IReadOnlyDictionary<string, string> Keys)
{
    public static TemplateView Of(ConfigurationTemplate row) => new(row.Id, row.Name, row.Vendor, row.Model, row.Tag, row.Priority, row.AutoApply,
        row.Values().ToDictionary(p => p.Key, p => Secrets.Shown(p.Key, p.Value)));
}
