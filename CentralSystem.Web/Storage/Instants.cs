namespace CentralSystem.Web.Storage;

/// <summary>What is done with instants of two clocks.</summary>
internal static class Instants
{
    /// <summary>This instant by a foreign clock, or the one at which it was heard of, where the clock runs ahead.</summary>
    public static DateTimeOffset NoLaterThan(this DateTimeOffset instant, DateTimeOffset latest) => instant < latest ? instant : latest;
}
