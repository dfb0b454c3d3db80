using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Transactions;

/// <summary>Section <c>Transactions</c>: what ends a transaction whose StopTransaction never comes (docs/decisions/0010).</summary>
internal sealed class TransactionOptions
{
    public const string Section = "Transactions";

    /// <summary>End it when its connector says Available.</summary>
    public bool ResolveOnAvailable { get; set; } = true;

    /// <summary>End it when a later transaction began on its connector.</summary>
    public bool ResolveOnNextStart { get; set; } = true;

    /// <summary>End it when its Charge Point booted, and neither a stop nor a sign of it came since.</summary>
    public bool ResolveAfterBoot { get; set; } = true;

    /// <summary>How long a stop may still be in the queue of a connected Charge Point.</summary>
    [Range(1, 10_080)]
    public int GraceMinutes { get; set; } = 10;

    /// <summary>How long after a boot a Charge Point may take to say what became of its transactions.</summary>
    [Range(1, 10_080)]
    public int AfterBootMinutes { get; set; } = 120;

    /// <summary>After this time without its Charge Point, an open transaction is put before the operator; 0 never does.</summary>
    [Range(1, 10_080), OrZero]
    public int OfflineAnomalyMinutes { get; set; } = 1_440;
}
