using CentralSystem.Web.Events;

namespace CentralSystem.Tests.Events;

/// <summary>What is kept of the newest events for those who follow.</summary>
public sealed class EventWindowTests
{
    [Theory]
    [InlineData(10, 10, 0)]
    [InlineData(3_000, 10, 952)]
    [InlineData(20, 1024 * 1024, 12)]
    [InlineData(1, EventWindow.MostBytes + 1, 1)]
    public void It_is_bounded_by_number_and_by_bytes(int count, int bytes, long since)
    {
        var json = new byte[bytes];
        var window = Enumerable.Range(1, count).Chunk(500)
            .Aggregate(EventWindow.After(0), (window, ids) => window.With([.. ids.Select(id => new EventMessage(id, "t", default, null, json))]));

        (window.Since, window.Last).ShouldBe((since, count));
        window.EventsAfter(since).Count.ShouldBe((int)(count - since));
    }
}
