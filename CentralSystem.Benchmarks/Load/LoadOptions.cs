using System.Net;

namespace CentralSystem.Benchmarks.Load;

/// <summary>What the generator is asked to do; the options carry the names of ocppload's.</summary>
internal sealed record LoadOptions
{
    public required LoadMode Mode { get; init; }

    public required IPEndPoint Server { get; init; }

    /// <summary>Prefix of the request path; the identity follows.</summary>
    public required string Path { get; init; }

    public required int Connections { get; init; }

    public required string IdPrefix { get; init; }

    public required int IdStart { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Load before the measured part.</summary>
    public required double Warmup { get; init; }

    /// <summary>Letters of what each Charge Point sends, repeated for ever; see <see cref="CallWriter"/>.</summary>
    public required string Sequence { get; init; }

    /// <summary>CALLs per second of all connections together, for <see cref="LoadMode.Paced"/>.</summary>
    public required double Rate { get; init; }

    public required string IdTag { get; init; }

    /// <summary>Handshakes under way at once.</summary>
    public required int InFlight { get; init; }

    /// <summary>Source addresses 127.0.0.2 and on: one address has some 28,000 ports, and closed ones rest for a minute.</summary>
    public required int SourceAddresses { get; init; }

    /// <summary>Time until a CALL or a handshake counts as lost.</summary>
    public required TimeSpan Timeout { get; init; }

    public required bool Boots { get; init; }

    /// <summary>Process of the server, for its memory and processor time; 0 for none.</summary>
    public required int ServerPid { get; init; }

    public required string Label { get; init; }

    public static LoadOptions Parse(string[] args)
    {
        var line = new CommandLine(args, "no-boot");
        var host = line.Text("host", "127.0.0.1");
        if (!IPAddress.TryParse(host, out var address) || !IPAddress.IsLoopback(address))
        {
            throw new UsageException("--host wants a loopback address: this generator is no tool to aim at other machines");
        }

        var mode = line.Text("mode", "rr");
        var options = new LoadOptions
        {
            Mode = Enum.TryParse<LoadMode>(mode, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed)
                ? parsed
                : throw new UsageException("--mode wants rr, paced, idle, mute or storm"),
            Server = new IPEndPoint(address, line.Int("port", 8080, 1, 65535)),
            Path = line.Text("path", "/ocpp/"),
            Connections = line.Int("conns", 100, 1, 100_000),
            IdPrefix = line.Text("id-prefix", "CP"),
            IdStart = line.Int("id-start", 0, 0, 1_000_000),
            Seconds = line.Number("secs", 10, 0.1, 7200),
            Warmup = line.Number("warmup", 1, 0, 600),
            Sequence = CallWriter.SequenceOf(line.Text("seq", "H")),
            Rate = line.Number("rate", 1000, 0.01, 1_000_000),
            IdTag = line.Text("idtag", "TAG00001"),
            InFlight = line.Int("inflight", 64, 1, 100_000),
            SourceAddresses = line.Int("src-ips", 8, 0, 250),
            Timeout = TimeSpan.FromSeconds(line.Number("timeout", 10, 0.1, 600)),
            Boots = !line.Flag("no-boot"),
            ServerPid = line.Int("pid", 0, 0, int.MaxValue),
            Label = line.Text("label", ""),
        };
        line.RefuseOthers();
        return options;
    }
}

/// <summary>What the Charge Points do once they are connected and booted.</summary>
internal enum LoadMode
{
    /// <summary>Closed loop: each keeps exactly one CALL outstanding.</summary>
    Rr,

    /// <summary>Open loop: CALLs are due at fixed instants, and latency counts from there: a stalled server cannot hide its stall.</summary>
    Paced,

    /// <summary>They stay connected and answer pings.</summary>
    Idle,

    /// <summary>They fall silent, pings included: how long until the server drops them.</summary>
    Mute,

    /// <summary>They fall silent and connect again, all at once under the same identities, while the server still holds the old sockets.</summary>
    Storm,
}
