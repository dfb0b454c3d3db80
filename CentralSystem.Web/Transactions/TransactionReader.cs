using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Types;

namespace CentralSystem.Web.Transactions;

/// <summary>Reads transactions, newest first, and the messages that fit none.</summary>
internal sealed class TransactionReader(IDbContextFactory<CentralSystemDbContext> contexts, ChargePointDirectory directory)
{
    private static readonly TransactionFlags[] AllFlags = [.. Enum.GetValues<TransactionFlags>().Where(flag => flag != TransactionFlags.None)];

    public async Task<TransactionView> GetAsync(int transactionId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Transactions.SingleOrDefaultAsync(t => t.TransactionId == transactionId, cancellationToken) is { } row
            ? ViewOf(row)
            : throw Problems.NotFound($"There is no transaction {transactionId}.");
    }

    public async Task<Page<TransactionView>> ListAsync(TransactionFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var transactions = Filtered(db.Transactions, filter);
        if (page.IsAfter(out int after))
        {
            transactions = transactions.Where(t => t.TransactionId < after);
        }

        return await transactions.OrderByDescending(t => t.TransactionId).ToPageAsync(page, ViewOf, t => PageQuery.CursorOf(t.TransactionId), cancellationToken);
    }

    public async Task<Page<UnmatchedMessageView>> UnmatchedAsync(string? chargePointId, PageQuery page, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var messages = db.UnmatchedMessages.AsQueryable();
        if (directory.KeyOf(chargePointId) is { } key)
        {
            messages = messages.Where(m => m.ChargePointKey == key);
        }

        if (page.IsAfter(out long after))
        {
            messages = messages.Where(m => m.Id < after);
        }

        return await messages.OrderByDescending(m => m.Id).ToPageAsync(
            page,
            m => new UnmatchedMessageView(m.Id, directory.IdentityOf(m.ChargePointKey), m.Action, m.TransactionId, ApiJson.Embedded(m.Payload), m.Reason, m.ReceivedAt),
            m => PageQuery.CursorOf(m.Id),
            cancellationToken);
    }

    private IQueryable<Transaction> Filtered(IQueryable<Transaction> transactions, TransactionFilter filter)
    {
        if (directory.KeyOf(filter.ChargePointId) is { } key)
        {
            transactions = transactions.Where(t => t.ChargePointKey == key);
        }

        if (filter.ConnectorId is { } connectorId)
        {
            transactions = transactions.Where(t => t.ConnectorId == connectorId);
        }

        if (filter.IdTag is { } idTag)
        {
            transactions = transactions.Where(t => t.IdTag == idTag);
        }

        if (filter.Open is { } open)
        {
            transactions = open ? transactions.Where(t => t.StopReceivedAt == null) : transactions.Where(t => t.StopReceivedAt != null);
        }

        if (filter.Flagged is { } flagged)
        {
            transactions = transactions.Where(t => (t.Flags != TransactionFlags.None) == flagged);
        }

        if (filter.From is { Value: var from })
        {
            transactions = transactions.Where(t => t.StartTimestamp >= from);
        }

        return filter.To is { Value: var to } ? transactions.Where(t => t.StartTimestamp < to) : transactions;
    }

    private TransactionView ViewOf(Transaction row) => new(
        row.TransactionId, directory.IdentityOf(row.ChargePointKey), row.ConnectorId, row.IdTag, row.AuthorizationStatus, row.AuthorizedBy, row.ReservationId, row.MeterStart,
        row.StartTimestamp, row.StartReceivedAt, row.MeterStop, row.StopTimestamp, row.StopReceivedAt, row.StopReason, row.StopIdTag, row.EnergyWh, row.EnergySource,
        [.. AllFlags.Where(flag => row.Flags.HasFlag(flag))]);
}

/// <summary>Which transactions are asked for.</summary>
internal sealed record TransactionFilter
{
    public string? ChargePointId { get; init; }

    public int? ConnectorId { get; init; }

    public string? IdTag { get; init; }

    /// <summary>Whether it still runs.</summary>
    public bool? Open { get; init; }

    /// <summary>Whether something did not fit.</summary>
    public bool? Flagged { get; init; }

    /// <summary>First instant of the start, by the Charge Point's clock.</summary>
    public Instant? From { get; init; }

    /// <summary>First instant of the start that is left out.</summary>
    public Instant? To { get; init; }
}

/// <summary>A transaction as the REST interface shows it; registers and energy in Wh.</summary>
internal sealed record TransactionView(
    int TransactionId, string ChargePointId, int ConnectorId, string IdTag, AuthorizationStatus AuthorizationStatus, AuthorizedBy? AuthorizedBy, int? ReservationId, long MeterStart,
    DateTimeOffset StartTimestamp, DateTimeOffset StartReceivedAt, long? MeterStop, DateTimeOffset? StopTimestamp, DateTimeOffset? StopReceivedAt, string? StopReason,
    string? StopIdTag, long? EnergyWh, EnergySource? EnergySource, IReadOnlyList<TransactionFlags> Flags);

/// <summary>A transaction message that fits no transaction.</summary>
internal sealed record UnmatchedMessageView(
    long Id, string ChargePointId, string Action, long TransactionId, System.Text.Json.JsonElement? Payload, string Reason, DateTimeOffset ReceivedAt);
