using CentralSystem.Web.Commands;
using Ocpp.Messages;

namespace CentralSystem.Web.LocalLists;

/// <summary>Keeps the version of a list that was taken over.</summary>
/// <remarks>Source: OCPP 1.6 §5.15. A Full update without entries empties the list, which then reads version 0 (§5.10); the next update still needs a higher one than this.</remarks>
internal sealed class SendLocalListEffect : CommandEffect<SendLocalListRequest, SendLocalListResponse>
{
    protected override void Answered(CommandChange change, SendLocalListRequest request, SendLocalListResponse response)
    {
        if (response.Status == UpdateStatus.Accepted)
        {
            LocalListVersions.Keep(change, request.ListVersion);
        }
    }
}
