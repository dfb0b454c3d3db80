using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Configuration;

/// <summary>Compares what is wanted of the configuration of Charge Points with what is known of it.</summary>
internal sealed class ConfigurationDrift(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    /// <summary>Charge Points compared at a time while one page of all is filled.</summary>
    private const int ChunkSize = 200;

    /// <summary>Every wanted key of one Charge Point, by name.</summary>
    public Task<IReadOnlyList<KeyDrift>> OfAsync(ChargePointState chargePoint, CancellationToken cancellationToken) => OfAsync(chargePoint, _ => true, cancellationToken);

    /// <summary>The same as people may see it.</summary>
    public async Task<IReadOnlyList<KeyDrift>> ShownAsync(ChargePointState chargePoint, CancellationToken cancellationToken) =>
        [.. (await OfAsync(chargePoint, cancellationToken)).Select(d => d.Masked())];

    /// <summary>The wanted keys of one Charge Point for which such a template decides, by name.</summary>
    public async Task<IReadOnlyList<KeyDrift>> OfAsync(ChargePointState chargePoint, Func<ConfigurationTemplate, bool> decides, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var templates = await TemplatesAsync(db, cancellationToken);
        var ids = templates.Where(decides).Select(t => t.Id).ToHashSet();
        return ids.Count == 0 ? [] : [.. (await CompareAsync(db, templates, [chargePoint.Key], cancellationToken))[chargePoint.Key].Where(d => ids.Contains(d.TemplateId))];
    }

    /// <summary>The registered Charge Points a template is for, by key.</summary>
    public async Task<IReadOnlyList<int>> CoveredByAsync(ConfigurationTemplate template, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var models = await db.ChargePoints.Select(c => new { c.Key, c.Identity, c.ChargePointVendor, c.ChargePointModel }).ToListAsync(cancellationToken);
        return [.. models.Where(c => directory.TryFind(c.Identity, out var known) && template.Covers(c.ChargePointVendor, c.ChargePointModel, known.Tags)).Select(c => c.Key).Order()];
    }

    /// <summary>The Charge Points with keys in this state, or wanted by this template; those a template covers come whole, the others not at all.</summary>
    public async Task<Page<ChargePointDrift>> ListAsync(DriftFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        var limit = page.Take();
        var found = new List<(int Key, ChargePointDrift Drift)>();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var templates = await TemplatesAsync(db, cancellationToken);
        var chargePoints = directory.All.Select(c => c.Key).AsQueryable().InOrder(k => k, filter.Order ?? KeyOrder.Ascending, page).AsEnumerable();
        foreach (var keys in templates.Count == 0 ? [] : chargePoints.Chunk(ChunkSize))
        {
            var drifts = await CompareAsync(db, templates, keys, cancellationToken);
            foreach (var chargePointKey in keys)
            {
                KeyDrift[] fitting = [.. drifts[chargePointKey].Where(d => (filter.State ?? d.State) == d.State && (filter.TemplateId ?? d.TemplateId) == d.TemplateId)];
                if (fitting.Length > 0)
                {
                    found.Add((chargePointKey, new ChargePointDrift(directory.IdentityOf(chargePointKey), [.. fitting.Select(d => d.Masked())])));
                }
            }

            if (found.Count > limit)
            {
                break;
            }
        }

        return new Page<ChargePointDrift>(
            [.. found.Take(limit).Select(f => f.Drift)], found.Count > limit ? page.NextCursor(PageQuery.CursorOf(found[limit - 1].Key)) : null);
    }

    private static Task<List<ConfigurationTemplate>> TemplatesAsync(CentralSystemDbContext db, CancellationToken cancellationToken) =>
        db.ConfigurationTemplates.AsNoTracking().OrderByDescending(t => t.Priority).ThenBy(t => t.Id).ToListAsync(cancellationToken);

    private async Task<Dictionary<int, IReadOnlyList<KeyDrift>>> CompareAsync(
        CentralSystemDbContext db, List<ConfigurationTemplate> templates, int[] keys, CancellationToken cancellationToken)
    {
        var wanted = templates.SelectMany(t => t.Values().Keys).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        var models = await db.ChargePoints.Where(c => keys.Contains(c.Key)).Select(c => new { c.Key, c.ChargePointVendor, c.ChargePointModel }).ToListAsync(cancellationToken);
        var known = (await db.ConfigurationKeys.AsNoTracking().Where(k => keys.Contains(k.ChargePointKey) && wanted.Contains(k.Key)).ToListAsync(cancellationToken)).ToLookup(k => k.ChargePointKey);
        return models.ToDictionary(c => c.Key, c => Compare(
            [.. templates.Where(t => t.Covers(c.ChargePointVendor, c.ChargePointModel, directory.Find(c.Key)!.Tags))], [.. known[c.Key]]));
    }

    /// <param name="templates">Those that cover the Charge Point, the deciding ones first.</param>
    /// <param name="known">What is known of its keys.</param>
    private static IReadOnlyList<KeyDrift> Compare(ConfigurationTemplate[] templates, ConfigurationKey[] known)
    {
        var rows = known.ToDictionary(k => k.Key, StringComparer.OrdinalIgnoreCase);
        var wanted = new SortedDictionary<string, KeyDrift>(StringComparer.OrdinalIgnoreCase);
        foreach (var template in templates)
        {
            foreach (var (key, value) in template.Values())
            {
                var row = rows.GetValueOrDefault(key);
                wanted.TryAdd(key, new KeyDrift(key, value, row?.Value, StateOf(key, value, row), row?.RebootRequired ?? false, template.Id, template.Name));
            }
        }

        return [.. wanted.Values];
    }

    private static DriftState StateOf(string key, string wanted, ConfigurationKey? row) => row switch
    {
        null => DriftState.NeverRead,
        { IsUnknown: true } => DriftState.Missing,
        _ when KeyRules.AreEqual(key, wanted, row.Value) => DriftState.InLine,
        { Readonly: true } => DriftState.ReadOnly,
        _ => DriftState.Differs,
    };
}

/// <summary>Which drifts are asked for.</summary>
internal sealed record DriftFilter
{
    public DriftState? State { get; init; }

    public int? TemplateId { get; init; }

    /// <summary>By registration of the Charge Point; ascending when absent.</summary>
    public KeyOrder? Order { get; init; }
}

/// <summary>How a key compares with what is wanted.</summary>
internal enum DriftState
{
    /// <summary>As wanted.</summary>
    InLine,

    /// <summary>Another value.</summary>
    Differs,

    /// <summary>The Charge Point does not have the key.</summary>
    Missing,

    /// <summary>Another value, and the Charge Point lets nobody change it.</summary>
    ReadOnly,

    /// <summary>Nobody knows: the Charge Point has not told yet.</summary>
    NeverRead,
}

/// <summary>A wanted key.</summary>
/// <param name="Key">The configuration key (OCPP 1.6 chapter 9).</param>
/// <param name="Desired">The value it should have; masked where it is secret.</param>
/// <param name="Actual">The value it has, as far as is known; absent where none is.</param>
/// <param name="State">How both compare.</param>
/// <param name="RebootRequired">Whether its last change counts from the next boot on.</param>
/// <param name="TemplateId">The template that decides.</param>
/// <param name="Template">Its name.</param>
internal sealed record KeyDrift(string Key, string Desired, string? Actual, DriftState State, bool RebootRequired, int TemplateId, string Template)
{
    /// <summary>As people may see it.</summary>
    public KeyDrift Masked() => this with { Desired = Secrets.Shown(Key, Desired), Actual = Secrets.Shown(Key, Actual) };
}

/// <summary>The wanted keys of one Charge Point.</summary>
/// <param name="ChargePointId">Its identity.</param>
/// <param name="Keys">Its wanted keys.</param>
internal sealed record ChargePointDrift(string ChargePointId, IReadOnlyList<KeyDrift> Keys);
