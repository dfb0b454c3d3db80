using CentralSystem.Web.Dashboard.ChargePoints;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Tests.Dashboard;

/// <summary>What became of a command is told to people who know no JSON.</summary>
public sealed class CommandWordsTests
{
    [Fact]
    public void A_status_is_told_with_what_it_means() =>
        CommandWords.Of(new CallOutcome.Answered(new UnlockConnectorResponse { Status = UnlockStatus.UnlockFailed }, """{"status":"UnlockFailed"}"""))
            .ShouldBe("answered UnlockFailed: tried, but still locked");

    [Fact]
    public void What_comes_with_a_status_is_told_too() =>
        CommandWords.Of(new CallOutcome.Answered(new DataTransferResponse { Status = DataTransferStatus.Accepted, Data = "7" }, """{"status":"Accepted","data":"7"}"""))
            .ShouldEndWith(""". {"status":"Accepted","data":"7"}""");

    [Fact]
    public void A_long_answer_is_told_by_its_beginning() =>
        CommandWords.Of(new CallOutcome.Answered(new GetConfigurationResponse(), new string('x', 10_000))).Length.ShouldBeLessThan(400);

    [Theory]
    [InlineData("", "answered with the error NotSupported")]
    [InlineData("Not today.", "answered with the error NotSupported: Not today")]
    public void An_error_is_told_with_its_description(string description, string words) =>
        CommandWords.Of(new CallOutcome.Refused("NotSupported", description, "{}")).ShouldBe(words);
}
