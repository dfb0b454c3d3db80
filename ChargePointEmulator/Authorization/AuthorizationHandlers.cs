using ChargePointEmulator.Fleet;
using Ocpp.Messages;

namespace ChargePointEmulator.Authorization;

/// <summary>Empties the Authorization Cache; without one the answer is Rejected (errata §3.23).</summary>
internal sealed class ClearCacheHandler : ChargePointHandler<ClearCacheRequest, ClearCacheResponse>
{
    protected override ClearCacheResponse Handle(ClearCacheRequest request, EmulatedChargePoint chargePoint)
    {
        if (!chargePoint.Authorizer.IsCacheOn)
        {
            return new() { Status = ClearCacheStatus.Rejected };
        }

        chargePoint.Authorizer.ClearCache();
        return new() { Status = ClearCacheStatus.Accepted };
    }
}

/// <summary>Tells the version of the Local Authorization List; -1 while lists are off (§5.10).</summary>
internal sealed class GetLocalListVersionHandler : ChargePointHandler<GetLocalListVersionRequest, GetLocalListVersionResponse>
{
    protected override GetLocalListVersionResponse Handle(GetLocalListVersionRequest request, EmulatedChargePoint chargePoint) =>
        new() { ListVersion = chargePoint.Authorizer.IsListOn ? chargePoint.Authorizer.List.Version : -1 };
}

/// <summary>Changes the Local Authorization List (§5.15).</summary>
internal sealed class SendLocalListHandler : ChargePointHandler<SendLocalListRequest, SendLocalListResponse>
{
    protected override SendLocalListResponse Handle(SendLocalListRequest request, EmulatedChargePoint chargePoint)
    {
        if (!chargePoint.Authorizer.IsListOn)
        {
            return new() { Status = UpdateStatus.NotSupported };
        }

        var configuration = chargePoint.Configuration;
        var status = chargePoint.Authorizer.List.Update(request, configuration.Number("SendLocalListMaxLength"), configuration.Number("LocalAuthListMaxLength"));
        chargePoint.Authorizer.ListChanged();
        return new() { Status = status };
    }
}
