using CentralSystem.Web.Connections;
using Ocpp.Messages;

namespace CentralSystem.Web.DataTransfers;

/// <summary>Registers the vendors' side channel.</summary>
internal static class DataTransfersFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddDataTransfers()
        {
            builder.Services.AddSingleton<DataTransferReader>();
            builder.Services.Handle<DataTransferRequest, DataTransferResponse, DataTransferHandler>();
        }
    }
}
