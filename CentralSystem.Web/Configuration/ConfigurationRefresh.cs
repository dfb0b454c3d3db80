using System.Globalization;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.Configuration;

/// <summary>Reads the whole configuration of a Charge Point.</summary>
internal sealed class ConfigurationRefresh(
    ConfigurationCalls calls, ConfigurationDrift drift, IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer)
{
    private const string MaxKeys = "GetConfigurationMaxKeys";

    /// <summary>For Charge Points that do not tell their own limit.</summary>
    private const int CautiousMaxKeys = 10;

    /// <summary>Reads all keys: those the Charge Point tells by itself, then by name what it may have left out.</summary>
    /// <remarks>
    /// Some answer only as many keys as GetConfigurationMaxKeys, or refuse to list all; so what is known, wanted or of the specification is asked for in
    /// batches of that size. An error in answer to one batch leaves the others; silence ends the work. Source: OCPP 1.6 §5.8.
    /// Errors: <see cref="ProblemException"/> when nothing can be sent; what was read until then is kept.
    /// </remarks>
    public async Task<ConfigurationRead> RunAsync(ChargePointState chargePoint, Caller? caller, CancellationToken cancellationToken)
    {
        // Before the first question: an update in the middle makes the whole stale.
        var firmware = await FirmwareOfAsync(chargePoint, cancellationToken);
        var first = await calls.CallAsync(chargePoint, new GetConfigurationRequest { Key = [MaxKeys] }, caller, cancellationToken);
        var maxKeys = first.Answer<GetConfigurationResponse>()?.ConfigurationKey?.FirstOrDefault(k => k.Key.Equals(MaxKeys, StringComparison.OrdinalIgnoreCase))?.Value is { } text
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : CautiousMaxKeys;

        var told = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var isSilent = first is CallOutcome.TimedOut;
        if (!isSilent)
        {
            var all = await calls.CallAsync(chargePoint, new GetConfigurationRequest(), caller, cancellationToken);
            told.UnionWith(all.Answer<GetConfigurationResponse>()?.ConfigurationKey?.Select(k => k.Key) ?? []);
            isSilent = all is CallOutcome.TimedOut;
        }

        // More keys than its limit, or fewer: then it told what it has. Exactly as many, or none: it may have stopped there.
        var isPart = told.Count == 0 || told.Count == maxKeys;
        var unanswered = 0;
        foreach (var batch in (await LeftOutAsync(chargePoint, told, isPart, cancellationToken)).Chunk(maxKeys))
        {
            var part = isSilent ? null : await calls.CallAsync(chargePoint, new GetConfigurationRequest { Key = batch }, caller, cancellationToken);
            told.UnionWith(part?.Answer<GetConfigurationResponse>()?.ConfigurationKey?.Select(k => k.Key) ?? []);
            unanswered += part is CallOutcome.Answered ? 0 : batch.Length;
            isSilent |= part is CallOutcome.TimedOut;
        }

        if (!isSilent)
        {
            await writer.ChangeAsync(db => db.ChargePoints.Where(c => c.Key == chargePoint.Key)
                .ExecuteUpdate(set => set.SetProperty(c => c.ConfigurationReadFirmware, firmware)));
        }

        return new ConfigurationRead(maxKeys, told.Count, unanswered);
    }

    /// <summary>Reads some keys again, a few at a time.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when nothing can be sent.</remarks>
    public async Task ReadAsync(ChargePointState chargePoint, IEnumerable<string> keys, Caller? caller, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var limit = await db.ConfigurationKeys.Where(k => k.ChargePointKey == chargePoint.Key && k.Key == MaxKeys).Select(k => k.Value).SingleOrDefaultAsync(cancellationToken);
        var atATime = int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : CautiousMaxKeys;
        foreach (var batch in keys.Chunk(atATime))
        {
            if (await calls.CallAsync(chargePoint, new GetConfigurationRequest { Key = batch }, caller, cancellationToken) is CallOutcome.TimedOut)
            {
                return;
            }
        }
    }

    private async Task<string?> FirmwareOfAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ChargePoints.Where(c => c.Key == chargePoint.Key).Select(c => c.FirmwareVersion).SingleOrDefaultAsync(cancellationToken);
    }

    private async Task<string[]> LeftOutAsync(ChargePointState chargePoint, HashSet<string> told, bool isPart, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await db.ConfigurationKeys.Where(k => k.ChargePointKey == chargePoint.Key).Select(k => k.Key).ToListAsync(cancellationToken);
        var wanted = (await drift.OfAsync(chargePoint, cancellationToken)).Select(d => d.Key);
        return [.. known.Concat(wanted).Concat(isPart ? KeyRules.Standard : []).Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(key => !told.Contains(key) && !KnownKeys.IsSecret(key)).Order(StringComparer.Ordinal)];
    }
}

/// <summary>What a refresh brought.</summary>
/// <param name="MaxKeys">Keys asked for at a time.</param>
/// <param name="KeysRead">Keys the Charge Point told.</param>
/// <param name="KeysUnanswered">Keys that were asked for in vain.</param>
internal sealed record ConfigurationRead(int MaxKeys, int KeysRead, int KeysUnanswered);
