using Microsoft.AspNetCore.Http;

namespace ChargePointEmulator.Api;

/// <summary>Errors as problem+json (RFC 9457).</summary>
internal static class ApiProblem
{
    public static IResult Of(int status, string detail, string? parameter = null) => Results.Text(
        new System.Text.Json.Nodes.JsonObject { ["status"] = status, ["detail"] = detail, ["parameter"] = parameter }.ToJsonString(Faults.LineJson.Plain), "application/problem+json", statusCode: status);
}
