using CentralSystem.Web.Telemetry;

namespace CentralSystem.Web.Commands;

/// <summary>Commands that wait for their turn or their answer.</summary>
internal sealed class CommandBacklog(CommandService commands) : IBacklog
{
    public string Name => "commands";

    public long Length => commands.Pending;
}
