using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Transactions;

/// <summary>An operator places messages that fit no transaction, or dismisses them. The rows stay: they keep a repetition from coming again.</summary>
internal sealed class UnmatchedMessages(
    GroupCommitWriter writer, ChargePointDirectory directory, StopServices services, LateMeterValues lateMeterValues, TimeProvider time)
{
    /// <summary>Treats the message as if it had named this transaction.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> 404; 409 when it is settled, or the transaction is another Charge Point's or has its own stop.</remarks>
    public Task AssignAsync(long messageId, int transactionId, string? note) => SettleAsync(messageId, transactionId, note);

    /// <remarks>Errors: <see cref="ProblemException"/> 404; 409 when it is settled.</remarks>
    public Task DismissAsync(long messageId, string? note) => SettleAsync(messageId, null, note);

    private async Task SettleAsync(long messageId, int? transactionId, string? note) =>
        await writer.WriteAsync(new SettleWrite(directory, services, lateMeterValues, messageId, transactionId, note, Caller.Current, time.GetUtcNow()));
}

/// <summary>Where a message belongs.</summary>
internal sealed record AssignInput
{
    /// <summary>The transaction, of the same Charge Point.</summary>
    public required int TransactionId { get; init; }

    /// <summary>Why; goes into the history.</summary>
    [PrintableText(500)]
    public string? Note { get; init; }
}

/// <summary>Why something needs no more attention.</summary>
internal sealed record NoteInput
{
    /// <summary>Why; kept with it.</summary>
    [PrintableText(500)]
    public string? Note { get; init; }
}
