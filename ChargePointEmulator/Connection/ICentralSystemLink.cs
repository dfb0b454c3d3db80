using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
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
internal readonly record struct Handshake(string Identity, byte[]? Password, TimeSpan PingInterval)
{
    /// <summary>Leaves the subprotocol out, as some stations do, and takes the connection without one.</summary>
    public bool OffersNoSubprotocol { get; init; }

    /// <summary>Offers other versions of the protocol ahead of the one it speaks, as some stations do.</summary>
    public bool OffersOtherVersions { get; init; }

    /// <summary>Puts a slash behind the identity, as some stations do.</summary>
    public bool EndsWithSlash { get; init; }

    /// <summary>Puts the identity into the URL twice: somebody typed it into an address that the station completes.</summary>
    public bool HasIdentityTwice { get; init; }

    /// <summary>Sends its messages as binary ones, as some stations do.</summary>
    public bool SendsBinary { get; init; }

    /// <summary>Security profile of the handshake, 0 to 3: it decides about the address, TLS and client certificate.</summary>
    public int Profile { get; init; }

    /// <summary>What the charge point checks the Central System with, and shows of itself; null in a handshake without TLS.</summary>
    public TlsIdentity? Tls { get; init; }
}

/// <summary>A charge point's side of a TLS handshake.</summary>
/// <param name="Roots">Certificates it trusts; none leaves the choice to the machine's own store.</param>
/// <param name="Own">Its certificate with its key and what lies between it and a root (profile 3).</param>
/// <param name="Now">By the clock of the charge point.</param>
/// <param name="Trusted">Told which of the roots the Central System's certificate leads to.</param>
internal sealed record TlsIdentity(X509Certificate2Collection Roots, SslStreamCertificateContext? Own, DateTimeOffset Now, Action<X509Certificate2> Trusted);

/// <summary>There is no connection; the message says why in one line.</summary>
internal sealed class HandshakeRefusedException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The security event it is, by its name in W §8.</summary>
    public string? SecurityEvent { get; init; }
}
