using Ocpp.Types;

namespace CentralSystem.Web.IdTags;

/// <summary>What is said of an idTag at one Charge Point.</summary>
/// <param name="Status">Never ConcurrentTx: that is found where a transaction is written.</param>
/// <param name="ParentIdTag">Its group.</param>
/// <param name="ExpiryDate">When the verdict ends.</param>
/// <param name="MaxActiveTransactions">Transactions of the tag that may run at once.</param>
internal readonly record struct IdTagVerdict(AuthorizationStatus Status, string? ParentIdTag, DateTimeOffset? ExpiryDate, int? MaxActiveTransactions)
{
    /// <summary>The idTag it was looked up by, where that is not the one that was sent.</summary>
    public string? NormalizedIdTag { get; init; }

    /// <summary>Transactions of the whole group that may run at once.</summary>
    public int? MaxActiveTransactionsOfGroup { get; init; }

    /// <summary>Who decided.</summary>
    public AuthorizedBy DecidedBy { get; init; }

    /// <summary>What stands against it.</summary>
    public RefusalReason Reason { get; init; }

    /// <summary>Somebody registered it.</summary>
    public bool IsRegistered { get; init; }

    public bool IsAccepted => Status == AuthorizationStatus.Accepted;

    /// <summary>As it goes to the Charge Point, maybe with a status found later.</summary>
    public IdTagInfo ToIdTagInfo(AuthorizationStatus? status = null) =>
        new() { Status = status ?? Status, ParentIdTag = ParentIdTag, ExpiryDate = ExpiryDate };
}

/// <summary>Who decided whether an idTag may charge.</summary>
internal enum AuthorizedBy
{
    /// <summary>The registered idTag, its group and their rules.</summary>
    IdTags,

    /// <summary>The setting for idTags nobody registered.</summary>
    UnknownIdTagPolicy,

    /// <summary>The Charge Point is open to everybody.</summary>
    FreeVend,

    /// <summary>The external service.</summary>
    External,

    /// <summary>What is set for an external service that does not answer.</summary>
    ExternalFallback,
}

/// <summary>Why an idTag may not charge.</summary>
internal enum RefusalReason
{
    None,

    /// <summary>Nobody registered it.</summary>
    Unknown,

    /// <summary>The operator's verdict on the tag.</summary>
    TagStatus,

    /// <summary>The operator's verdict on its group.</summary>
    GroupStatus,

    /// <summary>The tag is past its expiryDate.</summary>
    TagExpired,

    /// <summary>Its group is past its expiryDate.</summary>
    GroupExpired,

    /// <summary>It may not charge at this Charge Point.</summary>
    ChargePointNotPermitted,

    /// <summary>No time window is open.</summary>
    OutsideTimeWindow,

    /// <summary>The energy budget of the period is used up.</summary>
    EnergyBudgetUsedUp,

    /// <summary>As many of its transactions run as may.</summary>
    ConcurrentTransactions,

    /// <summary>The external service said so, or did not answer.</summary>
    External,
}
