using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Connections;

/// <summary>A handshake that was refused or failed: what the Charge Point tried, why that did not work, and what to change.</summary>
internal sealed class ConnectionAttempt
{
    public long Id { get; init; }

    /// <summary>When it was tried the first time.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>When it was last tried in the same way; null for once.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>How often it was tried in the same way within an hour.</summary>
    public long Count { get; init; } = 1;

    public required string RemoteAddress { get; init; }

    /// <summary>Path of the request, without its query; what was tried instead where there was none.</summary>
    public required string Path { get; init; }

    /// <summary>Identity as far as one was readable.</summary>
    public string? ChargePointId { get; init; }

    /// <summary>The Sec-WebSocket-Protocol header as it came.</summary>
    public string? OfferedSubprotocols { get; init; }

    public ConnectionRefusal Reason { get; init; }

    /// <summary>The fix, in a sentence for whoever sets the Charge Point up.</summary>
    public required string Hint { get; init; }

    /// <summary>The same, told as one of several that share a row.</summary>
    public ConnectionAttempt AmongSeveral(string path) => new() { At = At, RemoteAddress = RemoteAddress, Path = path, Reason = Reason, Hint = Hint };

    internal sealed class Mapping : IEntityTypeConfiguration<ConnectionAttempt>
    {
        public void Configure(EntityTypeBuilder<ConnectionAttempt> builder)
        {
            builder.HasKey(a => a.Id);
            builder.Property(a => a.Reason).HasConversion<string>();
            builder.Property(a => a.Count).HasDefaultValue(1L).ValueGeneratedNever();
        }
    }
}

/// <summary>Why a handshake was refused (rules A1).</summary>
internal enum ConnectionRefusal
{
    /// <summary>The path holds no usable identity.</summary>
    InvalidIdentity,

    /// <summary>Nobody registered this identity and strangers are not admitted.</summary>
    UnknownChargePoint,

    /// <summary>The Authorization header is missing.</summary>
    MissingCredentials,

    /// <summary>User name or password is wrong.</summary>
    WrongCredentials,

    /// <summary>No subprotocol was offered.</summary>
    MissingSubprotocol,

    /// <summary>None of the offered subprotocols is <c>ocpp1.6</c>.</summary>
    UnsupportedSubprotocol,

    /// <summary>The request is no websocket handshake.</summary>
    NotAWebSocket,

    /// <summary>The handshake broke off.</summary>
    HandshakeFailed,

    /// <summary>The service is stopping.</summary>
    Stopping,

    /// <summary>A lower security profile than the one it was set to.</summary>
    SecurityProfileTooLow,

    /// <summary>No TLS version that is spoken here.</summary>
    TlsVersionTooLow,

    /// <summary>No cipher suite that is spoken here.</summary>
    NoCommonCipherSuite,

    /// <summary>The TLS handshake broke off.</summary>
    TlsHandshakeFailed,

    /// <summary>The door for client certificates was tried without one.</summary>
    MissingClientCertificate,

    /// <summary>The client certificate is not trusted, expired, revoked, or of another organization.</summary>
    InvalidClientCertificate,

    /// <summary>The client certificate is another Charge Point's.</summary>
    WrongClientCertificate,

    /// <summary>Too many handshakes of one address or one identity.</summary>
    TooManyHandshakes,

    /// <summary>Too many wrong passwords.</summary>
    LockedOut,

    /// <summary>No place for a further connection.</summary>
    TooManyConnections,

    /// <summary>It was let in, and closed because it sent more than it may.</summary>
    ClosedForFlooding,
}
