using System.Text;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Events;
using CentralSystem.Web.IdTags;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace CentralSystem.Web.Dashboard.IdTags;

/// <summary>Many idTags at once, looked at before they are written.</summary>
public sealed partial class ImportPage
{
    private byte[] _content = [];

    [Inject]
    private IdTagImport Import { get; set; } = null!;

    private string Text { get; set; } = "";

    /// <summary>What is looked at, in words.</summary>
    private string Source { get; set; } = "";

    private IdTagImportPreview? Preview { get; set; }

    /// <summary>What the last click came to.</summary>
    private string? Done { get; set; }

    protected override Task LoadAsync() => Task.CompletedTask;

    private protected override bool Concerns(EventMessage message) => false;

    private Task ReadFileAsync(InputFileChangeEventArgs change) => DoAsync(Role.Operator, async () =>
    {
        Forget();
        if (change.File.Size > IdTagImport.MaxBodyBytes)
        {
            throw Problems.Invalid("file", $"must have at most {IdTagImport.MaxBodyBytes} bytes");
        }

        await using var stream = change.File.OpenReadStream(IdTagImport.MaxBodyBytes, Left);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, Left);
        Look(change.File.Name, content.ToArray());
    });

    private Task PreviewTextAsync() => DoAsync(Role.Operator, () =>
    {
        Forget();
        Look("The text", Encoding.UTF8.GetBytes(Text));
        return Task.CompletedTask;
    });

    private Task ImportAsync() => DoAsync(Role.Operator, async () =>
    {
        var result = await Import.RunAsync(_content, isCsv: true);
        Forget();
        (Text, Done) = ("", $"The import is done: {result.Created} registered, {result.Changed} changed.");
    });

    private void Look(string source, byte[] content)
    {
        Preview = Import.Preview(content, isCsv: true);
        (Source, _content) = (source, content);
    }

    private void Forget() => (Preview, Done, _content) = (null, null, []);
}
