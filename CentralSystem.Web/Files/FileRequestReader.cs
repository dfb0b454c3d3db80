using System.Text.Json;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Firmware;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;

namespace CentralSystem.Web.Files;

/// <summary>Reads what became of requests that move a file: the command, what the Charge Point reported of it, the file.</summary>
internal sealed class FileRequestReader(IDbContextFactory<CentralSystemDbContext> contexts, FileReader files)
{
    private static readonly string[] Uploads = [GetDiagnosticsRequest.Action, GetLogRequest.Action];
    private static readonly string[] Updates = [UpdateFirmwareRequest.Action, SignedUpdateFirmwareRequest.Action];

    public Task<Page<FileRequestView>> UploadsAsync(ChargePointState chargePoint, ListOrder order, PageQuery page, CancellationToken cancellationToken) =>
        ListAsync(chargePoint, Uploads, order, page, cancellationToken);

    public Task<Page<FileRequestView>> FirmwareUpdatesAsync(ChargePointState chargePoint, ListOrder order, PageQuery page, CancellationToken cancellationToken) =>
        ListAsync(chargePoint, Updates, order, page, cancellationToken);

    private async Task<Page<FileRequestView>> ListAsync(ChargePointState chargePoint, string[] actions, ListOrder order, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        // As much of each action as the page can take: both come in the order of an index, however many other commands lie between.
        var commands = actions.Select(action => db.Commands.Where(c => c.ChargePointKey == chargePoint.Key && c.Action == action).InOrder(c => c.Id, order, page).Take(page.Take() + 1))
            .Aggregate(Queryable.Concat);
        var found = await commands.InOrder(c => c.Id, order, page).ToPageAsync(page, c => c, c => PageQuery.CursorOf(c.Id), cancellationToken);
        if (found.Items.Count == 0)
        {
            return new Page<FileRequestView>([], null);
        }

        // Reports without a requestId belong to the newest request before them; so the page needs what came up to the request after it.
        IReadOnlyList<Command> newestFirst = order == ListOrder.Newest ? found.Items : [.. found.Items.Reverse()];
        var ids = newestFirst.Select(c => c.Id).ToArray();
        var (from, newest) = (newestFirst[^1].CreatedAt, newestFirst[0].Id);
        var next = await db.Commands.Where(c => c.ChargePointKey == chargePoint.Key && actions.Contains(c.Action) && c.Id > newest)
            .OrderBy(c => c.Id).Select(c => (DateTimeOffset?)c.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        var kinds = actions.Select(ReportOf).ToArray();
        var reports = await db.StatusReports.Where(r => r.ChargePointKey == chargePoint.Key && kinds.Contains(r.Action) && r.ReceivedAt >= from
            && (next == null || r.ReceivedAt < next || r.RequestId != null)).OrderBy(r => r.Id).ToListAsync(cancellationToken);
        var moved = await db.Files.Where(f => f.CommandId != null && ids.Contains(f.CommandId.Value)).ToListAsync(cancellationToken);

        // Once a file has come its link names it, or is gone; one that names none waits for its file still.
        var waiting = await db.FileLinks.Where(l => l.ChargePointKey == chargePoint.Key && l.Kind != FileKind.Firmware && l.FileId == null && l.CommandId != null && ids.Contains(l.CommandId.Value))
            .Select(l => l.CommandId!.Value).ToListAsync(cancellationToken);
        var until = next;
        var views = new List<FileRequestView>();
        foreach (var command in newestFirst)
        {
            views.Add(ViewOf(command, reports, until, moved.FirstOrDefault(f => f.CommandId == command.Id), waiting.Contains(command.Id)));
            until = command.CreatedAt;
        }

        if (order == ListOrder.Oldest)
        {
            views.Reverse();
        }

        return new Page<FileRequestView>(views, found.NextCursor);
    }

    private FileRequestView ViewOf(Command command, List<StatusReport> reports, DateTimeOffset? until, StoredFile? file, bool isFileAwaited)
    {
        var payload = ApiJson.Embedded(command.Payload);
        int? requestId = payload is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty("requestId", out var id) && id.TryGetInt32(out var number) ? number : null;
        var own = reports.Where(r => r.Action == ReportOf(command.Action)
            && (requestId is null ? r.ReceivedAt >= command.CreatedAt && (until is null || r.ReceivedAt < until) : r.RequestId == requestId));
        FileProgress[] progress = [.. own.Select(r => new FileProgress(r.Status, r.ReceivedAt))];
        var (outcome, reason) = RequestOutcomes.Of(command, progress, isFileAwaited);
        return new FileRequestView(
            command.Id, command.Action, requestId, command.CreatedAt, command.Status, ApiJson.Embedded(command.Response), progress.LastOrDefault()?.Status, outcome, reason,
            progress, file is null ? null : files.ViewOf(file));
    }

    private static string ReportOf(string action) => action switch
    {
        "GetDiagnostics" => DiagnosticsStatusNotificationRequest.Action,
        "GetLog" => LogStatusNotificationRequest.Action,
        "UpdateFirmware" => FirmwareStatusNotificationRequest.Action,
        _ => SignedFirmwareStatusNotificationRequest.Action,
    };
}

/// <summary>A request that moves a file.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="Action">Its operation.</param>
/// <param name="RequestId">What its reports name; only the operations of the whitepaper have one.</param>
/// <param name="RequestedAt">When it was made.</param>
/// <param name="CommandStatus">Where the command stands.</param>
/// <param name="Response">What the Charge Point answered.</param>
/// <param name="Status">The last that was reported of it.</param>
/// <param name="Outcome">What that means.</param>
/// <param name="OutcomeReason">Why it failed: the status, CALLERROR or end of the command that says so, such as InvalidSignature.</param>
/// <param name="Progress">All that was reported of it, in order.</param>
/// <param name="File">The file that came.</param>
internal sealed record FileRequestView(
    Guid CommandId, string Action, int? RequestId, DateTimeOffset RequestedAt, CommandStatus CommandStatus, JsonElement? Response, string? Status, RequestOutcome Outcome,
    string? OutcomeReason, IReadOnlyList<FileProgress> Progress, FileView? File);

/// <summary>What a Charge Point reported of a transfer or an installation.</summary>
/// <param name="Status">The status, as it came.</param>
/// <param name="ReceivedAt">When it came.</param>
internal sealed record FileProgress(string Status, DateTimeOffset ReceivedAt);
