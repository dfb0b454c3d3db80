using System.Buffers.Binary;
using System.Net.Security;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>What a TLS client offers in its first message: versions, cipher suites, and whether it can check an ECDSA signature.</summary>
/// <remarks>Source: RFC 5246 §7.4.1.2, RFC 8446 §4.1.2. A stranger sent it: whatever does not fit the form is no ClientHello.</remarks>
internal sealed class ClientHello
{
    private const byte HandshakeRecord = 22;
    private const byte ClientHelloMessage = 1;
    private const ushort Tls12 = 0x0303;
    private const ushort Tls13 = 0x0304;
    private const ushort SignatureAlgorithmsExtension = 13;
    private const ushort SupportedVersionsExtension = 43;

    /// <summary>ecdsa_secp256r1_sha256, ecdsa_secp384r1_sha384, ecdsa_secp521r1_sha512; SHA-1 is not worth its while.</summary>
    private static readonly ushort[] EcdsaAlgorithms = [0x0403, 0x0503, 0x0603];

    private readonly HashSet<ushort> _suites = [];

    private ClientHello()
    {
    }

    public bool OffersTls12 { get; private set; }

    public bool OffersTls13 { get; private set; }

    /// <summary>Newest version offered, as people write it.</summary>
    public string NewestVersion { get; private set; } = "";

    public bool AcceptsEcdsa { get; private set; } = true;

    public bool Offers(TlsCipherSuite suite) => _suites.Contains((ushort)suite);

    public bool OffersAny(ReadOnlySpan<TlsCipherSuite> suites)
    {
        foreach (var suite in suites)
        {
            if (Offers(suite))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the record that holds the message; null when it is none.</summary>
    public static ClientHello? Parse(ReadOnlySpan<byte> record)
    {
        var bytes = new Reader(record);
        if (!bytes.TryByte(out var type) || type != HandshakeRecord || !bytes.TrySkip(4)
            || !bytes.TryByte(out var message) || message != ClientHelloMessage || !bytes.TrySkip(3)
            || !bytes.TryUInt16(out var version) || !bytes.TrySkip(32)
            || !bytes.TryVector8(out _) || !bytes.TryVector16(out var suites) || !bytes.TryVector8(out _))
        {
            return null;
        }

        var hello = new ClientHello();
        while (suites.TryUInt16(out var suite))
        {
            hello._suites.Add(suite);
        }

        hello.Offer([version]);
        return !bytes.TryVector16(out var extensions) || hello.TryRead(extensions) ? hello : null;
    }

    private bool TryRead(Reader extensions)
    {
        while (!extensions.IsEmpty)
        {
            if (!extensions.TryUInt16(out var type) || !extensions.TryVector16(out var extension))
            {
                return false;
            }

            switch (type)
            {
                case SupportedVersionsExtension when extension.TryVector8(out var versions):
                    Offer(versions.UInt16s());
                    break;
                case SignatureAlgorithmsExtension when extension.TryVector16(out var algorithms):
                    AcceptsEcdsa = algorithms.UInt16s().Intersect(EcdsaAlgorithms).Any();
                    break;
            }
        }

        return true;
    }

    /// <summary>Values that are no version stand in the list to keep servers tolerant (RFC 8701).</summary>
    private void Offer(IReadOnlyCollection<ushort> versions)
    {
        (OffersTls12, OffersTls13) = (versions.Contains(Tls12), versions.Contains(Tls13));
        NewestVersion = versions.Where(version => version <= Tls13).DefaultIfEmpty().Max() switch
        {
            Tls13 => "TLS 1.3",
            Tls12 => "TLS 1.2",
            0x0302 => "TLS 1.1",
            0x0301 => "TLS 1.0",
            _ => "SSL",
        };
    }

    /// <summary>Reads numbers and counted vectors, and never past the end.</summary>
    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public readonly bool IsEmpty => _rest.IsEmpty;

        public bool TryByte(out byte value)
        {
            value = _rest.IsEmpty ? (byte)0 : _rest[0];
            return TrySkip(1);
        }

        public bool TryUInt16(out ushort value)
        {
            value = _rest.Length < 2 ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(_rest);
            return TrySkip(2);
        }

        public bool TrySkip(int count)
        {
            var fits = _rest.Length >= count;
            _rest = fits ? _rest[count..] : default;
            return fits;
        }

        public bool TryVector8(out Reader vector)
        {
            vector = default;
            return TryByte(out var length) && TryTake(length, out vector);
        }

        public bool TryVector16(out Reader vector)
        {
            vector = default;
            return TryUInt16(out var length) && TryTake(length, out vector);
        }

        public List<ushort> UInt16s()
        {
            var values = new List<ushort>();
            while (TryUInt16(out var value))
            {
                values.Add(value);
            }

            return values;
        }

        private bool TryTake(int length, out Reader vector)
        {
            var fits = _rest.Length >= length;
            vector = fits ? new Reader(_rest[..length]) : default;
            return TrySkip(length);
        }
    }
}
