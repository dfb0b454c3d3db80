using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Webhooks;

/// <summary>Which addresses deliveries may go to: an operator's URL must not turn this server into a way into its own network.</summary>
/// <remarks>The address is judged where the connection is made, after the name was resolved, so a name cannot change its mind in between.</remarks>
internal sealed class WebhookAddresses(IOptions<WebhookOptions> options)
{
    /// <summary>Never, not even in one's own network: there are cloud metadata services, and addresses that are no host's.</summary>
    private static readonly IPNetwork[] Forbidden =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("224.0.0.0/3"),
        IPNetwork.Parse("::/128"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("ff00::/8"), IPNetwork.Parse("fd00:ec2::254/128"), IPNetwork.Parse("100.100.100.200/32"),
    ];

    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("::1/128"), IPNetwork.Parse("fc00::/7"),

        // Addresses that carry one of IPv4 within: a translator would lead to it.
        IPNetwork.Parse("64:ff9b::/96"), IPNetwork.Parse("64:ff9b:1::/48"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("2001::/32"),
    ];

    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Forbidden.Any(network => network.Contains(plain)) && (options.Value.AllowPrivateAddresses || !Private.Any(network => network.Contains(plain)));
    }

    /// <summary>Resolves a name and connects to the first allowed address that answers.</summary>
    /// <remarks>Errors: <see cref="HttpRequestException"/> when the name leads to no allowed address.</remarks>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var found = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        var allowed = found.Where(Allows).ToArray();
        if (allowed.Length == 0)
        {
            throw new HttpRequestException($"{target.Host} is at an address that deliveries may not go to (Webhooks:AllowPrivateAddresses).");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
