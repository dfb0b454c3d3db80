using System.ComponentModel.DataAnnotations;
using System.Text;
using CentralSystem.Web.Api;

namespace CentralSystem.Tests.Api;

/// <summary>A body is a record whose attributes are the rules; whatever breaks one is named with what is allowed.</summary>
public sealed class JsonInputTests
{
    [Fact]
    public void A_body_becomes_a_record_that_knows_what_was_said()
    {
        var input = Read("""{"name":"Depot","level":3,"note":null,"colour":"Green","at":"2026-01-31T08:00:00Z","parts":[{"weight":1.5}]}""");

        (input.Value.Name, input.Value.Level, input.Value.Colour, input.Value.Parts!.Single().Weight).ShouldBe(("Depot", 3, Colour.Green, 1.5m));
        (input.Has("note"), input.Has("level"), input.Has("weight")).ShouldBe((true, true, false));
    }

    [Theory]
    [InlineData("""{"level":1}""", "name", "is required")]
    [InlineData("", "name", "is required")]
    [InlineData("""{"name":"A","lvl":1}""", "lvl", "is not known here; known are name, level, note, colour, at, parts")]
    [InlineData("""{"name":"A","parts":[{"weight":1,"size":2}]}""", "parts[0].size", "is not known here; known are weight")]
    [InlineData("""{"name":"A","level":0}""", "level", "must be between 1 and 9")]
    [InlineData("""{"name":"A","level":"1"}""", "level", "must be a whole number")]
    [InlineData("""{"name":"A","level":1.5}""", "level", "must be a whole number")]
    [InlineData("""{"name":"A","level":99999999999}""", "level", "must be a whole number")]
    [InlineData("""{"name":"A","colour":"Blue"}""", "colour", "must be one of Red, Green")]
    [InlineData("""{"name":"A","colour":1}""", "colour", "must be one of Red, Green")]
    [InlineData("""{"name":"A","at":"tomorrow"}""", "at", "must be an ISO 8601 date-time such as 2026-01-31T08:00:00Z")]
    [InlineData("""{"name":"A","parts":[{"weight":-1}]}""", "parts[0].weight", "must be between 0 and 100")]
    [InlineData("""{"name":"A","parts":[{}]}""", "parts[0].weight", "is required")]
    [InlineData("""{"name":"A","parts":{}}""", "parts", "must be a list")]
    [InlineData("""{"name":""}""", "name", "must be 1 to 10 printable characters")]
    [InlineData("""{"name":"A\u0000"}""", "name", "must be 1 to 10 printable characters")]
    [InlineData("""{"name":"ABCDEFGHIJK"}""", "name", "must be 1 to 10 printable characters")]
    [InlineData("""{"name":null}""", "name", "must be a string")]
    [InlineData("""{"name":"A","name":"B"}""", "name", "stands there more than once")]
    [InlineData("""{"name":"A","parts":[{"weight":1,"weight":2}]}""", "parts[0].weight", "stands there more than once")]
    public void What_breaks_a_rule_is_named_with_what_is_allowed(string body, string field, string rule)
    {
        var problem = Should.Throw<ProblemException>(() => Read(body)).Problem;

        (problem.Status, problem.Members["field"]).ShouldBe((400, field));
        problem.Detail.ShouldBe($"{field}: {rule}");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"name":"A",}""")]
    [InlineData("""{"name":"A"} x""")]
    [InlineData("""{"name":"A","name":"B"}""")]
    public void What_is_no_single_JSON_object_is_refused(string body) => Should.Throw<ProblemException>(() => Read(body)).Problem.Status.ShouldBe(400);

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    public void What_is_JSON_but_no_object_is_told_so_without_a_word_of_the_program(string body) =>
        Should.Throw<ProblemException>(() => Read(body)).Problem.Detail.ShouldBe("The body must be a JSON object.");

    [Fact]
    public void A_body_nested_deeper_than_any_reader_goes_is_refused() =>
        Should.Throw<ProblemException>(() => Read($$"""{"name":"A","parts":{{new string('[', 10_000)}}""")).Problem.Status.ShouldBe(400);

    private static JsonInput<Thing> Read(string body) => JsonInput<Thing>.Read(Encoding.UTF8.GetBytes(body));
}

/// <summary>A body as an endpoint would take it.</summary>
internal sealed record Thing
{
    [PrintableText(10)]
    public required string Name { get; init; }

    [Range(1, 9)]
    public int? Level { get; init; }

    [PrintableText(10)]
    public string? Note { get; init; }

    public Colour? Colour { get; init; }

    public DateTimeOffset? At { get; init; }

    public IReadOnlyList<Part>? Parts { get; init; }
}

internal sealed record Part
{
    [Range(0, 100)]
    public required decimal Weight { get; init; }
}

internal enum Colour
{
    Red,
    Green,
}
