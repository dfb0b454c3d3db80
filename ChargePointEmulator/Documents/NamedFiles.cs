namespace ChargePointEmulator.Documents;

/// <summary>Which files the words of a command line mean.</summary>
internal static class NamedFiles
{
    private const string Samples = "samples";

    /// <summary>The file as it is named. The samples are beside the program, wherever it is started, and their name alone is enough.</summary>
    public static string Find(string path)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, path);
        return IsSample(path) && !File.Exists(path) && File.Exists(beside) ? beside : path;
    }

    /// <summary>The same, with <c>*</c> and <c>?</c> in the name of the file, for shells that leave them as they are; in the order of their names.</summary>
    public static IReadOnlyList<string> FindAll(string path)
    {
        var name = Path.GetFileName(path);
        if (name.AsSpan().IndexOfAny('*', '?') < 0)
        {
            return [Find(path)];
        }

        var folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        var beside = Path.Combine(AppContext.BaseDirectory, folder);
        var found = FilesIn(folder, name);
        return found is [] && IsSample(path) ? FilesIn(beside, name) : found;
    }

    private static bool IsSample(string path) => path.Split('/', '\\') is [Samples, _, ..];

    private static IReadOnlyList<string> FilesIn(string folder, string name) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, name).Order(StringComparer.Ordinal)] : [];
}
