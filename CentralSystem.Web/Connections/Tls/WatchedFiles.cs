using System.Security.Cryptography;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Connections.Tls;

/// <summary>Something made from files, and made anew when their content changes.</summary>
internal interface IWatchedFiles
{
    /// <summary>Looks at the files. A change is taken over when two looks in a row saw the same: a file may be half written.</summary>
    void Look(TlsLog log);
}

/// <param name="paths">The files.</param>
/// <param name="load">Makes the value; throws <see cref="SettingsException"/> where the files do not allow it.</param>
internal sealed class WatchedFiles<T>(IReadOnlyList<string> paths, Func<T> load) : IWatchedFiles
    where T : class
{
    // The content, not its time: mounted secrets are links that change behind an unchanged name.
    private string _loaded = DigestOf(paths);
    private string _seen = "";

    /// <summary>The newest value that could be made.</summary>
    public T Value { get; private set; } = load();

    public void Look(TlsLog log)
    {
        var present = DigestOf(paths);
        var isSettled = present == _seen;
        _seen = present;
        if (!isSettled || present == _loaded)
        {
            return;
        }

        _loaded = present;
        try
        {
            Value = load();
            log.Reloaded(string.Join(", ", paths));
        }
        catch (SettingsException e)
        {
            // Said once per content: the next look finds it as loaded as it gets.
            log.NotReloaded(e.Message);
        }
    }

    private static string DigestOf(IReadOnlyList<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in paths)
        {
            try
            {
                hash.AppendData(SHA256.HashData(File.ReadAllBytes(path)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                hash.AppendData(new byte[SHA256.HashSizeInBytes]);
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
