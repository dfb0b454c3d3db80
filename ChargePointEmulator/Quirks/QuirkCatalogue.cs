using ChargePointEmulator.Documents;
using ChargePointEmulator.Driving;

namespace ChargePointEmulator.Quirks;

/// <summary>A quirk as a file names it.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Summary">What the station does.</param>
/// <param name="Value">What stands behind the key, for help and schema.</param>
/// <param name="Create">Reads that value; null when it cannot be used. Makes a new instance for each charge point.</param>
internal sealed record QuirkType(string Name, string Summary, QuirkValue Value, Func<DocumentNode, Func<Quirk>?> Create);

/// <summary>What stands behind the key of a quirk.</summary>
internal enum QuirkValue
{
    /// <summary><c>true</c>.</summary>
    Switch,
    Duration,
    Text,

    /// <summary>A list of actions.</summary>
    Actions,
}

/// <summary>Every quirk a station template may have; docs/driving.md lists them.</summary>
internal static class QuirkCatalogue
{
    public static IReadOnlyList<QuirkType> All { get; } =
    [
        Switch("noSubprotocol", "offers no subprotocol in the handshake", () => new NoSubprotocol()),
        Switch("otherVersions", "offers OCPP 2.1 and 2.0.1 ahead of 1.6", () => new OtherVersions()),
        Switch("trailingSlash", "ends its URL with a slash", () => new TrailingSlash()),
        Switch("lowercaseIdentity", "writes its identity in small letters", () => new LowercaseIdentity()),
        Switch("doubledIdentity", "has its identity twice in its URL", () => new DoubledIdentity()),
        Switch("hexPassword", "sends the hex digits of its password, not the bytes", () => new HexPassword()),
        Switch("nullPayload", "writes null where an empty payload belongs", () => new NullPayload()),
        Switch("missingPayload", "leaves an empty payload out", () => new MissingPayload()),
        Switch("nullForAbsent", "writes null for optional fields of StatusNotification", () => new NullForAbsent()),
        Switch("textNull", "writes the text \"null\" as info of StatusNotification", () => new TextNull()),
        Switch("extraFields", "adds connectorId to Authorize", () => new ExtraFields()),
        Switch("longSerialNumber", "tells a serial number of 33 characters", () => new LongSerialNumber()),
        Switch("unknownErrorCode", "reports faults with errorCode Error", () => new UnknownErrorCode()),
        Switch("celciusUnit", "spells the unit Celcius", () => new CelciusUnit()),
        Switch("unknownMeasurand", "calls the energy register Request.Energy", () => new UnknownMeasurand()),
        Switch("unknownContext", "calls the context of every sampled value Sample.Other", () => new UnknownContext()),
        Switch("socInVolts", "tells the state of charge in V", () => new SocInVolts()),
        Switch("emptyValues", "sends an empty text for every sampled value", () => new EmptyValues()),
        Switch("kilowattHours", "tells the energy register in kWh", () => new KilowattHours()),
        Switch("noTimeZone", "leaves the time zone out of timestamps", () => new NoTimeZone()),
        Switch("noSecondsFraction", "leaves the fraction of a second out of timestamps", () => new NoSecondsFraction()),
        Switch("clockOf1970", "has a clock that stands in 1970", () => new ClockOf1970()),
        Switch("clockAhead", "has a clock that is ten years ahead", () => new ClockAhead()),
        Switch("impossibleDate", "writes 29 February 2022 as the date", () => new ImpossibleDate()),
        Switch("countingMessageIds", "counts message ids from 1 with every connection", () => new CountingMessageIds(asNumbers: false)),
        Switch("numericMessageIds", "writes message ids as numbers that count from 1", () => new CountingMessageIds(asNumbers: true)),
        Switch("messageTypeOne", "writes MeterValues under message type 1", () => new MessageTypeOne()),
        Switch("strayAnswers", "answers what nobody asked, after every Heartbeat", () => new StrayAnswers()),
        new("idTagPrefix", "puts this in front of every idTag", QuirkValue.Text, node => node is DocumentScalar { Text.Length: > 0 } text ? () => new IdTagPrefix(text.Text) : null),
        new("idTagSuffix", "appends this to every idTag", QuirkValue.Text, node => node is DocumentScalar { Text.Length: > 0 } text ? () => new IdTagSuffix(text.Text) : null),
        Switch("repeatedStart", "sends every StartTransaction twice", () => new RepeatedCall("StartTransaction")),
        Switch("repeatedStop", "sends every StopTransaction twice", () => new RepeatedCall("StopTransaction")),
        Switch("stopsTransactionZero", "stops with transactionId 0", () => new StopsTransactionZero()),
        Switch("meterValuesWithoutTransaction", "leaves transactionId out of MeterValues", () => new MeterValuesWithoutTransaction()),
        Switch("meterValuesAfterStop", "sends MeterValues of a transaction after its stop", () => new MeterValuesAfterStop()),
        Switch("negativeMeterStop", "stops with meterStop -1", () => new NegativeMeterStop()),
        Switch("missingTransactionIdValue", "writes broken JSON: nothing behind \"transactionId\": of MeterValues", () => new MissingTransactionIdValue()),
        Switch("leadingComma", "writes broken JSON: a comma ahead of the first member of MeterValues", () => new LeadingComma()),
        Switch("strayBackslashes", "writes broken JSON: backslashes ahead of the quotes of MeterValues", () => new StrayBackslashes()),
        Switch("availableAfterStop", "reports Available right after a stop, whatever the cable does", () => new AvailableAfterStop()),
        Switch("statusBeforeBoot", "reports its status ahead of every boot", () => new StatusBeforeBoot()),
        Switch("noStatusTimestamp", "sends StatusNotification without a timestamp", () => new NoStatusTimestamp()),
        Switch("emptyFrames", "sends an empty message ahead of every boot", () => new EmptyFrames()),
        Switch("binaryFrames", "sends its messages as binary ones, not as text", () => new BinaryFrames()),
        new("neverAnswers", "leaves these actions unanswered", QuirkValue.Actions, Actions),
        new("lateAnswers", "takes this long before it looks at a CALL", QuirkValue.Duration, Late),
        Switch("remoteStartNeedsConnector", "refuses a remote start that names no connector", () => new RemoteStartNeedsConnector()),
        Switch("ignoresChargingProfiles", "accepts charging profiles and ignores them", () => new IgnoresChargingProfiles()),
    ];

    /// <summary>Reads a block of quirks. Errors: <see cref="DocumentException"/>.</summary>
    public static IReadOnlyList<Func<Quirk>> Read(DocumentMap block)
    {
        block.AllowOnly("quirks", [.. All.Select(type => type.Name)]);
        var made = new List<Func<Quirk>>();
        foreach (var (key, value) in block.Entries)
        {
            var type = All.Single(each => each.Name == key.Text);
            if (type.Value == QuirkValue.Switch && value is DocumentScalar { Text: "false" })
            {
                continue;
            }

            made.Add(type.Create(value) ?? throw value.Place.Error($"{type.Name} must be {Expected(type.Value)}, but is {value.Kind}."));
        }

        return made;
    }

    private static QuirkType Switch(string name, string summary, Func<Quirk> create) =>
        new(name, summary, QuirkValue.Switch, node => node is DocumentScalar { Text: "true" } ? create : null);

    private static Func<Quirk>? Late(DocumentNode node) =>
        node is DocumentScalar { Text: { } text } && DurationText.TryParse(text, out var delay) ? () => new LateAnswers(delay) : null;

    private static Func<Quirk>? Actions(DocumentNode node) =>
        node is DocumentList { Items.Count: > 0 } list && list.Items.All(item => item is DocumentScalar { Text: { } name } && Ocpp.OcppActions.Find(name) is not null)
            ? () => new NeverAnswers([.. list.Items.Select(item => ((DocumentScalar)item).Text!)])
            : null;

    private static string Expected(QuirkValue value) => value switch
    {
        QuirkValue.Switch => "true or false",
        QuirkValue.Duration => DurationText.Allowed,
        QuirkValue.Actions => "a list of OCPP actions",
        _ => "a text",
    };
}
