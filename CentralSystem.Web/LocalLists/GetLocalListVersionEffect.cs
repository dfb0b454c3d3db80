using CentralSystem.Web.Commands;
using Ocpp.Messages;

namespace CentralSystem.Web.LocalLists;

/// <summary>Keeps the version a Charge Point says it holds.</summary>
/// <remarks>Source: OCPP 1.6 §5.10.</remarks>
internal sealed class GetLocalListVersionEffect : CommandEffect<GetLocalListVersionRequest, GetLocalListVersionResponse>
{
    protected override void Answered(CommandChange change, GetLocalListVersionRequest request, GetLocalListVersionResponse response) =>
        LocalListVersions.Keep(change, response.ListVersion);
}
