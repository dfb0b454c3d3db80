using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Configuration;
using CentralSystem.Web.Dashboard.Forms;
using CentralSystem.Web.Events;
using CentralSystem.Web.IdTags;
using Microsoft.AspNetCore.Components;
using Ocpp.Messages;

namespace CentralSystem.Web.Dashboard.ChargePoints.Tabs;

/// <summary>What an operator says of a charge point: whether it takes part, what it is called, how strictly it is read, who may charge.</summary>
public sealed partial class SettingsTab
{
    /// <summary>What has a button of its own, since it does more than to note something.</summary>
    private static readonly string[] ByButton = ["registrationStatus", "password", "generatePassword"];

    [Inject]
    private ChargePointReader Reader { get; set; } = null!;

    [Inject]
    private ChargePointRegistrations Registrations { get; set; } = null!;

    [Inject]
    private AuthorizationPolicies Policies { get; set; } = null!;

    [Inject]
    private PasswordRotation Passwords { get; set; } = null!;

    [Inject]
    private ApiForms Forms { get; set; } = null!;

    private ChargePointDetails? Details { get; set; }

    /// <summary>What is entered; a later load leaves it as it is.</summary>
    private FormValue? About { get; set; }

    private FormEditor? AboutEditor { get; set; }

    private FormValue? Policy { get; set; }

    private FormEditor? PolicyEditor { get; set; }

    /// <summary>The states the forms were filled from.</summary>
    private (int About, int Policy) Upon { get; set; }

    private JsonObject Filled { get; set; } = [];

    private string? Secret { get; set; }

    protected override async Task LoadAsync()
    {
        Details = await Reader.GetAsync(ChargePoint, Left);
        if (About is null)
        {
            await FillAboutAsync(Details);
        }

        if (Policy is null)
        {
            await FillPolicyAsync();
        }
    }

    private protected override bool Concerns(EventMessage message) =>
        base.Concerns(message) && message.Type is EventTypes.ChargePointConnected or EventTypes.ChargePointDisconnected or EventTypes.ChargePointBooted;

    private static ReadOnlySpan<byte> Utf8(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private async Task FillAboutAsync(ChargePointDetails details)
    {
        var body = (await Forms.OfChargePointAsync()).Body;
        var about = new FormValue(body with { Members = [.. body.Members.Where(member => !ByButton.Contains(member.Name))] });
        about.Fill(JsonSerializer.SerializeToNode(details.ChargePoint, ApiJson.Options));
        Filled = (JsonObject)about.ToJson()!;
        (About, Upon) = (about, Upon with { About = details.Revision });
    }

    private async Task FillPolicyAsync()
    {
        var (said, revision) = await Policies.GetAsync(ChargePoint, Left);
        var policy = new FormValue((await Forms.OfAuthorizationPolicyAsync()).Body);
        policy.Fill(JsonSerializer.SerializeToNode(said, ApiJson.Options));
        (Policy, Upon) = (policy, Upon with { Policy = revision });
    }

    private Task ReadAgainAsync()
    {
        (About, Policy, Done) = (null, null, null);
        return ReloadAsync();
    }

    private Task SaveAsync() => DoAsync(Role.Operator, async () =>
    {
        Done = null;
        if (AboutEditor?.Read() is not { } entered)
        {
            return;
        }

        if (Difference(Filled, entered) is not { Count: > 0 } difference)
        {
            Done = "Nothing was changed.";
            return;
        }

        await ChangeAsync(difference, new ExpectedRevision(Upon.About));
        (About, Done) = (null, "The settings are saved.");
    });

    /// <summary>What an edit has to say: members that have another value, and null for those that are gone.</summary>
    private static JsonObject Difference(JsonObject before, JsonObject after)
    {
        var difference = new JsonObject();
        foreach (var name in before.Select(member => member.Key).Union(after.Select(member => member.Key)))
        {
            if (!JsonNode.DeepEquals(before[name], after[name]))
            {
                difference[name] = after[name]?.DeepClone();
            }
        }

        return difference;
    }

    private async Task<ChargePointChange> ChangeAsync(JsonObject said, ExpectedRevision upon)
    {
        var change = ChargePointChange.Of(JsonInput<ChargePointInput>.Read(Utf8(said)));
        await Registrations.ChangeAsync(ChargePoint, change, upon);
        return change;
    }

    /// <summary>Changes what the form does not hold, whatever others changed meanwhile. What is typed there stays as true as it was.</summary>
    private async Task<ChargePointChange> ChangeBesidesAsync(JsonObject said)
    {
        var change = await ChangeAsync(said, default);
        if ((await Reader.GetAsync(ChargePoint, Left)).Revision is var revision && revision == Upon.About + 1)
        {
            Upon = Upon with { About = revision };
        }

        return change;
    }

    private Task SavePolicyAsync() => DoAsync(Role.Operator, async () =>
    {
        Done = null;
        if (PolicyEditor?.Read() is { } entered)
        {
            await Policies.PutAsync(ChargePoint, JsonInput<AuthorizationPolicy>.Read(Utf8(entered)).Value, new ExpectedRevision(Upon.Policy));
            (Policy, Done) = (null, "The policy is saved.");
        }
    });

    private Task RegisterAsync(RegistrationStatus status) => DoAsync(Role.Operator, async () =>
    {
        await ChangeBesidesAsync(new JsonObject { ["registrationStatus"] = status.ToString() });
        Done = status == RegistrationStatus.Accepted ? $"{Identity} is approved." : $"{Identity} is blocked.";
    });

    private Task RotateAsync() => DoAsync(Role.Operator, async () =>
    {
        (Secret, Done) = (null, "The new password is on its way.");
        StateHasChanged();
        var rotated = await Passwords.RotateAsync(Identity, Left);
        (Secret, Done) = (rotated.GeneratedPassword, rotated.GeneratedPassword is null ? $"It answered {rotated.Status} and keeps its old password." : "It has taken the new password.");
    });

    private Task MakePasswordAsync() => DoAsync(Role.Operator, async () =>
    {
        var change = await ChangeBesidesAsync(new JsonObject { ["generatePassword"] = true });
        (Secret, Done) = (change.GeneratedPassword, "From now on it logs in with its new password.");
    });

    private Task DisconnectAsync() => DoAsync(Role.Operator, async () =>
    {
        await Registrations.DisconnectAsync(ChargePoint);
        Done = $"{Identity} is disconnected.";
    });

    private Task RemoveAsync() => DoAsync(Role.Operator, async () =>
    {
        await Registrations.RemoveAsync(ChargePoint, default);
        Navigation.NavigateTo("/charge-points");
    });
}
