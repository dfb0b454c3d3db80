using System.Collections.Concurrent;
using ChargePointEmulator.Connection;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.Settings;
using Ocpp.Rpc;

namespace ChargePointEmulator.Faults;

/// <summary>Puts a <see cref="Line"/> between each charge point and the way to the Central System. Where nobody drives or disturbs charge points it is not there.</summary>
/// <param name="link">The way.</param>
/// <param name="settings">The seed of what is left to chance, and the habits of the stations.</param>
/// <param name="time">The clock.</param>
/// <param name="framesKept">Frames that each line remembers.</param>
internal sealed class LineLink(ICentralSystemLink link, EmulatorSettings settings, TimeProvider time, int framesKept = Line.FramesKept) : ICentralSystemLink
{
    private readonly ConcurrentDictionary<string, Line> _lines = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Told of every frame of every line, on the thread that carries it; it must return at once.</summary>
    public event Action<string, LineFrame>? FramePassed;

    /// <summary>Lines over websockets that can become half-open.</summary>
    public static LineLink OverWebSockets(EmulatorSettings settings, TimeProvider time, int framesKept = Line.FramesKept)
    {
        LineLink? lines = null;
        lines = new LineLink(new WebSocketLink(settings, (identity, tcp) => new StallingStream(tcp, lines!.LineOf(identity))), settings, time, framesKept);
        return lines;
    }

    /// <summary>The line of a charge point, made when it is first asked for.</summary>
    public Line LineOf(string identity) => _lines.GetOrAdd(identity, Make);

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

    private Line Make(string identity)
    {
        var line = new Line(identity, time, new SeededRandom(settings.Seed, StreamOf(identity)), framesKept) { Quirks = [.. settings.Quirks.Select(make => make())] };
        line.Frames.Added += frame => FramePassed?.Invoke(identity, frame);
        return line;
    }

    /// <summary>A number that is the same in every process; the hash code of a string is not.</summary>
    private static int StreamOf(string identity) => identity.Aggregate(17, (sum, character) => unchecked((sum * 31) + character));
}
