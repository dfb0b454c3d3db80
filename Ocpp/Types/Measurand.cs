using System.Text.Json.Serialization;

namespace Ocpp.Types;

/// <summary>What a sampled value measures.</summary>
/// <remarks>
/// Source: OCPP 1.6 ed. 2 §7.31, errata §3.77 (registers and intervals) and §3.84 (frequency).
/// Import flows from the grid to the Charge Point, the vehicle or another load; export flows the other way.
/// A register only ever grows; an interval value covers the time since the sample before.
/// </remarks>
public enum Measurand
{
    /// <summary>Instantaneous current from the vehicle.</summary>
    [JsonStringEnumMemberName("Current.Export")]
    CurrentExport,

    /// <summary>Instantaneous current to the vehicle.</summary>
    [JsonStringEnumMemberName("Current.Import")]
    CurrentImport,

    /// <summary>Highest current offered to the vehicle: a limit, not a measurement.</summary>
    [JsonStringEnumMemberName("Current.Offered")]
    CurrentOffered,

    /// <summary>Register of exported active energy, in Wh or kWh.</summary>
    [JsonStringEnumMemberName("Energy.Active.Export.Register")]
    EnergyActiveExportRegister,

    /// <summary>Register of imported active energy, in Wh or kWh. The default.</summary>
    [JsonStringEnumMemberName("Energy.Active.Import.Register")]
    EnergyActiveImportRegister,

    /// <summary>Register of exported reactive energy, in varh or kvarh.</summary>
    [JsonStringEnumMemberName("Energy.Reactive.Export.Register")]
    EnergyReactiveExportRegister,

    /// <summary>Register of imported reactive energy, in varh or kvarh.</summary>
    [JsonStringEnumMemberName("Energy.Reactive.Import.Register")]
    EnergyReactiveImportRegister,

    /// <summary>Active energy exported during an interval, in Wh or kWh.</summary>
    [JsonStringEnumMemberName("Energy.Active.Export.Interval")]
    EnergyActiveExportInterval,

    /// <summary>Active energy imported during an interval, in Wh or kWh.</summary>
    [JsonStringEnumMemberName("Energy.Active.Import.Interval")]
    EnergyActiveImportInterval,

    /// <summary>Reactive energy exported during an interval, in varh or kvarh.</summary>
    [JsonStringEnumMemberName("Energy.Reactive.Export.Interval")]
    EnergyReactiveExportInterval,

    /// <summary>Reactive energy imported during an interval, in varh or kvarh.</summary>
    [JsonStringEnumMemberName("Energy.Reactive.Import.Interval")]
    EnergyReactiveImportInterval,

    /// <summary>Power line frequency, in Hertz.</summary>
    Frequency,

    /// <summary>Instantaneous active power from the vehicle, in W or kW.</summary>
    [JsonStringEnumMemberName("Power.Active.Export")]
    PowerActiveExport,

    /// <summary>Instantaneous active power to the vehicle, in W or kW.</summary>
    [JsonStringEnumMemberName("Power.Active.Import")]
    PowerActiveImport,

    /// <summary>Instantaneous power factor of the total energy flow.</summary>
    [JsonStringEnumMemberName("Power.Factor")]
    PowerFactor,

    /// <summary>Highest power offered to the vehicle: a limit, not a measurement.</summary>
    [JsonStringEnumMemberName("Power.Offered")]
    PowerOffered,

    /// <summary>Instantaneous reactive power from the vehicle, in var or kvar.</summary>
    [JsonStringEnumMemberName("Power.Reactive.Export")]
    PowerReactiveExport,

    /// <summary>Instantaneous reactive power to the vehicle, in var or kvar.</summary>
    [JsonStringEnumMemberName("Power.Reactive.Import")]
    PowerReactiveImport,

    /// <summary>Fan speed in revolutions per minute.</summary>
    [JsonStringEnumMemberName("RPM")]
    Rpm,

    /// <summary>State of charge of the vehicle, in percent.</summary>
    SoC,

    /// <summary>Temperature inside the Charge Point.</summary>
    Temperature,

    /// <summary>Instantaneous AC RMS supply voltage.</summary>
    Voltage,
}
