using System.CommandLine;
using ChargePointEmulator.CommandLine;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Settings;

namespace ChargePointEmulator.Check;

/// <summary>The command <c>check</c>: its options, and how they become a <see cref="CheckOptions"/>.</summary>
internal static class CheckCommand
{
    private const string Examples = """
        Examples:
          # What a charge point can find out alone, against a central system that lets anybody in
          ChargePointEmulator check --url ws://cs:8080/ocpp --id-tag TAG00001

          # Identities and idTags it knows already; a report for people and one for the build server
          ChargePointEmulator check --url wss://cs.example.org/ocpp --charge-point CP1 --charge-point CP2 --password 0123456789abcdef
              --id-tag TAG1 --id-tag TAG2 --report html=report.html --report junit=report.xml

          # All cases against CentralSystem, which makes what they need and sends what they ask for
          ChargePointEmulator check --url ws://localhost:8080/ocpp --driver centralsystem --api-url http://localhost:8080 --api-key $KEY --provision

          # Another central system, driven by the requests of a file; or by a person
          ChargePointEmulator check --url ws://cs:8080/ocpp --driver http --driver-file my-cs.driver.yaml --data my-cs.data.yaml
          ChargePointEmulator check --url ws://cs:8080/ocpp --driver prompt --case TC_013

        Driver files, data files, verdicts: docs/check.md.
        """;

    public static Command Create()
    {
        var url = new Option<string>("--url") { Description = "Endpoint of the central system, without an identity: ws://host:port/path or wss://...", HelpName = "url" };
        var list = new Option<bool>("--list") { Description = "Show the cases that are selected, and run nothing" };
        var groups = new Option<string[]>("--group") { Description = "Only these groups: " + string.Join(", ", CaseCatalogue.Groups), HelpName = "group" };
        var cases = new Option<string[]>("--case") { Description = "Only these cases, such as TC_003", HelpName = "id" };
        var shared = new SharedOptions();
        var provision = new Option<bool>("--provision") { Description = "Make charge points and idTags over the API, and remove them in the end (driver centralsystem)" };
        var data = new Option<string?>("--data") { Description = "Test data (YAML); the options below win over it", HelpName = "file" };
        var chargePoints = new Option<string[]>("--charge-point") { Description = "Identities that the central system knows; as many cases run side by side. Default: fresh ones", HelpName = "id" };
        var idPrefix = new Option<string?>("--id-prefix") { Description = "Beginning of fresh identities (CHECK)", HelpName = "text" };
        var idTags = new Option<string[]>("--id-tag") { Description = "idTags that are accepted", HelpName = "idTag" };
        var expired = new Option<string?>("--expired-id-tag") { Description = "idTag that is expired", HelpName = "idTag" };
        var blocked = new Option<string?>("--blocked-id-tag") { Description = "idTag that is blocked", HelpName = "idTag" };
        var expectedFailures = new Option<string?>("--expected-failures") { Description = "Cases that are known to fail, each with a reason; a pass of one of them fails", HelpName = "file" };
        var timeout = new Option<double>("--timeout") { Description = "Longest wait for an answer, in seconds", HelpName = "s", DefaultValueFactory = _ => 10 };
        var parallel = new Option<int>("--parallel") { Description = "Cases side by side", HelpName = "n", DefaultValueFactory = _ => 8 };

        var command = new ExampleCommand("check", "Checks a central system: certification cases and more, each judged by the frames it sends.", Examples)
        {
            url, list, groups, cases, provision, data, chargePoints, idPrefix, idTags, expired, blocked, expectedFailures, timeout, parallel,
        };
        command.Add(shared);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var options = new CheckOptions
                {
                    Url = parsed.GetValue(url),
                    Groups = parsed.GetValue(groups) ?? [],
                    Cases = parsed.GetValue(cases) ?? [],
                    Driver = parsed.GetValue(shared.Driver)!,
                    DriverFile = parsed.GetValue(shared.DriverFile),
                    ApiUrl = parsed.GetValue(shared.ApiUrl),
                    ApiKey = shared.ApiKeyIn(parsed),
                    Provision = parsed.GetValue(provision),
                    DataFile = parsed.GetValue(data),
                    ChargePoints = parsed.GetValue(chargePoints) ?? [],
                    IdPrefix = parsed.GetValue(idPrefix),
                    Password = parsed.GetValue(shared.Password),
                    IdTags = parsed.GetValue(idTags) ?? [],
                    ExpiredIdTag = parsed.GetValue(expired),
                    BlockedIdTag = parsed.GetValue(blocked),
                    ExpectedFailuresFile = parsed.GetValue(expectedFailures),
                    Reports = parsed.GetValue(shared.Reports) ?? [],
                    TimeoutSeconds = parsed.GetValue(timeout),
                    Parallel = parsed.GetValue(parallel),
                };
                var output = parsed.InvocationConfiguration.Output;
                return parsed.GetValue(list) ? CheckProgram.List(options, output) : await CheckProgram.RunAsync(options, output, Console.In, cancellationToken);
            }
            catch (Exception e) when (e is BadInputException or DocumentException)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(e.Message);
                return ExitCode.BadInput;
            }
        });
        return command;
    }
}
