using System.Globalization;
using CentralSystem.Web.Access;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Rpc;
using Ocpp.Types;

namespace CentralSystem.Web.LocalLists;

/// <summary>Brings the list of one Charge Point into step, by commands like any operator's.</summary>
/// <remarks>Source: OCPP 1.6 §5.10, §5.15, §9.2. Errors: <see cref="LocalListException"/>.</remarks>
internal sealed class LocalListConversation(CommandService commands, LocalListVersions versions, WantedLists wantedLists)
{
    private const string PerMessage = "SendLocalListMaxLength";
    private const string Total = "LocalAuthListMaxLength";
    private const string Enabled = "LocalAuthListEnabled";

    /// <summary>Assumed of a Charge Point that does not tell: few enough for any.</summary>
    private static readonly LocalListLimits Untold = new(50, 1_000);

    /// <returns>Whether anything had to be sent.</returns>
    public async Task<bool> SynchronizeAsync(LocalListStatus status, CancellationToken cancellationToken)
    {
        var limits = status.Limits;
        if (limits is null)
        {
            limits = await AskLimitsAsync(status.ChargePoint, cancellationToken);
            await CompareVersionsAsync(status, cancellationToken);
            status.Limits = limits;
        }
        else if (await versions.KnownAsync(status.ChargePoint, cancellationToken) is > 0 and var known && known != status.SyncedVersion)
        {
            // An operator sent it a list meanwhile.
            status.Forget();
        }

        var wanted = wantedLists.Build(status.ChargePoint, limits.Total);
        status.WantedEntries = wanted.Entries.Count + wanted.LeftOut;
        if (status.HeldHash == wanted.Hash)
        {
            status.Held = wanted;
            return false;
        }

        await SendAsync(status, wanted, limits, cancellationToken);
        return true;
    }

    private async Task<LocalListLimits> AskLimitsAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        var outcome = await CommandAsync(chargePoint, new GetConfigurationRequest { Key = [PerMessage, Total, Enabled] }, cancellationToken);
        if (outcome is CallOutcome.Refused)
        {
            return Untold;
        }

        var keys = AnswerOf<GetConfigurationResponse>(outcome).ConfigurationKey ?? [];
        return string.Equals(ValueOf(Enabled), "false", StringComparison.OrdinalIgnoreCase)
            ? throw new LocalListException(true, $"{Enabled} is false.")
            : new LocalListLimits(NumberOf(PerMessage) ?? Untold.PerMessage, NumberOf(Total) ?? Untold.Total);

        string? ValueOf(string key) => keys.FirstOrDefault(k => k.Key.Equals(key, StringComparison.OrdinalIgnoreCase))?.Value;

        int? NumberOf(string key) => int.TryParse(ValueOf(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
    }

    /// <summary>A version that is not the one we gave means a list we do not know.</summary>
    private async Task CompareVersionsAsync(LocalListStatus status, CancellationToken cancellationToken)
    {
        var version = await AskVersionAsync(status.ChargePoint, cancellationToken);

        // An empty list reads version 0, whichever it was sent under (§5.10).
        var isOurs = version > 0 ? version == status.SyncedVersion : version == 0 && status.SyncedVersion is not null && status.Held is { Entries.Count: 0 };
        if (!isOurs)
        {
            status.Forget();
        }
    }

    private async Task<int> AskVersionAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        var version = AnswerOf<GetLocalListVersionResponse>(await CommandAsync(chargePoint, new GetLocalListVersionRequest(), cancellationToken)).ListVersion;
        return version >= 0 ? version : throw new LocalListException(true, "The list version is -1: there is no local list.");
    }

    private async Task SendAsync(LocalListStatus status, WantedList wanted, LocalListLimits limits, CancellationToken cancellationToken)
    {
        var changes = status.Held is { } held ? wanted.ChangesFrom(held) : null;
        var isDifferential = changes is not null && changes.Count < wanted.Entries.Count;

        // From here to the end nobody knows for sure what the Charge Point holds.
        status.Forget();
        if (!isDifferential || !await SendAsync(status, UpdateType.Differential, changes!, limits, cancellationToken))
        {
            if (isDifferential)
            {
                // Somebody else sent it a list. What it says now is what the next version has to be higher than.
                await AskVersionAsync(status.ChargePoint, cancellationToken);
            }

            if (!await SendAsync(status, UpdateType.Full, wanted.All(), limits, cancellationToken))
            {
                throw new LocalListException(false, "SendLocalList was answered VersionMismatch, the Full update, too.");
            }
        }

        (status.Held, status.HeldHash) = (wanted, wanted.Hash);
    }

    /// <summary>Sends entries in as many messages as they need; what follows a first Full one is Differential.</summary>
    /// <returns>False for a VersionMismatch.</returns>
    private async Task<bool> SendAsync(
        LocalListStatus status, UpdateType type, List<AuthorizationData> entries, LocalListLimits limits, CancellationToken cancellationToken)
    {
        var parts = entries.Count > 0 ? entries.Chunk(limits.PerMessage) : [[]];
        foreach (var part in parts)
        {
            var version = await versions.NextAsync(status.ChargePoint, cancellationToken);
            var update = new SendLocalListRequest { ListVersion = version, UpdateType = type, LocalAuthorizationList = part.Length > 0 ? part : null };
            var answer = AnswerOf<SendLocalListResponse>(await CommandAsync(status.ChargePoint, update, cancellationToken)).Status;
            switch (answer.Known)
            {
                case UpdateStatus.Accepted:
                    status.SyncedVersion = version;
                    break;
                case UpdateStatus.VersionMismatch:
                    return false;
                default:
                    throw new LocalListException(answer == UpdateStatus.NotSupported, $"SendLocalList was answered {answer}.");
            }

            type = UpdateType.Differential;
        }

        return true;
    }

    private async Task<CallOutcome> CommandAsync(ChargePointState chargePoint, IOcppRequest request, CancellationToken cancellationToken)
    {
        var run = await commands.StartAsync(chargePoint.Identity, request, new CommandOptions { Caller = Caller.System }, cancellationToken);
        return await run.Outcome.WaitAsync(cancellationToken);
    }

    private static TResponse AnswerOf<TResponse>(CallOutcome outcome) => outcome switch
    {
        CallOutcome.Answered { Response: TResponse response } => response,
        CallOutcome.Refused refused => throw new LocalListException(
            refused.Code is "NotSupported" or "NotImplemented", $"The Charge Point answered {refused.Code}: {refused.Description}"),
        CallOutcome.TimedOut => throw new LocalListException(false, "No answer came in time."),
        CallOutcome.ConnectionLost lost => throw new LocalListException(false, CommandEnd.DescriptionOf(lost)) { IsConnectionLost = true },
        _ => throw new LocalListException(false, $"The command ended as {outcome.GetType().Name}."),
    };
}

/// <summary>A list could not be brought into step.</summary>
internal sealed class LocalListException(bool isNotSupported, string message) : Exception(message)
{
    /// <summary>It never will be, as things are.</summary>
    public bool IsNotSupported { get; } = isNotSupported;

    /// <summary>It will be tried again when the Charge Point is back.</summary>
    public bool IsConnectionLost { get; init; }
}
