using System.Globalization;
using System.Text;
using System.Text.Json;
using CentralSystem.Tests.Support;
using CsCheck;

namespace CentralSystem.Tests.Hostile.Fuzz;

/// <summary>One peer that sends what <see cref="FuzzedMessages"/> and <see cref="FuzzedFrames"/> make, and holds the answers against what has to come.</summary>
/// <remarks>The same seed and number make the same bytes.</remarks>
internal sealed class FuzzedPeer(RunningCentralSystem system, int number, ulong seed)
{
    /// <summary>Frames sent at one go.</summary>
    private const int Pipelined = 50;

    /// <summary>One in so many batches ends its connection.</summary>
    private const int BatchesPerBreak = 20;

    private readonly PCG _random = new((uint)number + 1, seed);
    private readonly string _identity = $"FUZZ-{number}";
    private int _sent;

    /// <summary>CALLRESULTs that came.</summary>
    public int Results { get; private set; }

    /// <summary>CALLERRORs that came.</summary>
    public int Errors { get; private set; }

    public async Task RunAsync(int frames)
    {
        for (var batch = 0; _sent < frames;)
        {
            await using var client = await system.ConnectTcpAsync(_identity, boot: false);
            await client.SendTextAsync("""[2,"boot","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""");
            while (await AnswerAsync(client) != "boot")
            {
                // The central system asks for something at once.
            }

            do
            {
                await SendBatchAsync(client);
            }
            while (++batch % BatchesPerBreak != 0 && _sent < frames);
            await BreakAsync(client);
        }
    }

    private T Next<T>(Gen<T> gen) => gen.Generate(_random, null, out _);

    private async Task SendBatchAsync(RawWebSocketClient client)
    {
        var bytes = new List<byte>();
        var expected = new Dictionary<string, string>();
        for (var i = 0; i < Pipelined; i++)
        {
            var text = Next(FuzzedMessages.Text).Replace(FuzzedMessages.Id, (_sent++).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            bytes.AddRange(Next(FuzzedFrames.Of(text)));
            if (FuzzedMessages.ExpectedId(text) is { } id)
            {
                // Under an id that is in use the first one is answered; a copy may be ignored.
                expected.TryAdd(id, text);
            }
        }

        // CALLs are answered in order: with this answer every other one is here.
        var last = $"last {_sent}";
        bytes.AddRange(RawWebSocketClient.Frame(Opcode.Text, Encoding.UTF8.GetBytes($"[2,\"{last}\",\"Heartbeat\",{{}}]")));
        var sending = client.SendBytesAsync(bytes.ToArray());
        for (var answered = ""; answered != last;)
        {
            answered = await AnswerAsync(client);
            expected.Remove(answered);
        }

        await sending;
        expected.Values.ShouldBeEmpty($"seed {seed}, peer {number}, frame {_sent}");
    }

    /// <summary>Reads one frame of the central system; a CALL of its own is answered with something.</summary>
    /// <returns>The id that was answered; empty for a CALL.</returns>
    private async Task<string> AnswerAsync(RawWebSocketClient client)
    {
        var text = await client.ReceiveTextAsync();
        using var document = JsonDocument.Parse(text);
        var frame = document.RootElement;
        var kind = frame[0].GetInt32();
        frame.GetArrayLength().ShouldBe(kind switch { 2 => 4, 3 => 3, 4 => 5, _ => 0 }, text);
        if (kind == 2)
        {
            await client.SendTextAsync($"[3,{frame[1].GetRawText()},{Next(FuzzedMessages.Answer)}]");
            return "";
        }

        (Results, Errors) = kind == 3 ? (Results + 1, Errors) : (Results, Errors + 1);
        return frame[1].ValueKind == JsonValueKind.String ? frame[1].GetString()! : frame[1].GetRawText();
    }

    private async Task BreakAsync(RawWebSocketClient client)
    {
        try
        {
            await client.SendBytesAsync(Next(FuzzedFrames.Breaking));
        }
        catch (IOException)
        {
            // Closed at the first of these bytes.
        }

        client.Reset();
    }
}
