using System.Globalization;
using System.Text.Json;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Dashboard.Transactions;
using CentralSystem.Web.Events;
using CentralSystem.Web.Transactions;
using Microsoft.AspNetCore.Components;
using static CentralSystem.Web.Dashboard.Shell.AddressChoice;

namespace CentralSystem.Web.Dashboard.Anomalies;

/// <summary>What did not fit: each with what it means, what to do, and the way to settle it.</summary>
public sealed partial class AnomaliesPage
{
    private const int PageLength = 25;

    private static readonly string[] Kinds =
    [
        Anomaly.UnmatchedMessage, Anomaly.OpenOnAvailableConnector, Anomaly.OpenOnOfflineChargePoint, .. TransactionWords.AllFlags.Select(flag => flag.ToString()),
    ];

    private (string?, string?, string?) _shown;

    [Inject]
    private AnomalyInbox Inbox { get; set; } = null!;

    [Inject]
    private TransactionReader Reader { get; set; } = null!;

    [Inject]
    private UnmatchedMessages Unmatched { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "chargePoint")]
    private string? ChargePointId { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "which")]
    private string? Which { get; set; }

    private Page<AnomalyView>? Rows { get; set; }

    /// <summary>The messages that the rows are about, by the subject of the row.</summary>
    private Dictionary<string, UnmatchedMessageView> Messages { get; set; } = [];

    private CursorTrail Trail { get; } = new();

    /// <summary>Notes under way, by anomaly.</summary>
    private Dictionary<long, string?> Notes { get; } = [];

    /// <summary>Transactions that are typed, by anomaly.</summary>
    private Dictionary<long, string?> Assigned { get; } = [];

    /// <summary>What the last click came to.</summary>
    private string? Done { get; set; }

    private bool IsFiltered => new[] { ChargePointId, Kind, Which }.Any(choice => !string.IsNullOrEmpty(choice));

    protected override Task OnParametersSetAsync()
    {
        if (_shown != (ChargePointId, Kind, Which))
        {
            _shown = (ChargePointId, Kind, Which);
            Trail.Reset();
        }

        return base.OnParametersSetAsync();
    }

    protected override async Task LoadAsync()
    {
        var filter = new AnomalyFilter { ChargePointId = Chosen(ChargePointId), Kind = Chosen(Kind), Acknowledged = Which == "settled" };
        var rows = await Inbox.ListAsync(filter, new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);
        var messages = new Dictionary<string, UnmatchedMessageView>();
        foreach (var row in rows.Items.Where(row => row.Kind == Anomaly.UnmatchedMessage))
        {
            if (await Reader.FindUnmatchedAsync(CentralSystem.Web.Transactions.Anomalies.IdOf(row.Subject), Left) is { } message)
            {
                messages[row.Subject] = message;
            }
        }

        (Rows, Messages) = (rows, messages);
    }

    private protected override bool Concerns(EventMessage message) =>
        message.Type is EventTypes.AnomalyDetected or EventTypes.TransactionStopped or EventTypes.TransactionCorrected;

    private static string? TextOf(Dictionary<long, string?> texts, long id) => texts.GetValueOrDefault(id);

    private static string PrettyOf(UnmatchedMessageView message) => $"{message.Action} {(message.Payload is { } payload ? JsonSerializer.Serialize(payload, JsonText.Indented) : "")}";

    private UnmatchedMessageView? MessageOf(AnomalyView row) => Messages.GetValueOrDefault(row.Subject);

    private Task AcknowledgeAsync(AnomalyView row) => DoAsync(Role.Operator, async () =>
    {
        await Inbox.AcknowledgeAsync(row.Id, Chosen(TextOf(Notes, row.Id)));
        Notes.Remove(row.Id);
        Done = $"“{TransactionWords.OfAnomaly(row.Kind).Label}” of {row.ChargePointId} is settled.";
    });

    private Task AssignAsync(AnomalyView row, UnmatchedMessageView message) => DoAsync(Role.Operator, async () =>
    {
        if (!int.TryParse(TextOf(Assigned, row.Id), NumberStyles.None, CultureInfo.InvariantCulture, out var transactionId))
        {
            throw Problems.Invalid("Belongs to transaction", "must be the number of a transaction");
        }

        await Unmatched.AssignAsync(message.Id, transactionId, null);
        Assigned.Remove(row.Id);
        Done = $"The message belongs to transaction {transactionId} now.";
    });

    private Task DismissAsync(AnomalyView row, UnmatchedMessageView message) => DoAsync(Role.Operator, async () =>
    {
        await Unmatched.DismissAsync(message.Id, null);
        Assigned.Remove(row.Id);
        Done = "The message is dismissed.";
    });
}
