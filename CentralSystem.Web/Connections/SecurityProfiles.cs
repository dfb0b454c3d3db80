namespace CentralSystem.Web.Connections;

/// <summary>The security profiles of the whitepaper, A00; numbers on the wire and in the API.</summary>
internal static class SecurityProfiles
{
    /// <summary>Neither side shows who it is (whitepaper §7.6).</summary>
    public const int Unsecured = 0;

    /// <summary>Basic authentication over a plain websocket, for trusted networks alone.</summary>
    public const int Basic = 1;

    /// <summary>Basic authentication over TLS.</summary>
    public const int TlsWithBasic = 2;

    /// <summary>TLS with certificates on both sides.</summary>
    public const int TlsWithCertificate = 3;

    /// <summary>What a connection with this profile has to be like, in a sentence for whoever sets the Charge Point up.</summary>
    public static string WayOf(int profile) => profile switch
    {
        TlsWithCertificate => "connect with wss:// to the port for client certificates (Tls:ClientCertificatePort) and show its certificate",
        TlsWithBasic => "connect with wss:// (Tls:Port) and send its password",
        Basic => "send its password",
        _ => "connect",
    };
}
