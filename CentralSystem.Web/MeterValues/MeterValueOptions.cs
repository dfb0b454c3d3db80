using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.MeterValues;

/// <summary>Section <c>MeterValues</c>: how long meter values are kept.</summary>
internal sealed class MeterValueOptions
{
    public const string Section = "MeterValues";

    /// <summary>How long single values are kept; 0 keeps them for ever.</summary>
    [Range(1, 36_500), OrZero]
    public int RetentionDays { get; set; } = 400;

    /// <summary>How long their hours are kept; 0 keeps them for ever.</summary>
    [Range(1, 36_500), OrZero]
    public int HourRetentionDays { get; set; } = 3_650;
}
