using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Dashboard.Shell;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Attempts;

/// <summary>Why does this charger not connect: each refusal with its fix, and approval of those nobody registered.</summary>
public sealed partial class AttemptsPage
{
    private const int PageLength = 25;

    [Inject]
    private ConnectionAttemptReader Reader { get; set; } = null!;

    [Inject]
    private ChargePointRegistrations Registrations { get; set; } = null!;

    private Page<ConnectionAttemptView>? Rows { get; set; }

    private CursorTrail Trail { get; } = new();

    /// <summary>What the last click came to.</summary>
    private string? Done { get; set; }

    [Inject]
    private ChargePointDirectory Directory { get; set; } = null!;

    /// <summary>Nobody registered it yet, and the reader may. One that was removed is brought back where its history is seen.</summary>
    private bool CanApprove(string identity) => May(Role.Operator) && !Directory.TryFind(identity, out _) && !Directory.IsRemoved(identity);

    private bool MayBeApproved(ConnectionAttemptView row) => row.Reason == ConnectionRefusal.UnknownChargePoint && row.ChargePointId is { } identity && CanApprove(identity);

    protected override async Task LoadAsync() =>
        Rows = await Reader.ListAsync(new ConnectionAttemptFilter(), new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);

    private protected override bool Concerns(EventMessage message) => message.Type == EventTypes.HandshakeRefused;

    private Task ApproveAsync(ConnectionAttemptView attempt) => DoAsync(Role.Operator, async () =>
    {
        await Registrations.RegisterAsync(attempt.ChargePointId!, ChargePointChange.Whole(new ChargePointInput()));
        Done = $"{attempt.ChargePointId} is approved; it gets in with its next try.";
    });
}
