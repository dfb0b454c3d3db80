using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace CentralSystem.Web.Settings;

/// <summary>The address of the web server cannot be had.</summary>
internal sealed class ListenException(Exception cause)
    : Exception($"{cause.Message.TrimEnd('.')}. End the program that has this address, or choose another one with WEB_SRV_HOST and WEB_SRV_PORT.", cause)
{
    /// <summary>Whether a start failed for that reason: the address is taken, not this machine's, or not for this user.</summary>
    public static bool Explains(Exception e) => e is SocketException or IOException { InnerException: AddressInUseException or AggregateException { InnerException: SocketException } };
}
