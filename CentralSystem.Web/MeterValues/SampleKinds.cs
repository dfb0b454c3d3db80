using System.Collections.Concurrent;
using CentralSystem.Web.Storage;
using Ocpp.Payloads;
using Ocpp.Types;

namespace CentralSystem.Web.MeterValues;

/// <summary>Keys of the sample kinds that are stored, found by what a sampledValue says of itself.</summary>
internal sealed class SampleKinds
{
    private const string Insert =
        """
        INSERT INTO sample_kinds (measurand, context, phase, location, format, unit) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (measurand, context, phase, location, format, unit) DO UPDATE SET unit = excluded.unit
        RETURNING id
        """;

    private readonly ConcurrentDictionary<SampleKindKey, int> _ids = new();


    /// <summary>The key of a kind, stored when it is new; <paramref name="isNew"/> asks to remember it once it is durable.</summary>
    public int Find(StoreSession session, in SampleKindKey kind, out bool isNew)
    {
        isNew = !_ids.TryGetValue(kind, out var id);
        if (isNew)
        {
            var insert = session.Prepared(Insert)
                .Bind(1, kind.Measurand.ToString()).Bind(2, kind.Context.ToString()).Bind(3, kind.Phase?.ToString() ?? "")
                .Bind(4, kind.Location.ToString()).Bind(5, kind.Format.ToString()).Bind(6, kind.Unit?.ToString() ?? "");
            insert.Read();
            id = insert.Int32(0);
            insert.Reset();
        }

        return id;
    }

    public void Remember(in SampleKindKey kind, int id) => _ids.TryAdd(kind, id);
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

    /// <summary>The published schemas spell Celsius wrong (OCPP-J errata §2.1); one spelling is stored. Energy without a unit is in Wh (§7.43).</summary>
    private static OcppEnum<UnitOfMeasure>? UnitOf(OcppEnum<UnitOfMeasure>? unit, OcppEnum<Measurand> measurand) => unit?.Known switch
    {
        UnitOfMeasure.Celcius => UnitOfMeasure.Celsius,
        null when unit is null && measurand.ToString().StartsWith("Energy.Active", StringComparison.Ordinal) => UnitOfMeasure.Wh,
        _ => unit,
    };
}
