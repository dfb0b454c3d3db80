namespace CentralSystem.Web.Connections.Tls;

/// <summary>What is logged of certificates.</summary>
internal sealed partial class TlsLog(ILogger<TlsLog> logger)
{
    [LoggerMessage(EventId = 1220, Level = LogLevel.Information, Message = "{Files} changed: new connections use what they hold now")]
    public partial void Reloaded(string files);

    [LoggerMessage(EventId = 1221, Level = LogLevel.Error, Message = "A changed file cannot be used; what was loaded before stays in use. {Problem}")]
    public partial void NotReloaded(string problem);
}
