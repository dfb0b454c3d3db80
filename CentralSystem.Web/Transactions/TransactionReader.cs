using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Types;

namespace CentralSystem.Web.Transactions;

/// <summary>Reads transactions, and the messages that fit none.</summary>
internal sealed class TransactionReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    public async Task<Tagged<TransactionView>> GetAsync(int transactionId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Transactions.SingleOrDefaultAsync(t => t.TransactionId == transactionId, cancellationToken)
            ?? throw Problems.NotFound($"There is no transaction {transactionId}.");
        var original = row.Flags.HasFlag(TransactionFlags.Corrected) ? await OriginalAsync(db, transactionId, cancellationToken) : null;
        var view = ViewOf(row) with { Original = original, EnergyExplanation = await EnergyExplanation.OfAsync(db, row, cancellationToken) };
        return new Tagged<TransactionView>(view, row.Revision);
    }

    /// <summary>That there is one; for its parts.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when there is none.</remarks>
    public async Task ExistsAsync(int transactionId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Transactions.AnyAsync(t => t.TransactionId == transactionId, cancellationToken))
        {
            throw Problems.NotFound($"There is no transaction {transactionId}.");
        }
    }

    public async Task<Page<TransactionView>> ListAsync(TransactionFilter filter, TransactionSort sort, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (sort == TransactionSort.Energy)
        {
            return await ByEnergyAsync(filter.In(db, directory), page, cancellationToken);
        }

        var transactions = await filter.ByIdAsync(db, directory, cancellationToken);
        return await transactions.InOrder(t => t.TransactionId, sort == TransactionSort.Newest, page).ToPageAsync(page, ViewOf, t => PageQuery.CursorOf(t.TransactionId), cancellationToken);
    }

    /// <summary>How many, how much, how long; what runs counts without energy.</summary>
    public async Task<TransactionTotals> TotalsAsync(TransactionFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await filter.In(db, directory).GroupBy(_ => 1)
            .Select(all => new TransactionTotals(all.Count(), all.Sum(t => t.EnergyWh) ?? 0, all.Sum(t => t.DurationSeconds) ?? 0))
            .SingleOrDefaultAsync(cancellationToken) ?? new TransactionTotals(0, 0, 0);
    }

    /// <summary>What was changed of a transaction.</summary>
    public async Task<Page<TransactionCorrectionView>> CorrectionsAsync(int transactionId, ListOrder order, PageQuery page, CancellationToken cancellationToken)
    {
        await ExistsAsync(transactionId, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.TransactionCorrections.Where(c => c.TransactionId == transactionId).InOrder(c => c.Id, order, page).ToPageAsync(
            page,
            c => new TransactionCorrectionView(c.Id, c.TransactionId, c.At, c.Kind, c.By, c.Note, ApiJson.Embedded(c.Before), ApiJson.Embedded(c.After)),
            c => PageQuery.CursorOf(c.Id),
            cancellationToken);
    }

    private static async Task<TransactionFigures?> OriginalAsync(CentralSystemDbContext db, int transactionId, CancellationToken cancellationToken)
    {
        if (await db.OriginalTransactions.SingleOrDefaultAsync(o => o.TransactionId == transactionId, cancellationToken) is not { } original)
        {
            return null;
        }

        var before = await db.TransactionCorrections
            .Where(c => c.TransactionId == transactionId && (c.Kind == CorrectionKind.Correction || c.Kind == CorrectionKind.OperatorStop))
            .OrderBy(c => c.Id).Select(c => c.Before).FirstOrDefaultAsync(cancellationToken);
        return original.Figures(before is null ? null : TransactionFigures.Read(before)?.AuthorizedIdTag);
    }

    private Task<Page<TransactionView>> ByEnergyAsync(IQueryable<Transaction> transactions, PageQuery page, CancellationToken cancellationToken)
    {
        transactions = transactions.Where(t => t.EnergyWh != null);
        if (page.IsAfter("desc-energy", out long energy, out int id))
        {
            transactions = transactions.Where(t => t.EnergyWh <= energy && (t.EnergyWh < energy || t.TransactionId < id));
        }

        return transactions.OrderByDescending(t => t.EnergyWh).ThenByDescending(t => t.TransactionId)
            .ToPageAsync(page, ViewOf, t => PageQuery.CursorOf(t.EnergyWh!.Value, t.TransactionId), cancellationToken);
    }

    public async Task<Page<UnmatchedMessageView>> UnmatchedAsync(UnmatchedMessageFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var messages = filter.Settled == true ? db.UnmatchedMessages.Where(m => m.SettledAt != null) : db.UnmatchedMessages.Where(m => m.SettledAt == null);
        if (directory.KeyOf(filter.ChargePointId) is { } key)
        {
            messages = messages.Where(m => m.ChargePointKey == key);
        }

        return await messages.InOrder(m => m.Id, filter.Order ?? ListOrder.Newest, page).ToPageAsync(
            page, ViewOf, m => PageQuery.CursorOf(m.Id), cancellationToken);
    }

    /// <summary>A message that fits no transaction; null when there is none of this id.</summary>
    public async Task<UnmatchedMessageView?> FindUnmatchedAsync(long messageId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.UnmatchedMessages.SingleOrDefaultAsync(m => m.Id == messageId, cancellationToken) is { } message ? ViewOf(message) : null;
    }

    public TransactionView ViewOf(Transaction row) => new(
        row.TransactionId, directory.IdentityOf(row.ChargePointKey), row.ConnectorId, row.IdTag, row.AuthorizedIdTag, row.AuthorizationStatus, row.AuthorizedBy, row.ReservationId, row.MeterStart,
        row.StartTimestamp, row.StartReceivedAt, row.MeterStop, row.StopTimestamp, row.StopReceivedAt, row.StopReason, row.StopIdTag, row.EnergyWh, row.EnergySource,
        row.DurationSeconds, row.Resolution, row.Flags.Each());

    private UnmatchedMessageView ViewOf(UnmatchedMessage row) => new(
        row.Id, directory.IdentityOf(row.ChargePointKey), row.Action, row.TransactionId, ApiJson.Embedded(row.Payload), row.Reason, row.ReceivedAt, row.SettledAt, row.SettledBy,
        row.AssignedTransactionId, row.Note);
}

/// <summary>A transaction as the REST interface shows it; registers and energy in Wh. Its idTag is as it was sent, authorizedIdTag what its Charge Point's policy made of it.</summary>
/// <param name="TransactionId">Its id, allotted by the central system: positive, rising, never used twice.</param>
/// <param name="ChargePointId">The Charge Point.</param>
/// <param name="ConnectorId">Connector that delivered the energy, counted from 1.</param>
/// <param name="IdTag">The idTag that started it, as it was sent or corrected.</param>
/// <param name="AuthorizedIdTag">What the Charge Point's authorization policy made of the idTag: its rules and budget hold, and it counts for it.</param>
/// <param name="AuthorizationStatus">Our answer to the start; the transaction exists whatever it was.</param>
/// <param name="AuthorizedBy">Who gave that answer; absent in history from before it was kept.</param>
/// <param name="ReservationId">The reservation it used, as the start named it; absent for none.</param>
/// <param name="MeterStart">Register at the start, in Wh (§6.45).</param>
/// <param name="StartTimestamp">When it began, by the Charge Point's clock; may lie days back (§3.7).</param>
/// <param name="StartReceivedAt">When the start came here.</param>
/// <param name="MeterStop">Register at the end, in Wh; absent while it runs.</param>
/// <param name="StopTimestamp">When it ended, by the Charge Point's clock; absent while it runs.</param>
/// <param name="StopReceivedAt">When the stop came here; absent while it runs.</param>
/// <param name="StopReason">Why it ended; Local when the Charge Point left it out (§6.49). Absent where no StopTransaction told.</param>
/// <param name="StopIdTag">The idTag that was presented to stop it; absent for none.</param>
/// <param name="EnergyWh">Its energy in Wh, never negative; absent while it is unknown.</param>
/// <param name="EnergySource">How the energy was found; absent while it is unknown.</param>
/// <param name="DurationSeconds">From start to stop, in seconds, never negative; absent while it runs.</param>
/// <param name="Resolution">Why it was ended without its StopTransaction; stays when that one comes after all. Absent where it ended by its own.</param>
/// <param name="Flags">What did not fit and was kept all the same; empty when all did.</param>
internal sealed record TransactionView(
    int TransactionId, string ChargePointId, int ConnectorId, string IdTag, string AuthorizedIdTag, AuthorizationStatus AuthorizationStatus, AuthorizedBy? AuthorizedBy,
    int? ReservationId, long MeterStart, DateTimeOffset StartTimestamp, DateTimeOffset StartReceivedAt, long? MeterStop, DateTimeOffset? StopTimestamp, DateTimeOffset? StopReceivedAt, string? StopReason,
    string? StopIdTag, long? EnergyWh, EnergySource? EnergySource, long? DurationSeconds, Resolution? Resolution,
    IReadOnlyList<TransactionFlags> Flags)
{
    /// <summary>The figures its Charge Point told, where an operator's stand above; only in the view of one transaction.</summary>
    public TransactionFigures? Original { get; init; }

    /// <summary>How the energy was found; only in the view of one transaction.</summary>
    public EnergyExplanation? EnergyExplanation { get; init; }
}

/// <summary>What all transactions of a filter come to.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="EnergyWh">Their energy in Wh, as far as it is known.</param>
/// <param name="DurationSeconds">Their durations together, in seconds; what still runs has none.</param>
internal sealed record TransactionTotals(int Count, long EnergyWh, long DurationSeconds);

/// <summary>A change of a transaction as the REST interface shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="TransactionId">The transaction.</param>
/// <param name="At">When it was changed.</param>
/// <param name="Kind">What changed it.</param>
/// <param name="By">The operator, the Charge Point, or <c>system</c>.</param>
/// <param name="Note">Why.</param>
/// <param name="Before">The figures before, as those of <c>original</c> of a transaction.</param>
/// <param name="After">The figures after.</param>
internal sealed record TransactionCorrectionView(
    long Id, int TransactionId, DateTimeOffset At, CorrectionKind Kind, string By, string Note, System.Text.Json.JsonElement? Before, System.Text.Json.JsonElement? After);

/// <summary>Which messages that fit no transaction are asked for.</summary>
internal sealed record UnmatchedMessageFilter
{
    public string? ChargePointId { get; init; }

    /// <summary>Those that were assigned or dismissed instead of those that wait.</summary>
    public bool? Settled { get; init; }

    /// <summary>Which comes first; the newest when absent.</summary>
    public ListOrder? Order { get; init; }
}

/// <summary>A transaction message that fits no transaction.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ChargePointId">Who sent it.</param>
/// <param name="Action">StopTransaction or MeterValues.</param>
/// <param name="TransactionId">The transactionId, as the Charge Point sent it.</param>
/// <param name="Payload">Payload of the CALL.</param>
/// <param name="Reason">Why it fits none.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="SettledAt">When an operator assigned or dismissed it; absent while it waits.</param>
/// <param name="SettledBy">Who did.</param>
/// <param name="AssignedTransactionId">The transaction it was assigned to; absent when it was dismissed.</param>
/// <param name="Note">What was said then.</param>
internal sealed record UnmatchedMessageView(
    long Id, string ChargePointId, string Action, long TransactionId, System.Text.Json.JsonElement? Payload, string Reason, DateTimeOffset ReceivedAt, DateTimeOffset? SettledAt,
    string? SettledBy, int? AssignedTransactionId, string? Note);
