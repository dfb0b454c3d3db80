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
        var original = row.Flags.HasFlag(TransactionFlags.Corrected)
            ? await db.OriginalTransactions.SingleOrDefaultAsync(o => o.TransactionId == transactionId, cancellationToken)
            : null;
        var view = ViewOf(row) with { Original = original?.Figures(), EnergyExplanation = await EnergyExplanation.OfAsync(db, row, cancellationToken) };
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

    private Task<Page<TransactionView>> ByEnergyAsync(IQueryable<Transaction> transactions, PageQuery page, CancellationToken cancellationToken)
    {
        transactions = transactions.Where(t => t.EnergyWh != null);
        if (page.IsAfter(out long energy, out int id))
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
            page,
            m => new UnmatchedMessageView(m.Id, directory.IdentityOf(m.ChargePointKey), m.Action, m.TransactionId, ApiJson.Embedded(m.Payload), m.Reason, m.ReceivedAt, m.SettledAt, m.SettledBy,
                m.AssignedTransactionId, m.Note),
            m => PageQuery.CursorOf(m.Id),
            cancellationToken);
    }

    public TransactionView ViewOf(Transaction row) => new(
        row.TransactionId, directory.IdentityOf(row.ChargePointKey), row.ConnectorId, row.IdTag, row.AuthorizedIdTag, row.AuthorizationStatus, row.AuthorizedBy, row.ReservationId, row.MeterStart,
        row.StartTimestamp, row.StartReceivedAt, row.MeterStop, row.StopTimestamp, row.StopReceivedAt, row.StopReason, row.StopIdTag, row.EnergyWh, row.EnergySource,
        row.DurationSeconds, row.Resolution, row.Flags.Each());
}

/// <summary>A transaction as the REST interface shows it; registers and energy in Wh. Its idTag is as it was sent, authorizedIdTag what its Charge Point's policy made of it.</summary>
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
internal sealed record TransactionTotals(int Count, long EnergyWh, long DurationSeconds);

/// <summary>A change of a transaction as the REST interface shows it.</summary>
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
internal sealed record UnmatchedMessageView(
    long Id, string ChargePointId, string Action, long TransactionId, System.Text.Json.JsonElement? Payload, string Reason, DateTimeOffset ReceivedAt, DateTimeOffset? SettledAt,
    string? SettledBy, int? AssignedTransactionId, string? Note);
