using ChargePointEmulator.Documents;

namespace ChargePointEmulator.Check;

/// <summary>Cases that are known to fail, each with a reason: one a line, <c>TC_064_CSMS  our vendor answers everything</c>; <c>#</c> begins a comment.</summary>
internal sealed class ExpectedFailures
{
    private readonly Dictionary<string, string> _reasons;

    private ExpectedFailures(Dictionary<string, string> reasons) => _reasons = reasons;

    public static ExpectedFailures None { get; } = new([]);

    /// <summary>Reads a file. Errors: <see cref="DocumentException"/> with the line.</summary>
    public static ExpectedFailures Read(string file, IReadOnlyList<CheckCase> all)
    {
        var reasons = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (number, line) in File.ReadLines(file).Index())
        {
            var text = line.Trim();
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }

            var place = new DocumentPlace(file, number + 1, 1);
            var words = text.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length < 2)
            {
                throw place.Error($"'{text}' has no reason after the id of the case.");
            }

            var check = all.FirstOrDefault(c => CaseCatalogue.Names(c, words[0]))
                ?? throw place.Error($"case '{words[0]}' is not known; --list shows all.");
            reasons[check.Id] = words[1];
        }

        return new ExpectedFailures(reasons);
    }

    public string? ReasonFor(CheckCase check) => _reasons.GetValueOrDefault(check.Id);
}
