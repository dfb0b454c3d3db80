using CentralSystem.Web.IdTags;
using CentralSystem.Web.Transactions;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Web.Dashboard.Transactions;

/// <summary>What the terms of transactions mean, for people who never read the specification.</summary>
internal static class TransactionWords
{
    private static readonly Dictionary<TransactionFlags, FlagWords> Flags = new()
    {
        [TransactionFlags.MeterStopBelowStart] = new("Meter ran backwards", "The meter reading at the end is lower than the one at the start, so their difference is no energy."),
        [TransactionFlags.StopBeforeStart] = new("Ends before it begins", "The charge point says it ended before it began: its clock was wrong or was set meanwhile."),
        [TransactionFlags.UnreadableTimestamp] = new("Time unreadable", "The charge point sent a time that nobody can read; the time of receipt stands in for it."),
        [TransactionFlags.ImplausibleTimestamp] = new("Time implausible", "A time lies more than a day in the future or before 2010: the charge point's clock is wrong."),
        [TransactionFlags.OverlappingStart] = new("Overlapping start", "It began while another transaction still ran on the same connector; the end of that one was probably lost."),
        [TransactionFlags.MatchedStop] = new("Stop matched", "The end came without a usable transaction id. It was matched by charge point and time: please check that it is the right one."),
        [TransactionFlags.ContradictingStop] = new("Two different stops", "The charge point told of its end twice, with different figures. The first ones count."),
        [TransactionFlags.AttachedMeterValues] = new("Values attached", "Meter values came without the id of a transaction and were attached because it ran on their connector."),
        [TransactionFlags.LateMeterValues] = new("Late values", "Meter values came after the end, for instance because the charge point had been offline."),
        [TransactionFlags.NotAuthorized] = new("Not authorized", "The idTag was refused at the start. The charge point began all the same, or was offline and could not ask."),
        [TransactionFlags.NegativeRegister] = new("Negative meter", "A meter reading is below zero, which no meter shows."),
        [TransactionFlags.UnknownReservation] = new("Unknown reservation", "It names a reservation that this charge point does not have, or that was cancelled or used before."),
        [TransactionFlags.ImplausibleConnector] = new("Implausible connector", "It names a connector number below 1; connectors are counted from 1."),
        [TransactionFlags.ImplausibleEnergy] = new("Implausible energy", "The meter readings differ by more than any connector can deliver in that time."),
        [TransactionFlags.ResolvedAutomatically] = new("Ended by rule", "Its end never came. A rule ended it with the last figures known, so the energy may be too low."),
        [TransactionFlags.StoppedByOperator] = new("Ended by operator", "Its end never came; an operator ended it here."),
        [TransactionFlags.ConfirmedStop] = new("Stop came later", "It had been ended by a guess or by an operator; then the charge point told of the real end, whose figures count now."),
        [TransactionFlags.Corrected] = new("Corrected", "An operator corrected figures. Those of the charge point are kept beside them."),
        [TransactionFlags.ForeignStop] = new("Stopped by a stranger", "The idTag that stopped it is neither the one that started it nor one of its group."),
    };

    /// <summary>The flags that may be asked for.</summary>
    public static IEnumerable<TransactionFlags> AllFlags => Flags.Keys;

    public static FlagWords Of(TransactionFlags flag) => Flags.TryGetValue(flag, out var words) ? words : new(flag.ToString(), flag.ToString());

    public static string OfReason(string? reason) => Enum.TryParse<Reason>(reason, out var known)
        ? known switch
        {
            Reason.DeAuthorized => "the idTag was refused after the start",
            Reason.EmergencyStop => "the emergency stop was pressed",
            Reason.EVDisconnected => "the cable was unplugged at the vehicle",
            Reason.HardReset => "the charge point was restarted at once (hard reset)",
            Reason.Local => "the customer stopped it at the charge point",
            Reason.PowerLoss => "the power failed",
            Reason.Reboot => "the charge point restarted by itself",
            Reason.Remote => "it was stopped from afar",
            Reason.SoftReset => "the charge point was restarted (soft reset)",
            Reason.UnlockCommand => "the connector was unlocked from afar",
            _ => "for another reason, which the charge point does not tell",
        }
        : $"the charge point gives “{reason}” as its reason";

    public static string Of(Resolution resolution) => resolution switch
    {
        Resolution.ConnectorAvailable => "its connector reported to be free, which no connector does while it charges",
        Resolution.NextStart => "the next transaction began on its connector",
        Resolution.NoStopAfterBoot => "the charge point restarted, and nothing was heard of it since",
        _ => "an operator ended it",
    };

    public static string Of(AuthorizationStatus status) => status switch
    {
        AuthorizationStatus.Accepted => "accepted",
        AuthorizationStatus.Blocked => "refused: it is blocked",
        AuthorizationStatus.Expired => "refused: its time is over",
        AuthorizationStatus.Invalid => "refused: it is not known, or not allowed here",
        _ => "refused: it was charging elsewhere",
    };

    public static string Of(AuthorizedBy by) => by switch
    {
        AuthorizedBy.IdTags => "by the registered idTags and their rules",
        AuthorizedBy.UnknownIdTagPolicy => "by the setting for idTags that nobody registered",
        AuthorizedBy.FreeVend => "because the charge point is open to everybody",
        _ => "by the external service",
    };

    public static string Of(MeterWarning warning) => warning switch
    {
        MeterWarning.RegisterRanBackwards => "A later meter reading is lower than an earlier one: the meter was changed or reset, or the charge point mixes up meters.",
        MeterWarning.SampleBelowMeterStart => "The first meter value is lower than the reading at the start.",
        MeterWarning.SampleAboveMeterStop => "The last meter value is higher than the reading at the end.",
        _ => "It lasted more than ten minutes without any energy: the vehicle was full, or something did not close its circuit.",
    };

    public static string Of(CorrectionKind kind) => kind switch
    {
        CorrectionKind.Correction => "corrected",
        CorrectionKind.OperatorStop => "ended by an operator",
        CorrectionKind.AutomaticResolution => "ended by a rule",
        CorrectionKind.LateStop => "its real end came",
        _ => "late meter values counted in",
    };

    /// <summary>A member of <see cref="TransactionFigures"/>, by its name in JSON.</summary>
    public static string OfFigure(string name) => name switch
    {
        "meterStart" => "meter at the start",
        "meterStop" => "meter at the end",
        "startTimestamp" => "start",
        "stopTimestamp" => "end",
        "stopReason" => "reason of the end",
        "energyWh" => "energy",
        "energySource" => "way to the energy",
        "durationSeconds" => "duration",
        "connectorId" => "connector",
        _ => name,
    };

    /// <summary>An entry of the inbox: what it is, and what to do about it.</summary>
    public static FlagWords OfAnomaly(string kind) => kind switch
    {
        Anomaly.UnmatchedMessage => new("Message without a transaction", "The charge point told of a transaction that is not known here. Assign the message to the transaction it belongs to, or dismiss it."),
        Anomaly.OpenOnAvailableConnector => new("Still open, connector free", "The transaction still counts as running, but its connector reports to be free: its end was probably lost. End it by a correction, or wait for the rule to."),
        Anomaly.OpenOnOfflineChargePoint => new("Still open, charge point offline", "The transaction still counts as running, but its charge point is offline for long. Its end will come when it is back; else end it by a correction."),
        _ => Enum.TryParse<TransactionFlags>(kind, out var flag) ? Of(flag) : new(kind, kind),
    };
}

/// <summary>A flag in two lengths.</summary>
/// <param name="Label">Few words.</param>
/// <param name="Sentence">What happened, and what it means.</param>
internal sealed record FlagWords(string Label, string Sentence);
