using System.Text.Json.Nodes;

namespace ChargePointEmulator.Driving;

/// <summary>What one can do to a charge point. A scenario, a person at the prompt and a program over HTTP use the same ones.</summary>
/// <param name="Name">Its word.</param>
/// <param name="Summary">What happens.</param>
/// <param name="Parameters">What it takes; the first one may be given without its name.</param>
/// <param name="RunAsync">Does it; gives what it has to tell.</param>
internal sealed record Verb(string Name, string Summary, IReadOnlyList<VerbParameter> Parameters, Func<ChargePointDriver, VerbArguments, CancellationToken, Task<JsonObject?>> RunAsync)
{
    /// <summary>The parameter that needs no name; null when the verb takes nothing.</summary>
    public VerbParameter? Main => Parameters.Count > 0 ? Parameters[0] : null;

    /// <summary>A verb that is done at once.</summary>
    public static Verb Of(string name, string summary, IReadOnlyList<VerbParameter> parameters, Action<ChargePointDriver, VerbArguments> action) =>
        new(name, summary, parameters, (driver, arguments, _) =>
        {
            action(driver, arguments);
            return Task.FromResult<JsonObject?>(null);
        });

    /// <summary>One line that shows how to write it at the prompt.</summary>
    public string Usage => string.Join(' ', [Name, .. Parameters.Select(parameter => parameter.Usage(ReferenceEquals(parameter, Main)))]);
}

/// <summary>What kind of value a parameter takes.</summary>
internal enum ParameterKind
{
    /// <summary>Number of a connector, from 1.</summary>
    Connector,

    /// <summary>The same, or 0 for the charge point itself.</summary>
    ConnectorOrZero,

    /// <summary>A number, whole or not.</summary>
    Number,
    Text,
    IdTag,
    Duration,
    Flag,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>Names with values.</summary>
    Map,

    /// <summary>Any JSON.</summary>
    Json,
}

/// <summary>One parameter of a verb.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Summary">What it says, with unit and default.</param>
/// <param name="IsRequired">There is no verb without it.</param>
internal sealed record VerbParameter(string Name, ParameterKind Kind, string Summary, bool IsRequired = false)
{
    /// <summary>The words of a <see cref="ParameterKind.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Least and greatest number.</summary>
    public (double Least, double Most)? Range { get; init; }

    /// <summary>What it takes, in words.</summary>
    public string Allowed => Kind switch
    {
        ParameterKind.Connector => "the number of a connector, from 1",
        ParameterKind.ConnectorOrZero => "the number of a connector, or 0 for the charge point itself",
        ParameterKind.Number => Range is { } range ? FormattableString.Invariant($"a number from {range.Least} to {range.Most}") : "a number",
        ParameterKind.Text => "a text",
        ParameterKind.IdTag => "an idTag of 1 to 20 characters",
        ParameterKind.Duration => DurationText.Allowed,
        ParameterKind.Flag => "true or false",
        ParameterKind.Choice => $"one of {string.Join(", ", Choices)}",
        ParameterKind.Map => "keys with values",
        _ => "JSON",
    };

    public string Usage(bool isMain)
    {
        var value = Kind == ParameterKind.Choice && Choices.Count <= 4 ? string.Join('|', Choices) : Kind == ParameterKind.Map ? "KEY=VALUE..." : $"<{Name}>";
        var written = isMain ? value : $"{Name}={value}";
        return IsRequired ? written : $"[{written}]";
    }
}

/// <summary>A verb cannot be done as asked; the message is one sentence that says why.</summary>
/// <param name="message">Why.</param>
/// <param name="parameter">The parameter it is about; null for the verb itself.</param>
internal sealed class VerbException(string message, string? parameter = null) : Exception(message)
{
    public string? Parameter { get; } = parameter;
}
