using CentralSystem.Web.Api;
using CentralSystem.Web.IdTags;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.IdTags;

/// <summary>One idTag.</summary>
public sealed partial class TagPage
{
    [Inject]
    private IdTagReader Reader { get; set; } = null!;

    [Inject]
    private IdTagRegister Register { get; set; } = null!;

    private IdTagView? Shown { get; set; }

    private string Group { get; set; } = "";

    private protected override string ListPath => "/id-tags";

    private protected override string LinkOf(string id) => IdTagWords.LinkOf(id);

    private protected override void Forget() => (Shown, Group) = (null, "");

    private protected override async Task<(int Revision, Func<bool, LimitsForm> Show)> ReadAsync(string id)
    {
        var (view, revision) = await Reader.GetAsync(id, Left);
        return (revision, fills =>
        {
            (Shown, Group) = (view, fills ? view.ParentIdTag ?? "" : Group);
            return LimitsForm.Of(
                view.Status, view.ExpiryDate, view.MaxActiveTransactions, view.PermittedChargePoints, view.PermittedChargePointTags, view.TimeWindows, view.EnergyBudget, view.Note);
        }
        );
    }

    private protected override Task CreateAsync(string id, LimitsForm form) => Register.CreateAsync(id, form.ToTag(id, Group));

    private protected override Task ChangeAsync(string id, LimitsForm form, ExpectedRevision expected) =>
        Register.ChangeAsync(id, form.ToTag(idTag: null, Group), static member => member != "idTag", expected);

    private protected override Task RemoveAsync(string id, ExpectedRevision expected) => Register.DeleteAsync(id, expected);
}
