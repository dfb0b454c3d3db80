using ChargePointEmulator.Connectors;
using Ocpp.Messages;

namespace CentralSystem.Tests.Emulator;

public class ConnectorTests
{
    private const string Table = """
        Available:     Preparing Charging SuspendedEV SuspendedEVSE Reserved Unavailable Faulted
        Preparing:     Available Charging SuspendedEV SuspendedEVSE Finishing Unavailable Faulted
        Charging:      Available SuspendedEV SuspendedEVSE Finishing Unavailable Faulted
        SuspendedEV:   Available Charging SuspendedEVSE Finishing Unavailable Faulted
        SuspendedEVSE: Available Charging SuspendedEV Finishing Unavailable Faulted
        Finishing:     Available Preparing Unavailable Faulted
        Reserved:      Available Preparing Unavailable Faulted
        Unavailable:   Available Preparing Charging SuspendedEV SuspendedEVSE Faulted
        Faulted:       Available Preparing Charging SuspendedEV SuspendedEVSE Finishing Reserved Unavailable
        """;

    [Fact, Trait("Spec", "OCPP 1.6 §4.9")]
    public void Transitions_are_those_of_the_table_and_one_exception()
    {
        foreach (var line in Table.Split('\n', StringSplitOptions.TrimEntries))
        {
            var (from, to) = (Enum.Parse<ChargePointStatus>(line.Split(':')[0]), line.Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<ChargePointStatus>).ToArray());
            foreach (var status in Enum.GetValues<ChargePointStatus>())
            {
                ConnectorTransitions.Allows(from, status).ShouldBe(to.Contains(status), $"{from} to {status}");
            }
        }
    }

    [Fact]
    public void Every_change_has_a_path_of_allowed_steps()
    {
        foreach (var from in Enum.GetValues<ChargePointStatus>())
        {
            foreach (var to in Enum.GetValues<ChargePointStatus>().Where(to => to != from))
            {
                var at = from;
                foreach (var step in ConnectorTransitions.Path(from, to))
                {
                    ConnectorTransitions.Allows(at, step).ShouldBeTrue($"{from} to {to} over {at}, {step}");
                    at = step;
                }

                at.ShouldBe(to);
            }
        }
    }

    [Fact, Trait("Case", "TC_041_CS")]
    public async Task TC_041_A_fault_shows_keeps_everybody_out_and_goes_back_to_the_status_before()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await fleet.ChargeAsync(connection);
        SetFault(fleet, ChargePointErrorCode.GroundFailure);
        ((string)(await connection.StatusAsync(1, "Faulted")).Payload["errorCode"]!).ShouldBe("GroundFailure");
        (await connection.StatusOfAsync("RemoteStartTransaction", """{"idTag":"REMOTE","connectorId":1}""")).ShouldBe("Rejected");
        SetFault(fleet, ChargePointErrorCode.NoError);
        await connection.StatusAsync(1, "Charging");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §4.9"), Trait("Case", "XC16")]
    public async Task XC16_A_status_shorter_than_MinimumStatusDuration_is_not_told()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await connection.StatusOfAsync("ChangeConfiguration", """{"key":"MinimumStatusDuration","value":"5"}""");
        fleet.Plug();
        await fleet.AdvanceAsync(2);
        fleet.Unplug();
        await fleet.AdvanceAsync(5);
        fleet.Plug();
        await fleet.AdvanceAsync(5);
        var only = await connection.NextAsync();
        ((string)only.Payload["status"]!).ShouldBe("Preparing");
    }

    [Fact, Trait("Spec", "OCPP 1.6 errata §3.20")]
    public async Task A_cable_without_an_idTag_ends_in_Finishing_after_ConnectionTimeOut()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        fleet.Plug();
        await connection.StatusAsync(1, "Preparing");
        await fleet.AdvanceAsync(60);
        await connection.StatusAsync(1, "Finishing");
        fleet.Unplug();
        await connection.StatusAsync(1, "Available");
    }

    [Fact, Trait("Spec", "OCPP 1.6 §5.2")]
    public async Task F8_A_connector_whose_session_is_over_goes_out_of_service_with_its_cable()
    {
        var (fleet, connection) = await RunningFleet.BootedAsync();
        await using var running = fleet;
        await fleet.ChargeAsync(connection);
        await fleet.StopAsync(connection);
        (await connection.StatusOfAsync("ChangeAvailability", """{"connectorId":1,"type":"Inoperative"}""")).ShouldBe("Accepted");
        fleet.Connector().Status.ShouldBe(ChargePointStatus.Finishing);
        fleet.Unplug();
        await connection.StatusAsync(1, "Unavailable");
        (await connection.StatusOfAsync("ChangeAvailability", """{"connectorId":1,"type":"Operative"}""")).ShouldBe("Accepted");
        await connection.StatusAsync(1, "Available");
    }

    private static void SetFault(RunningFleet fleet, ChargePointErrorCode fault) => fleet.ChargePoint.Do(() => fleet.Connector().SetFault(fault));
}
