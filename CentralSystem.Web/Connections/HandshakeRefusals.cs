using CentralSystem.Web.Telemetry;

namespace CentralSystem.Web.Connections;

/// <summary>Tells of refused handshakes wherever they are told: counted, logged, and kept as connection attempts (A00.FR.323, A00.FR.408).</summary>
internal sealed class HandshakeRefusals(ConnectionAttempts attempts, OcppMetrics metrics, ConnectionLog log, TimeProvider time)
{
    private const int LongestText = 300;

    /// <param name="path">Path of the request.</param>
    /// <param name="remoteAddress">Where it came from.</param>
    /// <param name="identity">Whose it seems to be, as far as that can be told.</param>
    /// <param name="offered">The subprotocols it offered.</param>
    /// <param name="reason">Why it was refused.</param>
    /// <param name="hint">The fix.</param>
    public void Record(string path, string remoteAddress, string? identity, string? offered, ConnectionRefusal reason, string hint)
    {
        metrics.Refused(reason);
        var isNews = attempts.Add(new ConnectionAttempt
        {
            At = time.GetUtcNow(),
            RemoteAddress = remoteAddress,
            Path = Cut(path),
            ChargePointId = identity,
            OfferedSubprotocols = offered is null ? null : Cut(offered),
            Reason = reason,
            Hint = hint,
        });
        if (isNews)
        {
            log.Refused(path, remoteAddress, reason, hint);
        }
    }

    private static string Cut(string text) => text.Length > LongestText ? text[..LongestText] : text;
}
