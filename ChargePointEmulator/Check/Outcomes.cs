namespace ChargePointEmulator.Check;

/// <summary>What a case says of the central system.</summary>
internal enum Verdict
{
    /// <summary>All that the case asks for was seen.</summary>
    Pass,

    /// <summary>All that was seen is right, but an obligation was not exercised.</summary>
    Partial,

    /// <summary>A rule is broken.</summary>
    Fail,

    /// <summary>The tester, the driver or the environment failed: nothing is said of the central system.</summary>
    Error,

    /// <summary>The case cannot be run here: no driver, or data or a profile it needs is missing.</summary>
    NotApplicable,
}

/// <summary>How much a broken rule weighs.</summary>
internal enum Severity
{
    /// <summary>The specification or its errata say so.</summary>
    Spec,

    /// <summary>The certification asks for it; the specification leaves it open or says otherwise.</summary>
    CertificationHabit,

    /// <summary>No text asks for it, but charge points in the field need it.</summary>
    Robustness,
}

/// <summary>The central system broke a rule.</summary>
internal sealed class RuleBrokenException(string rule, string message) : Exception(message)
{
    /// <summary>Clause of the specification.</summary>
    public string Rule { get; } = rule;
}

/// <summary>The case cannot go on, and that says nothing of the central system.</summary>
internal sealed class EnvironmentException(string message) : Exception(message);

/// <summary>The case cannot be run with what was given.</summary>
internal sealed class NotApplicableException(string message) : Exception(message);

/// <summary>An argument or a file cannot be used; the message names it and the fix.</summary>
internal sealed class BadInputException(string message) : Exception(message);

internal static class VerdictText
{
    public static string Text(this Verdict verdict) => verdict switch
    {
        Verdict.Pass => "PASS",
        Verdict.Partial => "PARTIAL",
        Verdict.Fail => "FAIL",
        Verdict.Error => "ERROR",
        _ => "N/A",
    };

    public static string Text(this Severity severity) => severity switch
    {
        Severity.Spec => "spec",
        Severity.CertificationHabit => "certification habit",
        _ => "robustness",
    };
}
