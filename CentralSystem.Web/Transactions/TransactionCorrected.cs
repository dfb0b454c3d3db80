namespace CentralSystem.Web.Transactions;

/// <summary>What the events of a transaction that was ended or changed without its own stop tell; registers and energy in Wh.</summary>
internal sealed record TransactionCorrected(int TransactionId, CorrectionKind Kind, Resolution? Resolution, TransactionFigures Before, TransactionFigures After)
{
    public static TransactionCorrected Of(Transaction row, CorrectionKind kind, TransactionFigures before) =>
        new(row.TransactionId, kind, row.Resolution, before, TransactionFigures.Of(row));
}
