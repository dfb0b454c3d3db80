using System.Collections.Concurrent;
using ChargePointEmulator.Connection;
using ChargePointEmulator.Fleet;
using Ocpp.Rpc;

namespace ChargePointEmulator.Faults;

/// <summary>Puts a <see cref="Line"/> between each charge point and the way to the Central System. Where nobody drives or disturbs charge points it is not there.</summary>
internal sealed class LineLink(ICentralSystemLink link, TimeProvider time, int seed, int framesKept = Line.FramesKept) : ICentralSystemLink
{
    private readonly ConcurrentDictionary<string, Line> _lines = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The line of a charge point, made when it is first asked for.</summary>
    public Line LineOf(string identity) => _lines.GetOrAdd(identity, _ => new Line(identity, time, new SeededRandom(seed, StreamOf(identity)), framesKept));

    public async Task<IMessageSocket> OpenAsync(Handshake handshake, CancellationToken cancellationToken)
    {
        var line = LineOf(handshake.Identity);

        // Not a refusal: when the network is back the charge point is, too, without a back-off that only this program knows of.
        await line.OnlineAsync(cancellationToken);
        try
        {
            foreach (var quirk in line.Quirks)
            {
                handshake = quirk.Handshake(handshake);
            }

            var socket = new LineSocket(await link.OpenAsync(handshake, cancellationToken), line);
            if (line.IsOffline)
            {
                // It went away while the handshake was on its way.
                socket.Abort();
            }

            return socket;
        }
        catch (HandshakeRefusedException e)
        {
            line.LastRefusal = e.Message;
            throw;
        }
    }

    /// <summary>A number that is the same in every process; the hash code of a string is not.</summary>
    private static int StreamOf(string identity) => identity.Aggregate(17, (sum, character) => unchecked((sum * 31) + character));
}
