using System.Net;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Webhooks;

/// <summary>What administrators do with webhooks.</summary>
internal sealed class WebhookService(
    GroupCommitWriter writer, WebhookDispatcher dispatcher, WebhookSender sender, WebhookAddresses addresses, WebhookSecrets secrets, WebhookReader reader,
    TimeProvider time)
{
    /// <summary>Type of the event that a test delivers.</summary>
    public const string TestType = "webhook.test";

    private const int MostWebhooks = 100;
    private const int DefaultOverlapHours = 24;

    /// <summary>Makes a webhook; it gets what happens from now on.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> for what cannot be used.</remarks>
    public async Task<Webhook> CreateAsync(JsonInput<WebhookInput> input)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var (url, secret) = (input.Value.Url ?? throw Problems.Invalid("url", "is required"), secrets.Seal(WebhookSignature.NewSecret()));
        Check(input);
        var stored = await writer.ChangeAsync(db =>
        {
            if (db.Webhooks.Count() >= MostWebhooks)
            {
                return null;
            }

            var row = new Webhook { Url = url, Secret = secret, Enabled = true, CreatedAt = now, ReachedEventId = db.Events.Max(e => (long?)e.Id) ?? 0 };
            Apply(input, row, now);
            db.Webhooks.Add(row);

            // Saved here for its id.
            db.SaveChanges();
            db.Audit(caller, now, "webhook.created", $"{row.Id}", AuditOf(row));
            return row;
        });
        if (stored is null)
        {
            throw new ProblemException(new Problem(StatusCodes.Status409Conflict, "too-many-webhooks", "Too many webhooks", $"There are {MostWebhooks}, which is the limit."));
        }

        await dispatcher.BeginAsync(stored.Id);
        return stored;
    }

    /// <summary>The secret of a webhook that was just made or given a new one, to be shown.</summary>
    public string NewSecretOf(Webhook webhook) => secrets.Open(webhook.Secret)!;

    /// <summary>Changes what is said; deliveries go on by it.</summary>
    public Task<Webhook> ChangeAsync(int id, JsonInput<WebhookInput> input, ExpectedRevision expected)
    {
        Check(input);
        return EditAsync(id, expected, "webhook.changed", (_, row, now) => Apply(input, row, now));
    }

    /// <summary>Gives it a new secret; the old one signs as well for a while.</summary>
    public Task<Webhook> RotateSecretAsync(int id, SecretRotation rotation)
    {
        var (secret, overlap) = (secrets.Seal(WebhookSignature.NewSecret()), TimeSpan.FromHours(rotation.OverlapHours ?? DefaultOverlapHours));
        return EditAsync(id, default, "webhook.secret-rotated", (_, row, now) =>
        {
            (row.PreviousSecret, row.PreviousSecretUntil) = (row.Secret, now + overlap);
            (row.Secret, row.UpdatedAt) = (secret, now);
        });
    }

    /// <summary>Delivers again: everything from an event or an instant on, or what was given up.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> when it does not say which, or several.</remarks>
    public Task<Webhook> ReplayAsync(int id, ReplayInput input)
    {
        if ((input.FromEventId is null ? 0 : 1) + (input.From is null ? 0 : 1) + (input.DeadLetters is true ? 1 : 0) != 1)
        {
            throw Problems.Invalid("", "Say exactly one of fromEventId, from, and deadLetters: true.");
        }

        return EditAsync(id, default, "webhook.replayed", (db, row, now) =>
        {
            if (input.DeadLetters is true)
            {
                var giveUpAt = now.AddHours(reader.GiveUpAfterHours);
                db.WebhookDeliveries.Where(d => d.WebhookId == id && d.State == DeliveryState.DeadLetter).ExecuteUpdate(set => set
                    .SetProperty(d => d.State, DeliveryState.Pending).SetProperty(d => d.Attempts, 0).SetProperty(d => d.NextAttemptAt, now).SetProperty(d => d.GiveUpAt, giveUpAt));
                return;
            }

            var first = input.FromEventId ?? db.Events.Where(e => e.At >= input.From).OrderBy(e => e.At).ThenBy(e => e.Id).Select(e => (long?)e.Id).FirstOrDefault() ?? long.MaxValue;
            if (first <= row.ReachedEventId)
            {
                row.ReachedEventId = first - 1;
                db.WebhookDeliveries.Where(d => d.WebhookId == id && d.EventId >= first).ExecuteDelete();
            }
        });
    }

    /// <summary>Removes it with all that is pending.</summary>
    public async Task DeleteAsync(int id, ExpectedRevision expected)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        await reader.FindAsync(id, CancellationToken.None);
        await dispatcher.ChangeAsync(id, async () => await writer.ChangeAsync(db =>
        {
            var row = db.Webhooks.SingleOrDefault(w => w.Id == id) ?? throw WebhookReader.NotFound(id);
            expected.Check(row);
            db.WebhookDeliveries.Where(d => d.WebhookId == id).ExecuteDelete();
            db.Webhooks.Remove(row);
            db.Audit(caller, now, "webhook.deleted", $"{id}", AuditOf(row));
            return true;
        }));
    }

    /// <summary>Delivers an event made for the purpose, now, and tells what the receiver said.</summary>
    public async Task<TestOutcome> TestAsync(int id, CancellationToken cancellationToken)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        var webhook = await reader.FindAsync(id, cancellationToken);
        var body = EventMessage.Write(0, TestType, now, null, $$"""{"webhookId":{{id}}}""");
        var outcome = await sender.SendAsync(webhook, 0, body, 1, readAnswer: true, cancellationToken);
        await writer.ChangeAsync(db =>
        {
            db.Audit(caller, now, "webhook.tested", $"{id}", new { outcome.IsDelivered, outcome.StatusCode });
            return true;
        });
        return new TestOutcome(outcome.IsDelivered, outcome.StatusCode, (long)outcome.Duration.TotalMilliseconds, outcome.Error, outcome.Answer);
    }

    private async Task<Webhook> EditAsync(int id, ExpectedRevision expected, string action, Action<CentralSystemDbContext, Webhook, DateTimeOffset> edit)
    {
        var (caller, now) = (Caller.Current, time.GetUtcNow());
        await reader.FindAsync(id, CancellationToken.None);
        return await dispatcher.ChangeAsync(id, async () => await writer.ChangeAsync(db =>
        {
            var row = db.Webhooks.SingleOrDefault(w => w.Id == id) ?? throw WebhookReader.NotFound(id);
            expected.Check(row);
            edit(db, row, now);
            db.Audit(caller, now, action, $"{id}", AuditOf(row));
            return row;
        }));
    }

    /// <summary>Refuses what cannot be used, before anything is stopped for it.</summary>
    private void Check(JsonInput<WebhookInput> input)
    {
        _ = EventSelection.TypesOf(input.Value.EventTypes ?? [], "eventTypes");
        if (input.Has("url"))
        {
            CheckUrl(input.Value.Url);
        }
    }

    private static void Apply(JsonInput<WebhookInput> input, Webhook webhook, DateTimeOffset now)
    {
        var said = input.Value;
        webhook.Url = said.Url ?? webhook.Url;

        if (input.Has("description"))
        {
            webhook.Description = said.Description;
        }

        if (input.Has("eventTypes"))
        {
            webhook.EventTypes = said.EventTypes ?? [];
        }

        if (input.Has("chargePointIds"))
        {
            webhook.ChargePointIds = said.ChargePointIds ?? [];
        }

        if (input.Has("chargePointTags"))
        {
            webhook.ChargePointTags = said.ChargePointTags ?? [];
        }

        (webhook.Enabled, webhook.UpdatedAt) = (said.Enabled ?? webhook.Enabled, now);
    }

    /// <summary>A name is judged when it is resolved; an address already here.</summary>
    private void CheckUrl(string? text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) || url.UserInfo.Length > 0)
        {
            throw Problems.Invalid("url", "must be an absolute http or https URL without user and password");
        }

        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && !addresses.Allows(address))
        {
            throw Problems.Invalid("url", "is at an address that deliveries may not go to (Webhooks:AllowPrivateAddresses)");
        }
    }

    /// <summary>No secret, and no query, which may hold one.</summary>
    private static object AuditOf(Webhook row) => new { Url = row.Url.Split('?')[0], row.EventTypes, row.ChargePointIds, row.ChargePointTags, row.Enabled, row.ReachedEventId };
}

/// <summary>What the receiver of a test said.</summary>
/// <param name="Delivered">Whether the receiver took it.</param>
/// <param name="StatusCode">HTTP status of its answer; absent when none came.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Error">What went wrong; absent when it was delivered.</param>
/// <param name="Answer">Beginning of the answer's body.</param>
internal sealed record TestOutcome(bool Delivered, int? StatusCode, long DurationMs, string? Error, string? Answer);
