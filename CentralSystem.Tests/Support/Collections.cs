namespace CentralSystem.Tests.Support;

/// <summary>Tests that need the machine for themselves: many connections, child processes, tight time limits.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Heavy
{
    public const string Name = "heavy";
}
