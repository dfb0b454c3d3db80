using System.Globalization;
using System.Text.RegularExpressions;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Events;
using CentralSystem.Web.Journal;
using Microsoft.AspNetCore.Components;
using Ocpp;
using Ocpp.Messages;
using Ocpp.Payloads;

namespace CentralSystem.Web.Dashboard.Messages;

/// <summary>A live table of messages for pages to include: <c>&lt;MessageTable ChargePointId="@identity" /&gt;</c>.</summary>
public sealed partial class MessageTable
{
    internal const string NoneYet = "No message yet. Each one that a charge point sends or gets appears here at once.";

    /// <summary>Most entries that the API gives at once.</summary>
    private const int MostExported = 1_000;

    private static readonly string[] OfConnector = [StatusNotificationRequest.Action, MeterValuesRequest.Action];

    private static readonly string[] OfCustomers = [AuthorizeRequest.Action, RemoteStartTransactionRequest.Action];

    /// <summary>A clock that is set meanwhile must not hide the other half.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait for an answer that is looked for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <summary>Messages are written behind: those of a period may still come so long after its end.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    private MessageFilter? _shown;
    private MessageTail? _tail;

    [Inject]
    private MessageReader Reader { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    /// <summary>Only those of a charge point.</summary>
    [Parameter]
    public string? ChargePointId { get; set; }

    /// <summary>Only those of an operation.</summary>
    [Parameter]
    public string? Action { get; set; }

    /// <summary>Only those that the charge point (<c>Received</c>) or the central system (<c>Sent</c>) sent.</summary>
    [Parameter]
    public string? Direction { get; set; }

    /// <summary>Only answers that tell of an error, and what could not be read.</summary>
    [Parameter]
    public bool IsErrorsOnly { get; set; }

    /// <summary>Only those whose frame holds this text.</summary>
    [Parameter]
    public string? Text { get; set; }

    [Parameter]
    public DateTimeOffset? From { get; set; }

    [Parameter]
    public DateTimeOffset? To { get; set; }

    /// <summary>Only those about a transaction, with what its connector and its customers said meanwhile.</summary>
    [Parameter]
    public int? TransactionId { get; set; }

    /// <summary>The connector of that transaction.</summary>
    [Parameter]
    public int? ConnectorId { get; set; }

    /// <summary>What is said when there is none.</summary>
    [Parameter]
    public string Empty { get; set; } = NoneYet;

    private List<Exchange>? Exchanges { get; set; }

    private string? OlderCursor { get; set; }

    private CursorTrail Trail { get; } = new();

    private bool IsPaused { get; set; }

    /// <summary>The exchange whose fields are shown.</summary>
    private long? Opened { get; set; }

    private Exchange? Details { get; set; }

    private MessageFilter Filter => new()
    {
        ChargePointId = ChargePointId,
        Action = string.IsNullOrWhiteSpace(Action) ? null : Action,
        Direction = Enum.TryParse<MessageDirection>(Direction, out var direction) ? direction : null,
        Errors = IsErrorsOnly ? true : null,
        Text = string.IsNullOrWhiteSpace(Text) ? null : Text.Trim(),
        From = From is { } from ? new Instant(from) : null,
        To = To is { } to ? new Instant(to) : null,
    };

    /// <summary>The same messages from the API.</summary>
    /// <param name="format">csv holds all of them; json only a page.</param>
    private string ExportLink(string format) => ApiLink.To(
        "/messages", ("format", format), ("limit", format == "json" ? MostExported.ToString(CultureInfo.InvariantCulture) : null), ("chargePointId", ChargePointId), ("action", Filter.Action), ("direction", Filter.Direction?.ToString()),
        ("errors", IsErrorsOnly ? "true" : null), ("text", Filter.Text), ("from", From is { } from ? OcppDateTime.Format(from) : null), ("to", To is { } to ? OcppDateTime.Format(to) : null));

    /// <summary>Another filter is another list; the same one again, from a page that was rendered anew, is none.</summary>
    protected override Task OnParametersSetAsync()
    {
        if (Filter == _shown)
        {
            return Task.CompletedTask;
        }

        _shown = Filter;
        _tail = new MessageTail(Reader, _shown);
        (Opened, Details) = (null, null);
        Trail.Reset();
        return base.OnParametersSetAsync();
    }

    protected override async Task LoadAsync()
    {
        var tail = _tail!;
        if (Trail.Current is { } cursor)
        {
            var page = await Reader.ListAsync(_shown!, new PageQuery { Limit = MessageTail.MostMessages, Cursor = cursor }, Left);
            Show(page.Items, page.NextCursor);
            return;
        }

        // Another filter is another list, of which the first look is worth something also while it is paused.
        if (!IsPaused || !tail.WasRead)
        {
            await tail.CatchUpAsync(Left);
        }

        if (tail == _tail)
        {
            Show(tail.Newest, tail.Older);
        }
    }

    private protected override bool Concerns(EventMessage message) => false;

    /// <summary>What is older, and a period that is over, change no more.</summary>
    private protected override bool Concerns(RecordedMessages messages) =>
        Trail.Current is null && !IsPaused && (ChargePointId is null || messages.ChargePointIds.Contains(ChargePointId)) && !(To < Time.GetUtcNow() - LongestDelay);

    /// <summary>What it says, so far as that fits in a line; else what it is for.</summary>
    private static string GistOf(Exchange exchange) => exchange.Gist is { Length: > 0 } gist ? gist : MeaningOf(exchange.Action);

    private static string MeaningOf(string action) => OcppActions.Find(action) is { } known ? Docstrings.Of(known.RequestType) ?? "" : "Not an operation of OCPP 1.6.";

    private void Show(IEnumerable<MessageView> messages, string? older) => (Exchanges, OlderCursor) = ([.. Exchange.Of(messages).Where(IsAsked)], older);

    private bool IsAsked(Exchange exchange)
    {
        if (TransactionId is not { } id)
        {
            return true;
        }

        return Names(exchange, FieldOf("transactionId", id))
            || (ConnectorId is { } connectorId && OfConnector.Contains(exchange.Action) && Names(exchange, FieldOf("connectorId", connectorId)))
            || OfCustomers.Contains(exchange.Action);
    }

    private static bool Names(Exchange exchange, string field) =>
        new[] { exchange.Call, exchange.Answer }.OfType<MessageView>().Any(message => Regex.IsMatch(message.Frame, field, RegexOptions.CultureInvariant));

    private static string FieldOf(string name, int value) => string.Create(CultureInfo.InvariantCulture, $"\"{name}\"\\s*:\\s*{value}(?![0-9.])");

    /// <summary>What came of it; a filter that takes one frame may leave out its answer.</summary>
    private string ResultOf(Exchange exchange) =>
        exchange is { Call.MessageType: MessageType.CALL, Answer: null } && (Direction is { Length: > 0 } || Text is { Length: > 0 }) ? "open it to see" : exchange.Result;

    private Task PauseAsync()
    {
        IsPaused = !IsPaused;
        return ReloadAsync();
    }

    private Task OpenAsync(Exchange exchange) => DoAsync(Role.Viewer, async () =>
    {
        if (Opened == exchange.First.Id)
        {
            (Opened, Details) = (null, null);
            return;
        }

        var details = exchange.Call is null || exchange.Answer is null ? await CompletedAsync(exchange) : exchange;
        (Opened, Details) = (exchange.First.Id, details);
    });

    /// <summary>The other half, where the filter or the end of the list left it out.</summary>
    private async Task<Exchange> CompletedAsync(Exchange exchange)
    {
        var known = exchange.First;
        if (known.MessageType is MessageType.UNKNOWN)
        {
            return exchange;
        }

        var asked = exchange.Call is { } call ? call.At : known.At - TimeSpan.FromMilliseconds(known.LatencyMs ?? 0);
        var filter = new MessageFilter
        {
            ChargePointId = known.ChargePointId,
            MessageId = known.MessageId,
            Direction = Exchange.Other(known.Direction),
            From = new Instant(asked - Around),
            To = new Instant(exchange.Call is null ? asked + Around : asked + LongestWait),
        };
        var found = await Reader.ListAsync(filter, new PageQuery { Limit = 1 }, Left);
        var other = found.Items.Count > 0 ? found.Items[0] : null;
        return exchange.Call is null ? exchange with { Call = other } : exchange with { Answer = other };
    }
}
