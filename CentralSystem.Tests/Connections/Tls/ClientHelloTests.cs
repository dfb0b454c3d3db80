using System.Net.Security;
using System.Security.Authentication;
using CentralSystem.Web.Connections.Tls;

namespace CentralSystem.Tests.Connections.Tls;

/// <summary>What a stranger's first bytes are read as.</summary>
public sealed class ClientHelloTests
{
    [Fact, Trait("Spec", "RFC 8446 §4.1.2")]
    public async Task Offer_of_this_platform_is_read()
    {
        var hello = ClientHello.Parse(await FirstRecordAsync()).ShouldNotBeNull();
        (hello.OffersTls12, hello.OffersTls13, hello.NewestVersion, hello.AcceptsEcdsa).ShouldBe((true, true, "TLS 1.3", true));
        hello.Offers(TlsCipherSuite.TLS_AES_128_GCM_SHA256).ShouldBeTrue();
        hello.Offers(TlsCipherSuite.TLS_RSA_WITH_RC4_128_MD5).ShouldBeFalse();
    }

    [Fact]
    public async Task Whatever_is_cut_off_or_bent_is_read_without_a_fault()
    {
        var record = await FirstRecordAsync();
        for (var length = 0; length < record.Length; length++)
        {
            ClientHello.Parse(record.AsSpan(0, length));
        }

        var random = new Random(1);
        for (var round = 0; round < 20_000; round++)
        {
            var bent = (byte[])record.Clone();
            bent[random.Next(bent.Length)] = (byte)random.Next(256);
            ClientHello.Parse(bent);
        }

        ClientHello.Parse("GET / HTTP/1.1\r\n\r\n"u8).ShouldBeNull();
        ClientHello.Parse([]).ShouldBeNull();
    }

    private static async Task<byte[]> FirstRecordAsync()
    {
        using var wire = new Wire();
        await using var client = new SslStream(wire);
        await Should.ThrowAsync<Exception>(() => client.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 }));
        return wire.Written.ToArray();
    }

    /// <summary>Keeps what is written, and has nothing to say.</summary>
    private sealed class Wire : MemoryStream
    {
        public List<byte> Written { get; } = [];

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(0);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written.AddRange(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
