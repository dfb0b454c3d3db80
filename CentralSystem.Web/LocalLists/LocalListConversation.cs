using System.Globalization;
using CentralSystem.Web.Access;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Connections;
using Ocpp.Messages;
using Ocpp.Payloads;
using Ocpp.Rpc;
using Ocpp.Types;

namespace CentralSystem.Web.LocalLists;

/// <summary>Brings the list of one Charge Point into step, by commands like any operator's.</summary>
/// <remarks>Source: OCPP 1.6 §5.10, §5.15, §9.2. Errors: <see cref="LocalListException"/>.</remarks>
internal sealed class LocalListConversation(CommandService commands, LocalListVersions versions, WantedLists wantedLists, ChargePointRegistry registry)
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
            limits = await AskLimitsAsync(status, cancellationToken);
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

    private async Task<LocalListLimits> AskLimitsAsync(LocalListStatus status, CancellationToken cancellationToken)
    {
        var outcome = await CommandAsync(status, new GetConfigurationRequest { Key = [PerMessage, Total, Enabled] }, cancellationToken);
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
        var version = await AskVersionAsync(status, cancellationToken);

        // An empty list reads version 0, whichever it was sent under (§5.10).
        var isOurs = version > 0 ? version == status.SyncedVersion : version == 0 && status.SyncedVersion is not null && status.Held is { Entries.Count: 0 };
        if (!isOurs)
        {
            status.Forget();
        }
    }

    private async Task<int> AskVersionAsync(LocalListStatus status, CancellationToken cancellationToken)
    {
        var version = AnswerOf<GetLocalListVersionResponse>(await CommandAsync(status, new GetLocalListVersionRequest(), cancellationToken)).ListVersion;
        return version >= 0 ? version : throw new LocalListException(true, "The list version is -1: there is no local list.");
    }

    private async Task SendAsync(LocalListStatus status, WantedList wanted, LocalListLimits limits, CancellationToken cancellationToken)
    {
        var changes = status.Held is { } held ? wanted.ChangesFrom(held) : null;
        var isDifferential = changes is not null && changes.Count < wanted.Entries.Count;

        // From here to the end nobody knows for sure what the Charge Point holds.
        status.Forget();
        if (!isDifferential || await SendAsync(status, UpdateType.Differential, changes!, limits, cancellationToken) is not null)
        {
            if (isDifferential)
            {
                // Somebody else may have sent it a list. What it says now is what the next version has to be higher than.
                await AskVersionAsync(status, cancellationToken);
            }

            if (await SendAsync(status, UpdateType.Full, wanted.All(), limits, cancellationToken) is { } refusal)
            {
                throw new LocalListException(refusal == UpdateStatus.NotSupported, $"SendLocalList was answered {refusal}{(isDifferential ? ", the Full update, too" : "")}.");
            }
        }

        (status.Held, status.HeldHash) = (wanted, wanted.Hash);
    }

    /// <summary>Sends entries in as many messages as they need; what follows a first Full one is Differential.</summary>
    /// <returns>What it was refused with; null when it was taken over. After a refused Differential update the whole list is sent (§5.15).</returns>
    private async Task<OcppEnum<UpdateStatus>?> SendAsync(
        LocalListStatus status, UpdateType type, List<AuthorizationData> entries, LocalListLimits limits, CancellationToken cancellationToken)
    {
        var parts = entries.Count > 0 ? entries.Chunk(limits.PerMessage) : [[]];
        foreach (var part in parts)
        {
            var version = await versions.NextAsync(status.ChargePoint, cancellationToken);
            var update = new SendLocalListRequest { ListVersion = version, UpdateType = type, LocalAuthorizationList = part.Length > 0 ? part : null };
            var answer = AnswerOf<SendLocalListResponse>(await CommandAsync(status, update, cancellationToken)).Status;
            if (answer != UpdateStatus.Accepted)
            {
                return answer;
            }

            status.SyncedVersion = version;
            type = UpdateType.Differential;
        }

        return null;
    }

    /// <summary>Over the one connection: whoever comes back on another one is asked first what is left of the list.</summary>
    private async Task<CallOutcome> CommandAsync(LocalListStatus status, IOcppRequest request, CancellationToken cancellationToken)
    {
        if (registry.Find(status.ChargePoint.Identity) != status.Session)
        {
            throw new LocalListException(false, "The connection ended.") { IsConnectionLost = true };
        }

        var run = await commands.StartAsync(status.ChargePoint.Identity, request, new CommandOptions { Caller = Caller.System }, cancellationToken);
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
