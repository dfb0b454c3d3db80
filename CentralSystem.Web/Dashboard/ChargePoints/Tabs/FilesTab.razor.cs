using System.Text.Json.Nodes;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Events;
using CentralSystem.Web.Files;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace CentralSystem.Web.Dashboard.ChargePoints.Tabs;

/// <summary>The files that a charge point brought, and the firmware that it was given.</summary>
public sealed partial class FilesTab
{
    private const int PageLength = 20;
    private const int MostImages = 200;

    [Inject]
    private FileRequestReader Requests { get; set; } = null!;

    [Inject]
    private FileReader Reader { get; set; } = null!;

    [Inject]
    private FileStore Store { get; set; } = null!;

    private Page<FileRequestView>? Uploads { get; set; }

    private Page<FileRequestView>? Updates { get; set; }

    private IReadOnlyList<FileView>? Firmware { get; set; }

    private string ChosenFile { get; set; } = "";

    protected override async Task LoadAsync()
    {
        var page = new PageQuery { Limit = PageLength };
        Uploads = await Requests.UploadsAsync(ChargePoint, ListOrder.Newest, page, Left);
        Updates = await Requests.FirmwareUpdatesAsync(ChargePoint, ListOrder.Newest, page, Left);
        Firmware = (await Reader.ListAsync(new FileFilter { Kind = FileKind.Firmware }, new PageQuery { Limit = MostImages }, Left)).Items;
    }

    private protected override bool Concerns(EventMessage message) => base.Concerns(message) && message.Type
        is EventTypes.CommandFinished or EventTypes.FirmwareStatusChanged or EventTypes.DiagnosticsStatusChanged or EventTypes.LogStatusChanged or EventTypes.FileReceived
        or EventTypes.ChargePointConnected or EventTypes.ChargePointDisconnected;

    private Task KeepAsync(InputFileChangeEventArgs change) => DoAsync(Role.Operator, async () =>
    {
        var chosen = change.File;
        Done = $"{chosen.Name} is on its way.";
        StateHasChanged();
        var most = Store.LimitOf(FileKind.Firmware);
        if (chosen.Size > most)
        {
            throw Problems.Invalid("file", $"has {chosen.Size} bytes; at most {most} are kept (Files:MaxFirmwareMiB)");
        }

        await using var content = chosen.OpenReadStream(most, Left);
        var file = await Store.AddFirmwareAsync(chosen.Name, content, Left);
        (Done, ChosenFile) = ($"{file.Name} is kept here.", file.Id.ToString());
    });

    private Task UpdateAsync(string action) => SendAsync(action, new JsonObject { ["fileId"] = ChosenFile }.ToJsonString(), new CommandOptions());
}
