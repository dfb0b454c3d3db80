using CentralSystem.Web.Api;
using CentralSystem.Web.Webhooks;

namespace CentralSystem.Web.Dashboard.Webhooks;

/// <summary>What is typed about a webhook, before it is checked.</summary>
public sealed class WebhookForm
{
    public string Url { get; set; } = "";

    public string Description { get; set; } = "";

    /// <summary>One type or prefix a line; nothing for all.</summary>
    public string EventTypes { get; set; } = "";

    /// <summary>One identity a line; nothing for all.</summary>
    public string ChargePoints { get; set; } = "";

    /// <summary>One tag a line.</summary>
    public string ChargePointTags { get; set; } = "";

    public bool Enabled { get; set; } = true;

    internal static WebhookForm Of(WebhookView webhook) => new()
    {
        Url = webhook.Url,
        Description = webhook.Description ?? "",
        EventTypes = string.Join('\n', webhook.EventTypes),
        ChargePoints = string.Join('\n', webhook.ChargePointIds),
        ChargePointTags = string.Join('\n', webhook.ChargePointTags),
        Enabled = webhook.Enabled,
    };

    /// <summary>By the rules by which the API checks a body.</summary>
    internal JsonInput<WebhookInput> ToInput() => JsonInput<WebhookInput>.Whole(new WebhookInput
    {
        Url = Url.Trim(),
        Description = string.IsNullOrWhiteSpace(Description) ? null : Description.Trim(),
        EventTypes = LinesOf(EventTypes),
        ChargePointIds = LinesOf(ChargePoints),
        ChargePointTags = LinesOf(ChargePointTags),
        Enabled = Enabled,
    });

    private static List<string> LinesOf(string text) => [.. text.Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
