using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Connections.Limits;

/// <summary>Section <c>Limits</c>: what one address, one identity and one connection may take of the central system.</summary>
/// <remarks>
/// The defaults leave room for ten thousand Charge Points that come back at once behind one address, as after a power cut or
/// behind a proxy (docs/decisions/0021-limits-of-peers.md).
/// </remarks>
internal sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>Handshakes of one address per minute, good and bad; 0 counts none.</summary>
    [Range(1, 10_000_000), OrZero]
    public int HandshakesPerAddressPerMinute { get; set; } = 60_000;

    /// <summary>Refused handshakes of one address per minute; then only Charge Points known before are heard there. 0 counts none.</summary>
    [Range(1, 1_000_000), OrZero]
    public int RefusalsPerAddressPerMinute { get; set; } = 300;

    /// <summary>Connections of one identity per minute; 0 counts none.</summary>
    [Range(1, 100_000), OrZero]
    public int HandshakesPerIdentityPerMinute { get; set; } = 60;

    /// <summary>Wrong passwords of one identity at one address before each further try has to wait twice as long as the last.</summary>
    [Range(1, 1_000)]
    public int FailedLogins { get; set; } = 5;

    /// <summary>Longest such wait.</summary>
    [Range(1, 1_440)]
    public int LockoutMinutes { get; set; } = 15;

    /// <summary>Wrong passwords of one address per minute; then only those are heard that logged in from there before. 0 counts none.</summary>
    [Range(1, 1_000_000), OrZero]
    public int FailedLoginsPerAddressPerMinute { get; set; } = 60;

    /// <summary>Open websockets of all.</summary>
    [Range(1, 10_000_000)]
    public int Connections { get; set; } = 50_000;

    /// <summary>Percent of them that only Charge Points accepted before may take.</summary>
    [Range(0, 100)]
    public int ReservedPercent { get; set; } = 20;

    /// <summary>Open websockets of one address whose identities were never accepted before this connection.</summary>
    [Range(1, 10_000_000)]
    public int StrangersPerAddress { get; set; } = 20_000;

    /// <summary>Charge Points in the database from which on no stranger is let in; those an operator registers are.</summary>
    [Range(1, 100_000_000)]
    public int ChargePoints { get; set; } = 50_000;

    /// <summary>Connections of one address that are no websocket yet: handshakes under way and REST clients.</summary>
    [Range(1, 1_000_000)]
    public int WaitingPerAddress { get; set; } = 10_000;

    /// <summary>Such connections of all.</summary>
    [Range(1, 10_000_000)]
    public int Waiting { get; set; } = 20_000;

    /// <summary>Longest time from the first byte of a request to the end of its headers.</summary>
    [Range(1, 300)]
    public int HandshakeSeconds { get; set; } = 10;

    /// <summary>Longest time from the first byte of a message to its last.</summary>
    [Range(1, 3_600)]
    public int MessageSeconds { get; set; } = 60;

    /// <summary>Messages of one connection per second in the long run; 0 counts none.</summary>
    [Range(1, 1_000_000), OrZero]
    public int MessagesPerSecond { get; set; } = 200;

    /// <summary>Bytes of one connection per second in the long run; 0 counts none.</summary>
    [Range(1_024, 1_073_741_824), OrZero]
    public int BytesPerSecond { get; set; } = 524_288;

    /// <summary>How many seconds' worth of messages and bytes may come at once.</summary>
    [Range(1, 3_600)]
    public int BurstSeconds { get; set; } = 10;

    /// <summary>How long a peer may go on above the rate, read no faster than it, before it is closed with 1008.</summary>
    [Range(1, 86_400)]
    public int FloodSeconds { get; set; } = 30;

    /// <summary>Memory for long messages of all connections that are received or handled, in MiB; what finds no room is closed with 1013.</summary>
    [Range(1, 65_536)]
    public int LongMessagesMiB { get; set; } = 64;

    /// <summary>Reports of one Charge Point that are kept per minute in the long run: boots, statuses, security events, data transfers and the like.</summary>
    [Range(1, 1_000_000)]
    public int ReportsPerMinute { get; set; } = 60;

    /// <summary>How many such reports may come at once.</summary>
    [Range(1, 10_000_000)]
    public int ReportBurst { get; set; } = 3_000;

    /// <summary>Age at which reports are deleted.</summary>
    [Range(1, 3_650)]
    public int ReportRetentionDays { get; set; } = 90;

    /// <summary>Reports of one kind that are kept of all Charge Points, whatever their age.</summary>
    [Range(1_000, 100_000_000)]
    public int MaxReports { get; set; } = 500_000;
}
