namespace CentralSystem.Web.Connections.Tls;

/// <summary>What is logged of certificates.</summary>
internal sealed partial class TlsLog(ILogger<TlsLog> logger)
{
    [LoggerMessage(EventId = 1220, Level = LogLevel.Information, Message = "{Files} changed: new connections use what they hold now")]
    public partial void Reloaded(string files);

    [LoggerMessage(EventId = 1221, Level = LogLevel.Error, Message = "A changed file cannot be used; what was loaded before stays in use. {Problem}")]
    public partial void NotReloaded(string problem);

    [LoggerMessage(EventId = 1222, Level = LogLevel.Warning, Message = "The revocation list at {Url} could not be had; what it said before stays in force. {Problem}")]
    public partial void NotFetched(string url, string problem);
}
