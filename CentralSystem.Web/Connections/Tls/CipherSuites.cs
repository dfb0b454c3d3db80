using System.Net.Security;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>The cipher suites in which a central system speaks: the four of A00.FR.317, their ECDHE-RSA siblings, and those of TLS 1.3.</summary>
internal static class CipherSuites
{
    public static readonly TlsCipherSuite[] EcdheEcdsa = [TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256];

    public static readonly TlsCipherSuite[] EcdheRsa = [TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256];

    /// <summary>No forward secrecy, so last; demanded by A00.FR.317 and absent from the platform's own list.</summary>
    public static readonly TlsCipherSuite[] Rsa = [TlsCipherSuite.TLS_RSA_WITH_AES_256_GCM_SHA384, TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256];

    /// <summary>Everything that is spoken, and nothing else; null on Windows, where the system decides.</summary>
    public static CipherSuitesPolicy? Policy { get; } = OperatingSystem.IsWindows() || OperatingSystem.IsAndroid() ? null : new CipherSuitesPolicy(
        [TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256, .. EcdheEcdsa, .. EcdheRsa, .. Rsa]);
}
