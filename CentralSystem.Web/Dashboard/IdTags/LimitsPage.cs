using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using Microsoft.AspNetCore.Components;

namespace CentralSystem.Web.Dashboard.IdTags;

/// <summary>One idTag or one group: what is said of it, changed upon what was read and not over somebody else's change.</summary>
public abstract class LimitsPage : IdTagsPage
{
    private string? _id;
    private int _revision;

    [Inject]
    private protected TimeProvider Clock { get; private set; } = null!;

    /// <summary>Which; null for one that is to be made.</summary>
    [SupplyParameterFromQuery(Name = "id")]
    protected string? Id { get; set; }

    protected string NewId { get; set; } = "";

    /// <summary>What is typed; null until what stands there is read.</summary>
    protected LimitsForm? Form { get; private set; }

    /// <summary>The form says what stood there before.</summary>
    protected bool IsStale { get; private set; }

    /// <summary>What the last click came to.</summary>
    protected string? Done { get; private set; }

    /// <summary>Where those are listed that this is one of.</summary>
    private protected abstract string ListPath { get; }

    protected override Task OnParametersSetAsync()
    {
        if (Id != _id)
        {
            (_id, Form, Done, IsStale, NewId) = (Id, null, null, false, "");
            Forget();
        }

        return base.OnParametersSetAsync();
    }

    protected override async Task LoadAsync()
    {
        if (Id is not { } id)
        {
            Form ??= new LimitsForm();
            return;
        }

        var (revision, show) = await ReadAsync(id);
        if (id == Id)
        {
            var form = show(Form is null);
            (Form, _revision) = Form is null ? (form, revision) : (Form, _revision);
            IsStale = revision != _revision;
        }
    }

    /// <summary>Sessions use up budgets.</summary>
    private protected override bool Concerns(EventMessage message) => message.Type is EventTypes.TransactionUpdated or EventTypes.TransactionStopped;

    /// <summary>Forgets what was shown of another one.</summary>
    private protected abstract void Forget();

    /// <summary>Reads what stands there.</summary>
    /// <returns>Its revision, and what shows it: told whether the fields are to be filled, it makes the form for them.</returns>
    private protected abstract Task<(int Revision, Func<bool, LimitsForm> Show)> ReadAsync(string id);

    private protected abstract Task CreateAsync(string id, LimitsForm form);

    private protected abstract Task ChangeAsync(string id, LimitsForm form, ExpectedRevision expected);

    private protected abstract Task RemoveAsync(string id, ExpectedRevision expected);

    private protected abstract string LinkOf(string id);

    protected Task SaveAsync() => DoAsync(Role.Operator, async () =>
    {
        Done = null;
        if (Id is { } id)
        {
            await ChangeAsync(id, Form!, new ExpectedRevision(_revision));
            (Form, Done) = (null, "Saved. The next Authorize is judged by it.");
        }
        else
        {
            var made = NewId.Trim();
            await CreateAsync(made, Form!);
            Navigation.NavigateTo(LinkOf(made));
        }
    });

    protected Task TakeOverAsync()
    {
        Form = null;
        return ReloadAsync();
    }

    protected Task DeleteAsync() => DoAsync(Role.Operator, async () =>
    {
        await RemoveAsync(Id!, new ExpectedRevision(_revision));
        Navigation.NavigateTo(ListPath);
    });
}
