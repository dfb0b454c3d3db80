using System.Text.Json.Nodes;

namespace CentralSystem.Web.Dashboard.Forms;

/// <summary>A member of a body as the API's description tells of it: what it is called, what it means, and what it may be.</summary>
internal sealed record FormField(string Name, FieldKind Kind, string? Description, bool IsRequired)
{
    /// <summary>The texts to choose from.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public decimal? Minimum { get; init; }

    public decimal? Maximum { get; init; }

    /// <summary>What a number has to be a multiple of.</summary>
    public decimal? Step { get; init; }

    /// <summary>Most entries of a list.</summary>
    public int? MaxItems { get; init; }

    /// <summary>What an object consists of.</summary>
    public IReadOnlyList<FormField> Members { get; init; } = [];

    /// <summary>What a list consists of.</summary>
    public FormField? Item { get; init; }

    /// <summary>Whether an empty text is a value, and not the absence of one.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>Whether it is worth a field of several lines; entries of a list, which have no name, are short.</summary>
    public bool IsLong => Name.Length > 0 && Kind == FieldKind.Text && MaxLength is null or > 500;

    /// <summary>Whether it is written and never shown.</summary>
    public bool IsSecret => Name.Contains("password", StringComparison.OrdinalIgnoreCase);

    /// <summary>The rule that a text breaks, as a sentence without its subject; null for none.</summary>
    public string? FaultOf(string text)
    {
        if (text.Length == 0)
        {
            return IsRequired && !MayBeEmpty ? "is needed" : null;
        }

        return Kind switch
        {
            FieldKind.Text when text.Length < MinLength => $"has at least {MinLength} characters",
            FieldKind.Text when text.Length > MaxLength => $"has at most {MaxLength} characters; these are {text.Length}",
            FieldKind.Choice when !Choices.Contains(text, StringComparer.Ordinal) => $"is one of {string.Join(", ", Choices)}",
            FieldKind.YesNo when text is not ("true" or "false") => "is yes or no",
            FieldKind.Instant when !FormValue.TryReadInstant(text) => "is a date with a time",
            FieldKind.Whole when !FormValue.TryReadWhole(text, out _) => "is a whole number",
            FieldKind.Number when !FormValue.TryReadNumber(text, out _) => "is a number, with a point before its fraction",
            FieldKind.Whole or FieldKind.Number => NumberFaultOf(text),
            _ => null,
        };
    }

    private string? NumberFaultOf(string text)
    {
        FormValue.TryReadNumber(text, out var number);
        return number switch
        {
            _ when number < Minimum => $"is at least {Minimum:0.############}",
            _ when number > Maximum => $"is at most {Maximum:0.############}",
            _ when Step is { } step && number % step != 0 => $"is a multiple of {step:0.############}",
            _ => null,
        };
    }
}

/// <summary>How a member is asked for.</summary>
internal enum FieldKind
{
    Text,
    Whole,
    Number,
    YesNo,
    Choice,
    Instant,
    Object,
    List,
}

/// <summary>What an operation of the API wants in its body.</summary>
/// <param name="Summary">What the operation does.</param>
/// <param name="Body">The body, an object.</param>
/// <param name="Example">A body that is accepted; null where an empty one is.</param>
internal sealed record ApiForm(string Summary, FormField Body, JsonObject? Example)
{
    /// <summary>What it does, without what it means for other operations.</summary>
    public string Deed => Summary.Split(';')[0];
}
