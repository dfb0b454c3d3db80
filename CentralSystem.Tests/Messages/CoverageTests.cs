using CentralSystem.Tests.Packaging;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Connections;
using Ocpp;
using Ocpp.Payloads;
using Ocpp.Rpc;

namespace CentralSystem.Tests.Messages;

/// <summary>No action of the specification lacks a record, a handler or a test, and docs/coverage.md says where they are.</summary>
public sealed class CoverageTests
{
    private static readonly Dictionary<string, string[]> Rows = Repository.Read("docs/coverage.md").Split('\n')
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| Action", StringComparison.Ordinal))
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(cells => cells[0]);

    public static TheoryData<string> Actions => new(OcppActions.All.Select(a => a.Name));

    [Fact]
    public void Every_action_of_specification_and_whitepaper_has_a_record_and_a_row()
    {
        OcppActions.All.Count.ShouldBe(39);
        OcppActions.All.Count(a => a.SentBy != SentBy.CentralSystem).ShouldBe(14);
        OcppActions.All.Count(a => a.SentBy != SentBy.ChargePoint).ShouldBe(26);
        Rows.Keys.ShouldBe(OcppActions.All.Select(a => a.Name), ignoreOrder: true);
        foreach (var action in OcppActions.All)
        {
            Repository.Has(Rows[action.Name][3].Trim('`')).ShouldBeTrue(action.Name);
            action.RequestType.Name.ShouldBe(action.Name + "Request");
            action.ResponseType.Name.ShouldBe(action.Name + "Response");
        }
    }

    [Fact]
    public async Task Every_action_a_Charge_Point_sends_has_a_handler()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        system.Get<CallDispatcher<ChargePointSession>>().Actions
            .ShouldBe(OcppActions.All.Where(a => a.SentBy != SentBy.CentralSystem).Select(a => a.Name), ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Actions))]
    public void Coverage_names_existing_files_for_handler_and_test(string action)
    {
        var row = Rows[action];
        foreach (var file in new[] { row[4], row[5] }.SelectMany(cell => cell.Split(", ")))
        {
            Repository.Has(file.Trim('`')).ShouldBeTrue($"{action}: {file}");
        }

        row[5].Split(", ").Any(file => Repository.Read(file.Trim('`')).Contains(action, StringComparison.Ordinal)).ShouldBeTrue($"{row[5]} tests {action}");
    }
}
