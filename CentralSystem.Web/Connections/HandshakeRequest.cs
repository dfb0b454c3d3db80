using System.Net;
using System.Text;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Connections;

/// <summary>What a client asks for at the door.</summary>
/// <param name="Path">Path of the request as it came, without its query.</param>
/// <param name="RemoteAddress">Address it comes from.</param>
/// <param name="IsWebSocket">Whether it is a websocket handshake at all.</param>
/// <param name="Subprotocols">Offered subprotocols in order of preference.</param>
/// <param name="Authorization">The Authorization header.</param>
/// <param name="Channel">What it comes through.</param>
internal sealed record HandshakeRequest(string Path, string RemoteAddress, bool IsWebSocket, IList<string> Subprotocols, string? Authorization, HandshakeChannel Channel)
{
    /// <summary>Longest identity, in characters.</summary>
    public const int MaxIdentityLength = 48;

    private const string OcppSegment = "ocpp";

    /// <summary>
    /// The last segment below <c>/ocpp</c>, or the only one there is, decoded once (OCPP-J §3.1.1); null when it is no usable identity.
    /// </summary>
    public string? Identity { get; } = IdentityOf(Path);

    /// <summary>Whether a text can be the identity of a Charge Point.</summary>
    /// <remarks>
    /// Dots alone would be taken out of the path of whatever is asked about it (RFC 3986 §5.2.4), so that no operator could remove it. What is not seen, or turns
    /// the text around it, would pass for another identity.
    /// </remarks>
    public static bool IsIdentity(string text) =>
        text.Length is > 0 and <= MaxIdentityLength
        && !string.IsNullOrWhiteSpace(text)
        && !text.Contains('/')
        && text is not ("." or "..")
        && !text.Any(c => PrintableValues.IsUnprintable(c) || char.IsSurrogate(c) || c == '\uFFFD');

    private static string? IdentityOf(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var isUnderOcpp = segments.Length > 1 && segments[0].Equals(OcppSegment, StringComparison.OrdinalIgnoreCase);
        var isAlone = segments.Length == 1 && !segments[0].Equals(OcppSegment, StringComparison.OrdinalIgnoreCase);
        if (!isUnderOcpp && !isAlone)
        {
            return null;
        }

        var identity = Decode(segments[^1]);
        return IsIdentity(identity) ? identity : null;
    }

    /// <summary>Bytes that are no UTF-8 become U+FFFD, which no identity may hold; <see cref="Uri"/> would leave them encoded.</summary>
    private static string Decode(string segment)
    {
        // A plus is a plus in a path.
        var encoded = Encoding.UTF8.GetBytes(segment.Replace("+", "%2B", StringComparison.Ordinal));
        return Encoding.UTF8.GetString(WebUtility.UrlDecodeToBytes(encoded, 0, encoded.Length));
    }
}

/// <summary>What the door decides.</summary>
internal abstract record HandshakeVerdict
{
    private HandshakeVerdict()
    {
    }

    /// <summary>Let in.</summary>
    /// <param name="ChargePoint">Who it is; not stored yet when it is a stranger.</param>
    /// <param name="Subprotocol">The one to answer; null for a client that offered none and is admitted all the same.</param>
    /// <param name="SecurityProfile">With which security profile.</param>
    /// <param name="Settlement">What has to be durable first; null for nothing.</param>
    public sealed record Admitted(ChargePointState ChargePoint, string? Subprotocol, int SecurityProfile, Settlement? Settlement) : HandshakeVerdict;

    /// <summary>Turned away.</summary>
    /// <param name="StatusCode">HTTP status.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Hint">The fix, in a sentence.</param>
    public sealed record Refused(int StatusCode, ConnectionRefusal Reason, string Hint) : HandshakeVerdict;
}
