namespace ChargePointEmulator.Check;

/// <summary>A static class of cases; <paramref name="group"/> is what <c>--group</c> selects.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class CasesAttribute(string group) : Attribute
{
    public string Group { get; } = group;
}

/// <summary>A method is a case: it takes a <see cref="CaseRun"/> and ends well, or throws one of the exceptions of Outcomes.cs.</summary>
/// <param name="id">Number in the certification's document, or of an extra check.</param>
/// <param name="title">A few words.</param>
/// <param name="rule">Clauses the case is about.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CaseAttribute(string id, string title, string rule) : Attribute
{
    public string Id { get; } = id;

    public string Title { get; } = title;

    public string Rule { get; } = rule;

    public Severity Severity { get; init; } = Severity.Spec;

    /// <summary>Operations that the central system must be made to send; without a driver for them the case is not applicable.</summary>
    public string[] Drives { get; init; } = [];

    /// <summary>Takes time-outs of the central system, and is given this many times the usual time.</summary>
    public int Patience { get; init; } = 1;
}
