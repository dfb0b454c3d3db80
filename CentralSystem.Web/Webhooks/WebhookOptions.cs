using System.ComponentModel.DataAnnotations;

namespace CentralSystem.Web.Webhooks;

/// <summary>Section <c>Webhooks</c>: how events are delivered.</summary>
internal sealed class WebhookOptions
{
    public const string Section = "Webhooks";

    /// <summary>Deliver to receivers on this machine and in private networks, too; link-local addresses are refused in any case.</summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Longest wait for a receiver's answer.</summary>
    [Range(1, 60)]
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>How long a delivery is tried again before it is given up.</summary>
    [Range(1, 720)]
    public int GiveUpAfterHours { get; set; } = 24;

    /// <summary>Deliveries under way to one webhook at one time.</summary>
    [Range(1, 100)]
    public int ConcurrencyPerWebhook { get; set; } = 8;

    /// <summary>Deliveries under way to all webhooks at one time.</summary>
    [Range(1, 1_000)]
    public int Concurrency { get; set; } = 64;
}
