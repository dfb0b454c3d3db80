namespace CentralSystem.Web.Storage;

/// <summary>Makes folders and files that only the user of this program reads: with what the database holds, another user of the machine could log in as anybody.</summary>
/// <remarks>What is there already keeps the rights somebody gave it. On Windows the rights of the folder above are inherited.</remarks>
internal static class PrivateFiles
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder where there is none.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnersFile | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Whether every user of the machine can read a file, as far as its folder and its own rights tell; a group may be let in on purpose.</summary>
    public static bool IsOpenToAll(string file) =>
        !OperatingSystem.IsWindows() && File.Exists(file) && File.GetUnixFileMode(file).HasFlag(UnixFileMode.OtherRead)
        && File.GetUnixFileMode(Path.GetDirectoryName(file)!).HasFlag(UnixFileMode.OtherExecute);

    /// <summary>Makes an empty file where there is none.</summary>
    public static void MakeFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        new FileStream(path, options).Dispose();
    }
}
