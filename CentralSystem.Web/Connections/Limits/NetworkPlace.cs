using System.Net;
using System.Net.Sockets;

namespace CentralSystem.Web.Connections.Limits;

/// <summary>What counts as one address.</summary>
internal static class NetworkPlace
{
    /// <summary>Whoever has one address of IPv6 has its whole /64.</summary>
    public static string Of(string? address) => IPAddress.TryParse(address, out var ip) ? Of(ip) : address ?? "";

    /// <inheritdoc cref="Of(string?)"/>
    public static string Of(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes(), 0, 8) : address.ToString();
    }
}
