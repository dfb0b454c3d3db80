namespace ChargePointEmulator.Documents;

/// <summary>Guesses what a mistyped word was meant to be.</summary>
internal static class NearestWord
{
    private const int MostSuggested = 12;

    /// <summary>The end of a sentence, with its mark: the nearest known word, or all when there are few and none is near.</summary>
    public static string Suggestion(string word, IReadOnlyCollection<string> known) => Find(word, known) is { } nearest
        ? $"; did you mean '{nearest}'?"
        : known.Count is > 0 and <= MostSuggested ? $"; known are {string.Join(", ", known)}." : ".";

    /// <summary>The known word that takes the fewest changes; null when none is near.</summary>
    public static string? Find(string word, IEnumerable<string> known)
    {
        var (nearest, distance) = known.Select(each => (Word: each, Distance: Changes(word, each)))
            .OrderBy(each => each.Distance).ThenBy(each => each.Word, StringComparer.Ordinal).FirstOrDefault();
        return nearest is not null && distance <= Math.Max(2, word.Length / 3) && distance < word.Length ? nearest : null;
    }

    /// <summary>Letters to add, remove or change, without regard to case (Levenshtein).</summary>
    private static int Changes(string from, string to)
    {
        var above = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 0; i < from.Length; i++)
        {
            var row = new int[to.Length + 1];
            row[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
            {
                var same = char.ToUpperInvariant(from[i]) == char.ToUpperInvariant(to[j]);
                row[j + 1] = Math.Min(Math.Min(row[j], above[j + 1]) + 1, above[j] + (same ? 0 : 1));
            }

            above = row;
        }

        return above[^1];
    }
}
