using System.Collections.Concurrent;
using System.Text.Json;
using CentralSystem.Web.Storage;
using Ocpp.Payloads;
using Ocpp.Types;

namespace CentralSystem.Web.MeterValues;

/// <summary>Keys of the sample kinds that are stored, found by what a sampledValue says of itself.</summary>
/// <remarks>
/// A Charge Point may invent texts without end, so their number is limited: beyond it a kind is <see cref="Overflow"/>, and its samples keep all they said as text.
/// </remarks>
internal sealed class SampleKinds : IMirror
{
    /// <summary>Measurand of what is kept as text because there are too many kinds.</summary>
    public const string Overflow = "Unlisted";

    /// <summary>Most kinds of all; a mixed fleet has a few hundred.</summary>
    internal const int MostKinds = 5_000;

    /// <summary>So many kinds, and no further one is taken in that has a text the specification does not have.</summary>
    internal const int MostWithInvented = 1_000;

    private const string Insert =
        """
        INSERT INTO sample_kinds (measurand, context, phase, location, format, unit) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (measurand, context, phase, location, format, unit) DO UPDATE SET unit = excluded.unit
        RETURNING id
        """;

    private const string FindSame =
        "SELECT id FROM sample_kinds WHERE measurand = ? AND context = ? AND phase = ? AND location = ? AND format = ? AND unit = ?";

    private readonly ConcurrentDictionary<SampleKindKey, int> _ids = new();
    private int _stored;
    private int _newestAtStart;

    public void Load(CentralSystemDbContext db)
    {
        _stored = db.SampleKinds.Count();
        _newestAtStart = db.SampleKinds.Max(k => (int?)k.Id) ?? 0;
    }

    /// <summary>The key of a kind, stored when it is new; <paramref name="isNew"/> asks to remember it once it is durable.</summary>
    /// <returns>Null when there are too many kinds: the sample goes to <see cref="OverflowId"/>.</returns>
    public int? Find(StoreSession session, in SampleKindKey kind, out bool isNew)
    {
        isNew = !_ids.TryGetValue(kind, out var id);
        if (!isNew)
        {
            return id;
        }

        if (IsFull(kind) && !TryFindStored(session, kind, out id))
        {
            isNew = false;
            return null;
        }

        return id > 0 ? id : Bound(session.Prepared(Insert), kind.Measurand.ToString(), kind);
    }

    /// <summary>The kind of all samples that are kept as text.</summary>
    public static int OverflowId(StoreSession session) => Bound(session.Prepared(Insert), Overflow, default);

    public void Remember(in SampleKindKey kind, int id)
    {
        if (_ids.TryAdd(kind, id) && id > _newestAtStart)
        {
            Interlocked.Increment(ref _stored);
        }
    }

    private bool IsFull(in SampleKindKey kind) => Volatile.Read(ref _stored) >= (kind.IsInvented ? MostWithInvented : MostKinds);

    private static bool TryFindStored(StoreSession session, in SampleKindKey kind, out int id)
    {
        id = Bound(session.Prepared(FindSame), kind.Measurand.ToString(), kind);
        return id > 0;
    }

    private static int Bound(StoreStatement statement, string measurand, in SampleKindKey kind)
    {
        statement.Bind(1, measurand).Bind(2, kind.Context.ToString()).Bind(3, kind.Phase?.ToString() ?? "")
            .Bind(4, kind.Location.ToString()).Bind(5, kind.Format.ToString()).Bind(6, kind.Unit?.ToString() ?? "");
        var id = statement.Read() ? statement.Int32(0) : 0;
        statement.Reset();
        return id;
    }
}

/// <summary>What a sampledValue says of itself, with the defaults of OCPP 1.6 §7.43.</summary>
internal readonly record struct SampleKindKey(
    OcppEnum<Measurand> Measurand, OcppEnum<ReadingContext> Context, OcppEnum<Phase>? Phase, OcppEnum<Location> Location, OcppEnum<ValueFormat> Format, OcppEnum<UnitOfMeasure>? Unit)
{
    public static SampleKindKey Of(SampledValue sample)
    {
        var measurand = sample.Measurand ?? Ocpp.Types.Measurand.EnergyActiveImportRegister;
        return new(
            measurand,
            sample.Context ?? ReadingContext.SamplePeriodic,
            sample.Phase,
            sample.Location ?? Ocpp.Types.Location.Outlet,
            sample.Format ?? ValueFormat.Raw,
            UnitOf(sample.Unit, measurand));
    }

    /// <summary>Everything a sample said, as JSON text.</summary>
    public string Described(string value) => JsonSerializer.Serialize(new Dictionary<string, string?>
    {
        ["value"] = value,
        ["measurand"] = Measurand.ToString(),
        ["context"] = Context.ToString(),
        ["phase"] = Phase?.ToString(),
        ["location"] = Location.ToString(),
        ["format"] = Format.ToString(),
        ["unit"] = Unit?.ToString(),
    });

    /// <summary>Whether it has a text that the specification does not have.</summary>
    public bool IsInvented => Measurand.Known is null || Context.Known is null || Location.Known is null || Format.Known is null
        || Phase is { Known: null } || Unit is { Known: null };

    /// <summary>The published schemas spell Celsius wrong (OCPP-J errata §2.1); one spelling is stored. Energy without a unit is in Wh (§7.43).</summary>
    private static OcppEnum<UnitOfMeasure>? UnitOf(OcppEnum<UnitOfMeasure>? unit, OcppEnum<Measurand> measurand) => unit?.Known switch
    {
        UnitOfMeasure.Celcius => UnitOfMeasure.Celsius,
        null when unit is null && measurand.ToString().StartsWith("Energy.Active", StringComparison.Ordinal) => UnitOfMeasure.Wh,
        _ => unit,
    };
}
