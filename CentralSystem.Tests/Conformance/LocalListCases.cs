using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using Ocpp.Messages;

namespace CentralSystem.Tests.Conformance;

/// <summary>Certification cases that an operator drives: the local authorization list.</summary>
public sealed class LocalListCases
{
    private const string FullList =
        """
        "updateType":"Full","localAuthorizationList":[
        {"idTag":"TAG-1","idTagInfo":{"status":"Accepted","expiryDate":"2099-01-01T00:00:00.000Z","parentIdTag":"GROUP"}},
        {"idTag":"TAG-2","idTagInfo":{"status":"Blocked"}}]
        """;

    [Fact, Trait("Case", "TC_042_1_CSMS"), Trait("Spec", "OCPP 1.6 §5.10, errata §3.52")]
    public Task TC_042_1_local_list_is_not_supported() => GetVersionAsync(-1);

    [Fact, Trait("Case", "TC_042_2_CSMS"), Trait("Spec", "OCPP 1.6 §5.10")]
    public Task TC_042_2_local_list_is_empty() => GetVersionAsync(0);

    [Fact, Trait("Case", "TC_043_1_CSMS"), Trait("Spec", "OCPP 1.6 §5.15")]
    public Task TC_043_1_list_that_is_not_supported_changes_no_version() => SendInVainAsync(UpdateStatus.NotSupported);

    [Fact, Trait("Case", "TC_043_3_CSMS"), Trait("Spec", "OCPP 1.6 §5.15")]
    public Task TC_043_3_list_that_failed_changes_no_version() => SendInVainAsync(UpdateStatus.Failed);

    [Fact, Trait("Case", "TC_043_4_CSMS"), Trait("Spec", "OCPP 1.6 §5.15, §7.1")]
    public async Task TC_043_4_full_list_is_taken_over()
    {
        await using var operated = await OperatedChargePoint.StartAsync();

        await operated.CommandAsync<SendLocalListRequest, SendLocalListResponse>(
            $$"""{{{FullList}}}""", new() { Status = UpdateStatus.Accepted }, sent: $$"""{"listVersion":1,{{FullList}}}""");

        (await VersionAsync(operated)).ShouldBe(1);
    }

    [Fact, Trait("Case", "TC_043_5_CSMS"), Trait("Spec", "OCPP 1.6 §5.15")]
    public async Task TC_043_5_differential_list_holds_the_new_idTag_and_a_higher_version()
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        const string newIdTag = "\"updateType\":\"Differential\",\"localAuthorizationList\":[{\"idTag\":\"TAG-3\",\"idTagInfo\":{\"status\":\"Accepted\"}}]";

        await operated.CommandAsync<GetLocalListVersionRequest, GetLocalListVersionResponse>("{}", new() { ListVersion = 3 });
        await operated.CommandAsync<SendLocalListRequest, SendLocalListResponse>(
            $$"""{{{newIdTag}}}""", new() { Status = UpdateStatus.Accepted }, sent: $$"""{"listVersion":4,{{newIdTag}}}""");

        (await VersionAsync(operated)).ShouldBe(4);
    }

    private static async Task GetVersionAsync(int version)
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await operated.CommandAsync<GetLocalListVersionRequest, GetLocalListVersionResponse>("{}", new() { ListVersion = version });
        (await VersionAsync(operated)).ShouldBe(version);
    }

    private static async Task SendInVainAsync(UpdateStatus answer)
    {
        await using var operated = await OperatedChargePoint.StartAsync();
        await operated.CommandAsync<SendLocalListRequest, SendLocalListResponse>($$"""{"listVersion":7,{{FullList}}}""", new() { Status = answer });
        (await operated.ListAsync("local-lists")).ShouldBeEmpty();
        await operated.ShouldStillBeServedAsync();
    }

    private static async Task<int> VersionAsync(OperatedChargePoint operated) =>
        (await operated.ListAsync("local-lists?chargePointId=CP001")).ShouldHaveSingleItem().Number("listVersion");
}
