using System.Text.Json.Nodes;
using ChargePointEmulator.Connection;
using ChargePointEmulator.Faults;

namespace ChargePointEmulator.Driving;

/// <summary>All verbs. Scenarios, prompt, HTTP API, help, completion and JSON Schema are made from this list.</summary>
internal static class Verbs
{
    private static readonly VerbParameter Connector = new("connector", ParameterKind.Connector, "connector; 1 when left out");

    public static IReadOnlyList<Verb> All { get; } =
    [
        Verb.Of(
            "plug", "A vehicle is connected.",
            [
                Connector,
                new("vehicle", ParameterKind.Choice, "which one; any when left out") { Choices = Vehicles.Names },
                new("soc", ParameterKind.Number, "its state of charge in %") { Range = (0, 100) },
                new("ready", ParameterKind.Flag, "whether it asks for energy at once; true when left out"),
            ],
            (driver, with) => driver.Plug(with.Connector, with.OptionalText("vehicle"), with.Number("soc") / 100, with.Flag("ready", true))),
        Verb.Of("unplug", "The cable comes out at the vehicle's side.", [Connector], (driver, with) => driver.Unplug(with.Connector)),
        Verb.Of(
            "swipe", "Somebody holds an idTag to the reader: to begin, or to end what runs.",
            [new("idTag", ParameterKind.IdTag, "the idTag", IsRequired: true), Connector],
            (driver, with) => driver.At(with.Connector, connector => driver.ChargePoint.Users.PresentIdTag(connector, with.Text("idTag")))),
        Verb.Of(
            "evReady", "The vehicle asks for energy, or stops asking.",
            [new("ready", ParameterKind.Flag, "true when left out"), Connector],
            (driver, with) => driver.At(with.Connector, connector => ChargePointDriver.SetVehicle(connector, with.Flag("ready", true)))),
        Verb.Of(
            "evseReady", "The charge point gives energy, or holds it back.",
            [new("ready", ParameterKind.Flag, "true when left out"), Connector],
            (driver, with) => driver.At(with.Connector, connector => ChargePointDriver.SetEnergy(connector, with.Flag("ready", true)))),
        Verb.Of(
            "press", "Somebody presses the red button, or releases it.",
            [new("button", ParameterKind.Choice, "which", IsRequired: true) { Choices = ["emergencyStop", "release"] }],
            (driver, with) => driver.PressEmergencyStop(with.Text("button") == "emergencyStop")),
        Verb.Of(
            "lock", "The lock of the cable jams, or is free again.",
            [new("state", ParameterKind.Choice, "what it does", IsRequired: true) { Choices = ["jam", "free"] }, Connector],
            (driver, with) => driver.At(with.Connector, connector => connector.IsLockJammed = with.Text("state") == "jam")),
        Faulting.Fault,
        Faulting.Clear,
        Verb.Of(
            "offline", "The network goes.",
            [new("for", ParameterKind.Duration, "for how long; until online when left out")],
            (driver, with) => driver.GoOffline(with.Duration("for"))),
        Verb.Of("online", "The network is back.", [], (driver, _) => driver.Line.GoOnline()),
        Verb.Of(
            "disconnect", "The connection ends; the charge point comes back by itself.",
            [new("how", ParameterKind.Choice, "with a close frame, or broken; abort when left out") { Choices = ["abort", "close"] }],
            Disconnect),
        Verb.Of(
            "power", "Mains go or come back; what ran ends with PowerLoss.",
            [
                new("state", ParameterKind.Choice, "what they do", IsRequired: true) { Choices = ["off", "on"] },
                new("battery", ParameterKind.Flag, "a battery lasts until the stop was told; false when left out"),
            ],
            (driver, with) => driver.SetPower(with.Text("state") == "on", with.Flag("battery", false))),
        Verb.Of(
            "reboot", "Somebody restarts the station at its own menu.",
            [new("type", ParameterKind.Choice, "soft when left out") { Choices = ["soft", "hard"] }],
            (driver, with) => driver.Reboot(with.OptionalText("type") == "hard")),
        Verb.Of(
            "config", "Sets configuration keys at the station.",
            [new("keys", ParameterKind.Map, "key and value", IsRequired: true)],
            (driver, with) => driver.Configure(with.Map("keys"))),
        new(
            "send", "Sends a CALL beside the charge point's own, whatever it says. The charge point does not see the answer.",
            [new("action", ParameterKind.Text, "the operation", IsRequired: true), new("payload", ParameterKind.Json, "{} when left out")],
            async (driver, with, cancellationToken) => new JsonObject { ["messageId"] = await Connected(driver.Line.CallAsync(with.Text("action"), with.Json("payload"), cancellationToken)) }),
        new(
            "sendRaw", "Puts a text on the line as it is.",
            [new("text", ParameterKind.Text, "the whole frame", IsRequired: true)],
            async (driver, with, cancellationToken) =>
            {
                await Connected(SentAsync(driver.Line, with.Text("text"), cancellationToken));
                return null;
            }),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(verb => verb.Name)];

    public static Verb? Find(string name) => All.FirstOrDefault(verb => string.Equals(verb.Name, name, StringComparison.OrdinalIgnoreCase));

    private static void Disconnect(ChargePointDriver driver, VerbArguments with)
    {
        if (with.OptionalText("how") == "close")
        {
            driver.ChargePoint.Do(() => driver.ChargePoint.Outbox.Close("disconnected by hand"));
        }
        else
        {
            driver.Line.Drop();
        }
    }

    private static async Task<bool> SentAsync(Line line, string text, CancellationToken cancellationToken)
    {
        await line.SendTextAsync(text, cancellationToken);
        return true;
    }

    private static async Task<T> Connected<T>(Task<T> sending)
    {
        try
        {
            return await sending;
        }
        catch (HandshakeRefusedException e)
        {
            throw new VerbException(e.Message + ".");
        }
    }
}
