using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Firmware;

/// <summary>Raises how firmware updates and uploads get on.</summary>
internal static class StatusReportEvents
{
    private const string FindLast =
        "SELECT status, request_id FROM status_reports WHERE charge_point_key = ? AND action = ? ORDER BY id DESC LIMIT 1";

    extension(StoreSession session)
    {
        /// <summary>Tells of a report that says something else than the last one of its kind; call it before the report is stored.</summary>
        public void RaiseStatusChange(StatusReport report, string identity)
        {
            var last = session.Prepared(FindLast).Bind(1, report.ChargePointKey).Bind(2, report.Action);
            var isFirst = !last.Read();
            var lastStatus = isFirst ? null : last.Text(0);
            var isSame = !isFirst && lastStatus == report.Status && (last.IsNull(1) ? null : last.Int32(1)) == report.RequestId;
            last.Reset();
            if (!isSame)
            {
                session.Raise(TypeOf(report.Action), report.ReceivedAt, identity, new StatusReportData(report.Status, lastStatus, report.RequestId));
            }
        }
    }

    private static string TypeOf(string action) => action switch
    {
        "DiagnosticsStatusNotification" => EventTypes.DiagnosticsStatusChanged,
        "LogStatusNotification" => EventTypes.LogStatusChanged,
        _ => EventTypes.FirmwareStatusChanged,
    };
}

/// <summary>A progress report and the one before.</summary>
internal sealed record StatusReportData(string Status, string? PreviousStatus, int? RequestId);
