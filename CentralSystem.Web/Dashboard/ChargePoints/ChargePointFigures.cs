using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Journal;

namespace CentralSystem.Web.Dashboard.ChargePoints;

/// <summary>What the page of one charge point shows, read in one go.</summary>
internal sealed class ChargePointFigures(
    ChargePointDirectory directory, ChargePointReader chargePoints, ConnectorReader connectors, CommandReader commands, MessageReader messages)
{
    private const int CommandsShown = 10;
    private const int MessagesShown = 40;

    /// <remarks>Errors: <see cref="ProblemException"/> for an identity that nobody registered.</remarks>
    public async Task<ChargePointSheet> ReadAsync(string identity, CancellationToken cancellationToken)
    {
        var chargePoint = directory.Get(identity);
        var details = await chargePoints.GetAsync(chargePoint, cancellationToken);
        var measured = new List<ConnectorDetails>();
        foreach (var connector in details.Connectors.Where(c => c.ConnectorId > 0))
        {
            measured.Add(connector.TransactionId is null ? new ConnectorDetails(connector, null) : await connectors.GetAsync(chargePoint, connector.ConnectorId, cancellationToken));
        }

        return new ChargePointSheet(
            details, measured,
            (await commands.ListAsync(new CommandFilter { ChargePointId = chargePoint.Identity }, new PageQuery { Limit = CommandsShown }, cancellationToken)).Items,
            (await messages.ListAsync(new MessageFilter { ChargePointId = chargePoint.Identity }, new PageQuery { Limit = MessagesShown }, cancellationToken)).Items);
    }
}

/// <summary>A charge point with its connectors, its last commands and its last frames, newest first.</summary>
internal sealed record ChargePointSheet(
    ChargePointDetails Details, IReadOnlyList<ConnectorDetails> Connectors, IReadOnlyList<CommandView> Commands, IReadOnlyList<MessageView> Messages);
