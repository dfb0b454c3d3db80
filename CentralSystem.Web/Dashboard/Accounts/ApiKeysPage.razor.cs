using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.Accounts;

/// <summary>Which programs may use the API, for what and how long.</summary>
public sealed partial class ApiKeysPage
{
    private static readonly (string, string)[] ExpiredChoices = [("false", "not over"), ("true", "over")];

    [Inject]
    private ApiKeys Keys { get; set; } = null!;

    [Inject]
    private Scopes Scopes { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "role")]
    private string? RoleChoice { get; set; }

    [SupplyParameterFromQuery(Name = "expired")]
    private string? Expired { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    private string? Order { get; set; }

    private Page<ApiKeyView>? Rows { get; set; }

    private IEnumerable<string> KnownScopes => Scopes.Known.Order(StringComparer.Ordinal);

    private string NewName { get; set; } = "";

    private string? NewRole { get; set; } = nameof(Role.Viewer);

    private DateTimeOffset? NewExpiry { get; set; }

    private HashSet<string> NewScopes { get; } = new(StringComparer.Ordinal);

    /// <summary>The key that was just made, until the reader has it.</summary>
    private NewApiKeyView? Created { get; set; }

    /// <summary>What the last click came to.</summary>
    private string? Done { get; set; }

    private protected override Role ForRole => Role.Admin;

    /// <summary>Keys tell of themselves by no event.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    protected override async Task LoadAsync() => Rows = await Keys.ListAsync(
        new ApiKeyFilter { Role = Chosen<Role>(RoleChoice), Expired = ChosenYes(Expired), Order = Chosen<ListOrder>(Order) },
        new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);

    private protected override bool Concerns(EventMessage message) => false;

    private void Set(string scope, bool isChosen) => _ = isChosen ? NewScopes.Add(scope) : NewScopes.Remove(scope);

    private Task CreateAsync() => DoFreshAsync(async () =>
    {
        (Done, Created) = (null, null);
        var input = new NewApiKey { Name = NewName.Trim(), Role = Chosen<Role>(NewRole) ?? Role.Viewer, ExpiresAt = NewExpiry, Scopes = NewScopes.Count == 0 ? null : [.. NewScopes] };
        JsonInputRules.Check(input, "");
        Created = await Keys.CreateAsync(input);
        (NewName, NewExpiry) = ("", null);
        NewScopes.Clear();
    });

    private Task RevokeAsync(ApiKeyView key) => DoFreshAsync(async () =>
    {
        (Done, Created) = (null, null);
        await Keys.RevokeAsync(key.Id);
        Done = $"{key.Name} is revoked.";
    });
}
