using System.Text.Json.Nodes;
using ChargePointEmulator.Scenarios;

namespace CentralSystem.Tests.Emulator.Driving;

public class MatchingTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":"1"}""", """{"a":1.0}""")]
    [InlineData("""{"a.0.b":"x"}""", """{"a":[{"b":"x"}]}""")]
    [InlineData("""{"a":{"oneOf":["x",{"absent":true}]}}""", "{}")]
    [InlineData("""{"a":{"absent":true}}""", """{"b":1}""")]
    [InlineData("""{"a":{"absent":false}}""", """{"a":1}""")]
    [InlineData("""{"a":{"not":"x"}}""", """{"a":"y"}""")]
    [InlineData("""{"a":{"atLeast":1,"atMost":3}}""", """{"a":"2.5"}""")]
    [InlineData("""{"a":{"pattern":"^T-[0-9]+$"}}""", """{"a":"T-17"}""")]
    [InlineData("""{"a":{"contains":{"b":2}}}""", """{"a":[{"b":1},{"b":2}]}""")]
    [InlineData("""{"a":[1,{"b":2}]}""", """{"a":[1,{"b":2,"c":3}]}""")]
    public void This_fits(string expected, string actual) => Matching.Mismatch(JsonNode.Parse(expected), JsonNode.Parse(actual)).ShouldBeNull();

    [Theory]
    [InlineData("""{"a":1}""", """{"b":1}""", "a is absent, not 1")]
    [InlineData("""{"a":{"b":"x"}}""", """{"a":{"b":"y"}}""", "a.b is \"y\", not \"x\"")]
    [InlineData("""{"a":{"atLeast":3}}""", """{"a":2}""", "a is 2, not atLeast 3")]
    [InlineData("""{"a":{"atLeast":3}}""", """{"a":"much"}""", "a is \"much\", not atLeast 3")]
    [InlineData("""{"a":{"absent":true}}""", """{"a":2}""", "a is 2, not absent true")]
    [InlineData("""{"a":[1]}""", """{"a":[1,2]}""", "not a list of 1")]
    [InlineData("""{"a":{"b":1}}""", """{"a":7}""", "a is 7, not an object")]
    public void This_does_not_and_says_why(string expected, string actual, string reason) =>
        Matching.Mismatch(JsonNode.Parse(expected), JsonNode.Parse(actual)).ShouldNotBeNull().ShouldContain(reason);

    [Fact]
    public void A_variable_keeps_its_type_where_it_stands_alone()
    {
        var variables = new Variables();
        variables.Set("tx", 7);
        variables.Fill(JsonNode.Parse("""{"a":"${tx}","b":"id-${tx}"}"""))!.ToJsonString().ShouldBe("""{"a":7,"b":"id-7"}""");
        Should.Throw<StepFailedException>(() => variables.Fill("${xt}")).Message.ShouldContain("no variable 'xt'");
    }
}
