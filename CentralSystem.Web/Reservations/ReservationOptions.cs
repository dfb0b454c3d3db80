using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Reservations;

/// <summary>Section <c>Reservations</c>: how long they are remembered.</summary>
internal sealed class ReservationOptions
{
    public const string Section = "Reservations";

    /// <summary>How long reservations are kept after their last change and their expiry date, in days; 0 for ever.</summary>
    [Range(1, 36_500), OrZero]
    public int RetentionDays { get; set; } = 400;
}
