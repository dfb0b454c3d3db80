using CentralSystem.Web.Commands;
using Ocpp.Messages;

namespace CentralSystem.Web.Files;

/// <summary>Ties the link of a GetDiagnostics to the command, so that the file is found by it.</summary>
internal sealed class GetDiagnosticsLinkEffect : CommandEffect<GetDiagnosticsRequest, GetDiagnosticsResponse>
{
    protected override void Asked(CommandChange change, GetDiagnosticsRequest request) => FileLinks.Tie(change.Db, request.Location, change.CommandId);
}

/// <summary>Ties the link of a GetLog to the command.</summary>
internal sealed class GetLogLinkEffect : CommandEffect<GetLogRequest, GetLogResponse>
{
    protected override void Asked(CommandChange change, GetLogRequest request) => FileLinks.Tie(change.Db, request.Log.RemoteLocation, change.CommandId);
}

/// <summary>Ties the link of an UpdateFirmware to the command.</summary>
internal sealed class UpdateFirmwareLinkEffect : CommandEffect<UpdateFirmwareRequest, UpdateFirmwareResponse>
{
    protected override void Asked(CommandChange change, UpdateFirmwareRequest request) => FileLinks.Tie(change.Db, request.Location, change.CommandId);
}

/// <summary>Ties the link of a SignedUpdateFirmware to the command.</summary>
internal sealed class SignedUpdateFirmwareLinkEffect : CommandEffect<SignedUpdateFirmwareRequest, SignedUpdateFirmwareResponse>
{
    protected override void Asked(CommandChange change, SignedUpdateFirmwareRequest request) => FileLinks.Tie(change.Db, request.Firmware.Location, change.CommandId);
}
