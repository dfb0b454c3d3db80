using System.Reflection;

namespace ChargePointEmulator.Check;

/// <summary>One thing that is checked of a central system.</summary>
internal sealed record CheckCase(string Id, string Title, string Group, string Rule, Severity Severity, IReadOnlyList<string> Drives, int Patience, Func<CaseRun, Task> RunAsync);

/// <summary>All cases, in the order of their groups and ids.</summary>
internal static class CaseCatalogue
{
    /// <summary>Groups in the order in which they are run and shown.</summary>
    public static IReadOnlyList<string> Groups { get; } =
        ["core", "local-list", "firmware", "reservation", "trigger", "smart-charging", "security", "connection", "messages", "robustness"];

    public static IReadOnlyList<CheckCase> All { get; } =
    [
        .. from type in typeof(CaseCatalogue).Assembly.GetTypes()
           let cases = type.GetCustomAttribute<CasesAttribute>()
           where cases is not null
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public)
           let about = method.GetCustomAttribute<CaseAttribute>()
           where about is not null
           orderby Groups.ToList().IndexOf(cases.Group), about.Id
           select new CheckCase(about.Id, about.Title, cases.Group, about.Rule, about.Severity, about.Drives, about.Patience, method.CreateDelegate<Func<CaseRun, Task>>()),
    ];

    /// <summary>The cases of these groups or with these ids; all where nothing is named.</summary>
    /// <remarks>Errors: <see cref="BadInputException"/> for a name that selects nothing.</remarks>
    public static IReadOnlyList<CheckCase> Select(IReadOnlyList<string> groups, IReadOnlyList<string> ids)
    {
        if (groups.FirstOrDefault(group => !Groups.Contains(group)) is { } unknown)
        {
            throw new BadInputException($"--group '{unknown}' is none of {string.Join(", ", Groups)}.");
        }

        if (ids.FirstOrDefault(id => !All.Any(c => Names(c, id))) is { } stranger)
        {
            throw new BadInputException($"--case '{stranger}' is not known; --list shows all.");
        }

        return [.. All.Where(c => (groups.Count == 0 && ids.Count == 0) || groups.Contains(c.Group) || ids.Any(id => Names(c, id)))];
    }

    /// <summary>Whether an id names a case; <c>_CSMS</c> may be left out.</summary>
    public static bool Names(CheckCase check, string id) =>
        check.Id.Equals(id, StringComparison.OrdinalIgnoreCase) || check.Id.Equals(id + "_CSMS", StringComparison.OrdinalIgnoreCase);
}
