using Ocpp.Types;

namespace CentralSystem.Web.IdTags;

/// <summary>What operators may limit alike: an idTag, and a group of them.</summary>
internal interface IUsageLimited
{
    AuthorizationStatus Status { get; set; }

    DateTimeOffset? ExpiryDate { get; set; }

    int? MaxActiveTransactions { get; set; }

    UsageRules? Rules { get; set; }

    string? Note { get; set; }
}
