using System.Text.Json.Serialization;

namespace Ocpp.Types;

/// <summary>Unit of a sampled value.</summary>
/// <remarks>
/// Source: OCPP 1.6 ed. 2 §7.45.
/// The published schemas add two members: Hertz, in MeterValues alone but taken in both messages here, and the misspelling Celcius.
/// </remarks>
public enum UnitOfMeasure
{
    /// <summary>Watt-hours. The default.</summary>
    Wh,

    /// <summary>Kilowatt-hours.</summary>
    [JsonStringEnumMemberName("kWh")]
    KWh,

    /// <summary>Var-hours.</summary>
    [JsonStringEnumMemberName("varh")]
    Varh,

    /// <summary>Kilovar-hours.</summary>
    [JsonStringEnumMemberName("kvarh")]
    Kvarh,

    /// <summary>Watts.</summary>
    W,

    /// <summary>Kilowatts.</summary>
    [JsonStringEnumMemberName("kW")]
    KW,

    /// <summary>Volt-amperes.</summary>
    VA,

    /// <summary>Kilovolt-amperes.</summary>
    [JsonStringEnumMemberName("kVA")]
    KVA,

    /// <summary>Vars.</summary>
    [JsonStringEnumMemberName("var")]
    Var,

    /// <summary>Kilovars.</summary>
    [JsonStringEnumMemberName("kvar")]
    Kvar,

    /// <summary>Amperes.</summary>
    A,

    /// <summary>Volts (AC RMS).</summary>
    V,

    /// <summary>Degrees Celsius.</summary>
    Celsius,

    /// <summary>Degrees Celsius as the first schemas misspelled them: accepted and taken for <see cref="Celsius" />, never sent (OCPP-J errata §2.1).</summary>
    Celcius,

    /// <summary>Degrees Fahrenheit.</summary>
    Fahrenheit,

    /// <summary>Kelvin.</summary>
    K,

    /// <summary>Percent.</summary>
    Percent,

    /// <summary>Hertz; a frequency may also come without a unit (errata §3.84).</summary>
    Hertz,
}
