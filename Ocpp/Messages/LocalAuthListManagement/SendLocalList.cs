using System.ComponentModel.DataAnnotations;
using Ocpp.Payloads;
using Ocpp.Types;
using Update = Ocpp.Messages.UpdateType;

namespace Ocpp.Messages;

/// <summary>Replaces or changes the Local Authorization List.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §5.15 (behaviour), §6.41 (fields), errata §3.52 (listVersion).</remarks>
[OcppAction("SendLocalList", SentBy.CentralSystem, FeatureProfile.LocalAuthListManagement)]
public sealed partial record SendLocalListRequest : IOcppRequest<SendLocalListResponse>, IConditionalRules
{
    /// <summary>Version of the list after the update; 0 and -1 have a meaning of their own in GetLocalListVersion.</summary>
    [Range(1, int.MaxValue)]
    public required int ListVersion { get; init; }

    /// <summary>The new list, or the changes; absent or empty, a Full update empties the list and a Differential one changes nothing.</summary>
    public IReadOnlyList<AuthorizationData>? LocalAuthorizationList { get; init; }

    /// <summary>Whether the list is replaced or changed.</summary>
    public required OcppEnum<UpdateType> UpdateType { get; init; }

    /// <inheritdoc />
    public void CheckRules(RuleCheck rules)
    {
        if (LocalAuthorizationList is null)
        {
            return;
        }

        var isFull = UpdateType == Update.Full;
        var idTags = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < LocalAuthorizationList.Count; i++)
        {
            var entry = LocalAuthorizationList[i];
            if (isFull && entry.IdTagInfo is null)
            {
                rules.Require(false, $"localAuthorizationList[{i}].idTagInfo", "required when updateType is Full (§7.1)");
            }

            if (!idTags.Add(entry.IdTag))
            {
                rules.Expect(false, $"localAuthorizationList[{i}].idTag", "idTags must be unique within one update (§6.41)");
            }
        }
    }
}

/// <summary>Answers a SendLocalList.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §6.42.</remarks>
public sealed partial record SendLocalListResponse : IOcppResponse
{
    /// <summary>Whether the list is updated.</summary>
    public required OcppEnum<UpdateStatus> Status { get; init; }
}

/// <summary>Kind of a Local Authorization List update.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.48.</remarks>
public enum UpdateType
{
    /// <summary>The values change the list.</summary>
    Differential,

    /// <summary>The values replace the list.</summary>
    Full,
}

/// <summary>Outcome of a SendLocalList.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.47.</remarks>
public enum UpdateStatus
{
    /// <summary>The list is updated.</summary>
    Accepted,

    /// <summary>The list could not be updated.</summary>
    Failed,

    /// <summary>The Charge Point does not support updates.</summary>
    NotSupported,

    /// <summary>A Differential update whose version is not higher than that of the list.</summary>
    VersionMismatch,
}
