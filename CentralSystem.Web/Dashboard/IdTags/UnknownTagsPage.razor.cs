using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using CentralSystem.Web.IdTags;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.IdTags;

/// <summary>The inbox of idTags nobody registered: one click lets whoever has it charge.</summary>
public sealed partial class UnknownTagsPage
{
    private static readonly (string, string)[] Orders =
        [(nameof(IdTagOrder.Newest), "last presented first"), (nameof(IdTagOrder.Oldest), "last presented last"), (nameof(IdTagOrder.Ascending), "A to Z"), (nameof(IdTagOrder.Descending), "Z to A")];

    [Inject]
    private IdTagReader Reader { get; set; } = null!;

    [Inject]
    private IdTagRegister Register { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "order")]
    private string? Order { get; set; }

    private Page<UnknownIdTagView>? Rows { get; set; }

    /// <summary>What the last click came to.</summary>
    private string? Done { get; set; }

    /// <summary>The idTag that the last click registered.</summary>
    private string? Adopted { get; set; }

    /// <summary>The inbox is written behind, and tells of it by no event.</summary>
    protected override TimeSpan? LookEvery => TimeSpan.FromSeconds(1);

    protected override async Task LoadAsync() => Rows = await Reader.UnknownAsync(
        new UnknownIdTagFilter { Order = Chosen<IdTagOrder>(Order) ?? IdTagOrder.Newest }, new PageQuery { Limit = PageLength, Cursor = Trail.Current }, Left);

    private protected override bool Concerns(EventMessage message) => false;

    private Task AdoptAsync(string idTag) => DoAsync(Role.Operator, async () =>
    {
        (Done, Adopted) = (null, null);
        await Register.AdoptAsync(idTag, new IdTagInput());
        (Done, Adopted) = ($"{idTag} is registered and may charge.", idTag);
    });

    private Task ForgetAsync(string idTag) => DoAsync(Role.Operator, async () =>
    {
        (Done, Adopted) = (null, null);
        await Register.DismissAsync(idTag);
        Done = $"{idTag} is forgotten until it is presented again.";
    });
}
