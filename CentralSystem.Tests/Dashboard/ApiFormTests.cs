using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Dashboard.Forms;
using CentralSystem.Web.Dashboard.Messages;
using Ocpp;

namespace CentralSystem.Tests.Dashboard;

/// <summary>Forms are made from the API's description, and say what it says.</summary>
public sealed class ApiFormTests : IClassFixture<ApiFormTests.Program>
{
    private readonly ApiForms _forms;
    private readonly JsonNode _document;

    public ApiFormTests(Program program) => (_forms, _document) = (program.Forms, program.Document);

    public static TheoryData<string> Actions() => [.. ApiForms.Actions];

    [Fact]
    public void There_is_a_form_for_each_of_the_26_commands() => ApiForms.Actions.Count.ShouldBe(26);

    [Theory, MemberData(nameof(Actions))]
    public async Task The_form_filled_in_from_the_example_yields_the_example(string action)
    {
        var form = await _forms.OfCommandAsync(action);
        var value = new FormValue(form.Body);
        value.Fill(form.Example).ShouldBeEmpty();
        value.Check().ShouldBeTrue();
        var filled = value.ToJson()!;
        JsonNode.DeepEquals(filled, form.Example ?? []).ShouldBeTrue(filled.ToJsonString());
        OcppActions.Find(action)!.ReadRequestStrictly(Encoding.UTF8.GetBytes(filled.ToJsonString()));
    }

    [Theory, MemberData(nameof(Actions))]
    public async Task Every_field_says_what_the_description_says_of_it(string action)
    {
        var request = OcppActions.Find(action)!.RequestType;
        var properties = _document["components"]!["schemas"]![request.Name]!["properties"]?.AsObject() ?? [];
        var form = await _forms.OfCommandAsync(action);
        form.Summary.ShouldNotBeEmpty();
        form.Body.Description.ShouldNotBeNullOrEmpty();
        form.Body.Members.Select(member => member.Name).ShouldBe(properties.Select(property => property.Key));
        foreach (var member in form.Body.Members)
        {
            member.Description.ShouldNotBeNullOrEmpty(member.Name);
            DescriptionsOf(properties[member.Name]!).Select(text => Docstrings.Plain(text, isLengthTold: true)).ShouldContain(member.Description);
        }
    }

    [Fact]
    public async Task No_form_speaks_in_marks_of_its_writers()
    {
        var forms = await Task.WhenAll([_forms.OfChargePointAsync(), _forms.OfAuthorizationPolicyAsync(), .. ApiForms.Actions.Select(_forms.OfCommandAsync)]);
        var texts = forms.SelectMany(form => form.Body.Members.SelectMany(TextsOf).Prepend(form.Summary)).OfType<string>().ToList();
        texts.Count.ShouldBeGreaterThan(100);
        texts.Where(text => Regex.IsMatch(text, "[`§]|CiString|whitepaper [A-Z§]|[.]FR[.]|null")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ReserveNow", "reservationId", false)]
    [InlineData("ReserveNow", "idTag", true)]
    [InlineData("SendLocalList", "listVersion", false)]
    [InlineData("GetDiagnostics", "location", false)]
    [InlineData("UpdateFirmware", "fileId", false)]
    [InlineData("InstallCertificate", "certificate", false)]
    public async Task What_may_be_left_to_us_is_not_asked_for(string action, string member, bool isRequired) =>
        (await _forms.OfCommandAsync(action)).Body.Members.Single(field => field.Name == member).IsRequired.ShouldBe(isRequired);

    [Theory]
    [InlineData("""{"connectorId":-1,"idTag":"TAG"}""", "connectorId", "at least 0")]
    [InlineData("""{"connectorId":1.5,"idTag":"TAG"}""", "connectorId", "whole number")]
    [InlineData("""{"connectorId":1,"idTag":"A TAG THAT IS FAR TOO LONG"}""", "idTag", "at most 20")]
    [InlineData("""{"connectorId":1}""", "idTag", "needed")]
    [InlineData("""{"connectorId":1,"idTag":"TAG","expiryDate":"soon"}""", "expiryDate", "date")]
    public async Task What_breaks_the_rule_of_its_field_is_told_before_anything_is_sent(string payload, string member, string rule)
    {
        var value = new FormValue((await _forms.OfCommandAsync("ReserveNow")).Body);
        value.Fill(JsonNode.Parse(payload));
        value.Check().ShouldBeFalse();
        value[member].Fault!.ShouldContain(rule);
    }

    [Fact]
    public async Task Lists_objects_and_decimals_keep_their_own_rules()
    {
        var value = new FormValue((await _forms.OfCommandAsync("SetChargingProfile")).Body);
        value.Fill(JsonNode.Parse(
            """{"connectorId":1,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"Best","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":16.25}]}}}"""));
        value.Check().ShouldBeFalse();
        var profile = value["csChargingProfiles"];
        profile["chargingProfilePurpose"].Fault!.ShouldContain("ChargePointMaxProfile");
        profile["chargingSchedule"]["chargingSchedulePeriod"].Items.ShouldHaveSingleItem()["limit"].Fault!.ShouldContain("multiple of 0.1");
        profile["transactionId"].Fault.ShouldBeNull();
    }

    [Fact]
    public async Task What_there_is_no_field_for_is_named_and_not_lost()
    {
        var value = new FormValue((await _forms.OfCommandAsync("GetLog")).Body);
        value.Fill(JsonNode.Parse("""{"logType":"DiagnosticsLog","log":{"colour":"red"},"loud":true}""")).ShouldBe(["log.colour", "loud"]);
    }

    [Fact]
    public async Task An_empty_value_of_a_key_is_a_value()
    {
        var value = new FormValue((await _forms.OfCommandAsync("ChangeConfiguration")).Body);
        value["key"].Text = "ConnectorPhaseRotation";
        value.Check().ShouldBeTrue();
        value.ToJson()!.ToJsonString().ShouldBe("""{"key":"ConnectorPhaseRotation","value":""}""");
    }

    /// <summary>What the document says of a member, here or in the first of the schemas that it may be.</summary>
    private static IEnumerable<string> DescriptionsOf(JsonNode schema) =>
        (schema["oneOf"]?.AsArray() ?? []).Prepend(schema).Select(one => (string?)one!["description"]).OfType<string>();

    private static IEnumerable<string?> TextsOf(FormField field) =>
        [field.Description, .. field.Members.SelectMany(TextsOf), .. field.Item is { } item ? TextsOf(item) : []];

    /// <summary>One running program for all of them.</summary>
    public sealed class Program : IAsyncLifetime
    {
        private RunningCentralSystem _system = null!;

        internal ApiForms Forms => _system.Get<ApiForms>();

        internal JsonNode Document { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            _system = await RunningCentralSystem.StartAsync();
            using var http = _system.CreateHttpClient();
            Document = JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json"))!;
        }

        public async Task DisposeAsync() => await _system.DisposeAsync();
    }
}
