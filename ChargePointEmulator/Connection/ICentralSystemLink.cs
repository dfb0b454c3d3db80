using Ocpp.Rpc;

namespace ChargePointEmulator.Connection;

/// <summary>The way to the Central System; what disturbs it (latency, loss, garbage) can be put around it.</summary>
internal interface ICentralSystemLink
{
    /// <summary>Makes the handshake.</summary>
    /// <remarks>Errors: <see cref="HandshakeRefusedException"/>, also when nobody answers.</remarks>
    Task<IMessageSocket> OpenAsync(Handshake handshake, CancellationToken cancellationToken);
}

/// <summary>What a charge point brings to a handshake.</summary>
/// <param name="Identity">Last segment of the URL, before encoding.</param>
/// <param name="Password">For Basic authentication; null sends no credentials.</param>
/// <param name="PingInterval">Between pings of the charge point; zero sends none.</param>
internal readonly record struct Handshake(string Identity, ReadOnlyMemory<byte>? Password, TimeSpan PingInterval)
{
    /// <summary>Leaves the subprotocol out, as some stations do, and takes the connection without one.</summary>
    public bool OffersNoSubprotocol { get; init; }

    /// <summary>Puts a slash behind the identity, as some stations do.</summary>
    public bool EndsWithSlash { get; init; }
}

/// <summary>There is no connection; the message says why in one line.</summary>
internal sealed class HandshakeRefusedException(string message, Exception? cause = null) : Exception(message, cause);
