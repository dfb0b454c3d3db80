using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Accounts;

/// <summary>One's own password and sessions, and the way to the second factor.</summary>
public sealed partial class AccountPage
{
    [Inject]
    private Logins Logins { get; set; } = null!;

    [Inject]
    private UserDirectory Users { get; set; } = null!;

    private UserState? User { get; set; }

    private string? SessionId { get; set; }

    /// <summary>Newest first. Their ids stay on the server.</summary>
    private List<(string Id, DateTimeOffset StartedAt)> Sessions { get; set; } = [];

    private string Present { get; set; } = "";

    private string New { get; set; } = "";

    private string Again { get; set; } = "";

    /// <summary>What the last click came to.</summary>
    private string? Done { get; set; }

    /// <summary>Sessions begin and end without an event.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    /// <summary>The first answer, which comes before there is a session to ask for, shows the heading alone.</summary>
    protected override Task LoadAsync()
    {
        if (Session.Person is { } person)
        {
            (User, SessionId, Sessions) = (person.User, person.SessionId, [.. Users.SessionsOf(person.User.Key)]);
        }

        return Task.CompletedTask;
    }

    private protected override bool Concerns(EventMessage message) => false;

    private Task ChangePasswordAsync() => DoAsync(Role.Viewer, async () =>
    {
        Done = null;
        var (present, wanted, again) = (Present, New, Again);
        (Present, New, Again) = ("", "", "");
        if (wanted != again)
        {
            throw Problems.Invalid("newPassword", "is not the same both times");
        }

        await Logins.ChangePasswordAsync(User!, present, wanted, SessionId, Left);
        Done = "Your password is changed, and your other sessions are ended.";
    });

    private Task EndAsync(string sessionId) => DoAsync(Role.Viewer, async () =>
    {
        Done = null;
        await Logins.EndSessionAsync(User!, sessionId);
        Done = "The session is ended.";
    });

    private Task EndOthersAsync() => DoAsync(Role.Viewer, async () =>
    {
        Done = null;
        await Logins.EndOtherSessionsAsync(User!, SessionId!);
        Done = "Your other sessions are ended.";
    });
}
