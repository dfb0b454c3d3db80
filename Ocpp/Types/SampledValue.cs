using Ocpp.Payloads;

namespace Ocpp.Types;

/// <summary>One measured value.</summary>
/// <remarks>
/// Source: OCPP 1.6 ed. 2 §7.43.
/// Absent members mean: a periodic sample, raw, of the imported active energy register, over all phases, at the outlet, in Wh.
/// </remarks>
public sealed partial record SampledValue : IOcppType
{
    /// <summary>A decimal number as text, or hex of a signed block (see the format).</summary>
    public required string Value { get; init; }

    /// <summary>Why it was taken; absent, Sample.Periodic.</summary>
    public OcppEnum<ReadingContext>? Context { get; init; }

    /// <summary>How to read the value; absent, Raw.</summary>
    public OcppEnum<ValueFormat>? Format { get; init; }

    /// <summary>What was measured; absent, Energy.Active.Import.Register.</summary>
    public OcppEnum<Measurand>? Measurand { get; init; }

    /// <summary>Where between the conductors; absent, an overall value.</summary>
    public OcppEnum<Phase>? Phase { get; init; }

    /// <summary>Where in the installation; absent, Outlet.</summary>
    public OcppEnum<Location>? Location { get; init; }

    /// <summary>Absent, Wh when an energy was measured.</summary>
    public OcppEnum<UnitOfMeasure>? Unit { get; init; }
}
