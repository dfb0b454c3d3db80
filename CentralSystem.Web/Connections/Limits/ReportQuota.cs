using CentralSystem.Web.ChargePoints;
using Ocpp.Payloads;

namespace CentralSystem.Web.Connections.Limits;

/// <summary>How many reports of one Charge Point are kept: statuses, boots, security events, data transfers and the like.</summary>
/// <remarks>
/// What comes above is answered and counted as a deviation, not kept: the rows there are stay, so a flood hides nothing that came
/// before it. Transactions and their meter values are no reports: they are money and always kept.
/// </remarks>
internal sealed class ReportQuota(LimitOptions limits, ProtocolDeviations deviations, TimeProvider time)
{
    /// <summary>A report that is longer counts as several.</summary>
    private const int BytesPerReport = 1024;

    /// <summary>Takes room for a report.</summary>
    /// <param name="chargePoint">Whose it is.</param>
    /// <param name="action">Its operation.</param>
    /// <param name="length">Length of its texts of any length, in characters.</param>
    /// <returns>False when it is one too many.</returns>
    public bool Take(ChargePointState chargePoint, string action, int length = 0)
    {
        if (chargePoint.TakeReport(1 + (length / BytesPerReport), limits.ReportBurst, limits.ReportsPerMinute / 60.0, time))
        {
            return true;
        }

        deviations.Add(chargePoint, [new ProtocolNote(NoteKind.NotKept, action, "", "more reports than Limits:ReportsPerMinute")]);
        return false;
    }
}
