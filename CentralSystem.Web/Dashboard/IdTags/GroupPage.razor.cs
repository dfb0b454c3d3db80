using CentralSystem.Web.Api;
using CentralSystem.Web.IdTags;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.IdTags;

/// <summary>One group: what holds for all its idTags.</summary>
public sealed partial class GroupPage
{
    [Inject]
    private IdTagGroupReader Reader { get; set; } = null!;

    [Inject]
    private IdTagGroupRegister Register { get; set; } = null!;

    private IdTagGroupView? Shown { get; set; }

    private string Name { get; set; } = "";

    private protected override string ListPath => "/id-tags/groups";

    private protected override string LinkOf(string id) => IdTagWords.LinkOfGroup(id);

    private protected override void Forget() => (Shown, Name) = (null, "");

    private protected override async Task<(int Revision, Func<bool, LimitsForm> Show)> ReadAsync(string id)
    {
        var (view, revision) = await Reader.GetAsync(id, Left);
        return (revision, fills =>
        {
            (Shown, Name) = (view, fills ? view.Name ?? "" : Name);
            return LimitsForm.Of(
                view.Status, view.ExpiryDate, view.MaxActiveTransactions, view.PermittedChargePoints, view.PermittedChargePointTags, view.TimeWindows, view.EnergyBudget, view.Note);
        }
        );
    }

    private protected override Task CreateAsync(string id, LimitsForm form) => Register.CreateAsync(id, form.ToGroup(id, Name));

    private protected override Task ChangeAsync(string id, LimitsForm form, ExpectedRevision expected) =>
        Register.ChangeAsync(id, form.ToGroup(parentIdTag: null, Name), static member => member != "parentIdTag", expected);

    private protected override Task RemoveAsync(string id, ExpectedRevision expected) => Register.DeleteAsync(id, expected);
}
