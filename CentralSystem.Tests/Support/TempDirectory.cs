namespace CentralSystem.Tests.Support;

/// <summary>A folder of its own that goes with the test.</summary>
internal sealed class TempDirectory : IDisposable
{
    public string FullName { get; } = Directory.CreateTempSubdirectory("central-system-tests-").FullName;

    public void Dispose()
    {
        TestDatabase.Drop(FullName);
        try
        {
            Directory.Delete(FullName, recursive: true);
        }
        catch (IOException)
        {
            // Somebody still holds a file; the system's own clean-up takes it.
        }
    }
}
