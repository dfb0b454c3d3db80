using System.Text;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Connections;

namespace CentralSystem.Tests.Hostile;

/// <summary>Honest Charge Points that all come back at once, behind one address, meet no limit; <c>bench storm</c> and <c>bench idle</c> do it with ten thousand.</summary>
[Collection(Heavy.Name)]
public sealed class StormTests
{
    private const int ChargePoints = 400;
    private const string Password = "0123456789abcdef";

    [Fact]
    public async Task All_of_one_address_come_back_twice_while_strangers_there_are_refused()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, ChargePoints).Select(i => system.AddChargePointAsync(IdentityOf(i), Password)));
        await StormAsync(system, boot: true);

        // A neighbour with a wrong password, and a scanner, at the same address.
        using var over = new CancellationTokenSource();
        var neighbours = Task.WhenAll(
            RepeatAsync(() => StatusAsync(system, "/ocpp/CP-0000", Basic("CP-0000", "wrong")), over.Token),
            RepeatAsync(() => StatusAsync(system, $"/ocpp/CP%01{Guid.NewGuid()}"), over.Token));
        await StormAsync(system, boot: false);
        await StormAsync(system, boot: false);
        await over.CancelAsync();
        await neighbours;
        system.Get<ChargePointRegistry>().Count.ShouldBeInRange(0, ChargePoints);
    }

    private static async Task StormAsync(RunningCentralSystem system, bool boot)
    {
        // The neighbour of the test spoils its own identity; it is locked out there, as it should be.
        var first = boot ? 0 : 1;
        var clients = await Task.WhenAll(Enumerable.Range(first, ChargePoints - first).Select(async i =>
        {
            var client = await system.HandshakeAsync($"/ocpp/{IdentityOf(i)}", "Sec-WebSocket-Protocol: ocpp1.6", Basic(IdentityOf(i), Password));
            client.StatusCode.ShouldBe(101, client.Body);
            await client.SendTextAsync(boot ? """[2,"b","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]""" : """[2,"b","Heartbeat",{}]""");
            (await client.ReceiveTextAsync()).ShouldStartWith("""[3,"b",""");
            return client;
        }));
        foreach (var client in clients)
        {
            client.Reset();
        }
    }

    private static async Task RepeatAsync(Func<Task> attempt, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await attempt();
        }
    }

    private static async Task StatusAsync(RunningCentralSystem system, string target, params string[] headers)
    {
        await using var client = await system.HandshakeAsync(target, ["Sec-WebSocket-Protocol: ocpp1.6", .. headers]);
        client.StatusCode.ShouldBeOneOf(101, 401, 404, 429);
    }

    private static string IdentityOf(int number) => $"CP-{number:0000}";

    private static string Basic(string user, string password) => $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";
}
