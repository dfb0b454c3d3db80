using Microsoft.AspNetCore.Http.Features;

namespace CentralSystem.Web.Connections;

/// <summary>Stands ahead of the websocket middleware and makes the upgraded stream ours.</summary>
internal sealed class PingableUpgrade(IHttpUpgradeFeature inner, TimeProvider time) : IHttpUpgradeFeature
{
    /// <summary>The stream; null until the upgrade.</summary>
    public PingStream? Stream { get; private set; }

    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    public async Task<Stream> UpgradeAsync() => Stream = new PingStream(await inner.UpgradeAsync(), time);

    /// <summary>Puts a <see cref="PingableUpgrade"/> in place of the server's feature.</summary>
    public static void Install(HttpContext context, TimeProvider time)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } feature)
        {
            context.Features.Set<IHttpUpgradeFeature>(new PingableUpgrade(feature, time));
        }
    }
}
