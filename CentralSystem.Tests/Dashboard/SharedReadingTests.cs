using System.Collections.Concurrent;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Dashboard.Live;
using Microsoft.Extensions.Time.Testing;

namespace CentralSystem.Tests.Dashboard;

/// <summary>Figures that many ask for are counted for all of them, and never older than the question.</summary>
public sealed class SharedReadingTests
{
    private readonly FakeTimeProvider _time = new(A.Start);
    private readonly ConcurrentQueue<TaskCompletionSource<int>> _begun = [];
    private readonly SharedReading<int> _reading;

    public SharedReadingTests() => _reading = new(
        () =>
        {
            var reading = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            _begun.Enqueue(reading);
            return reading.Task;
        },
        TimeSpan.FromMilliseconds(100),
        _time);

    [Fact]
    public async Task Who_asks_during_a_reading_gets_the_next_one_and_shares_it()
    {
        var first = _reading.NextAsync();
        await UntilBegunAsync(1);
        var (second, third) = (_reading.NextAsync(), _reading.NextAsync());
        _begun.ElementAt(0).SetResult(1);
        (await first.WaitAsync(Eventually.Limit)).ShouldBe(1);
        await UntilBegunAsync(2);
        _begun.ElementAt(1).SetResult(2);
        (await Task.WhenAll(second, third).WaitAsync(Eventually.Limit)).ShouldBe([2, 2]);
        _begun.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_reading_that_fails_fails_those_who_asked_for_it_alone()
    {
        var first = _reading.NextAsync();
        await UntilBegunAsync(1);
        var second = _reading.NextAsync();
        _begun.ElementAt(0).SetException(new IOException("the disk is gone"));
        await Should.ThrowAsync<IOException>(() => first);
        await UntilBegunAsync(2);
        _begun.ElementAt(1).SetResult(2);
        (await second.WaitAsync(Eventually.Limit)).ShouldBe(2);
    }

    /// <summary>Each waits a tenth of a second after the one before began.</summary>
    private async Task UntilBegunAsync(int count)
    {
        var began = _time.GetUtcNow();
        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(5));
                return _begun.Count >= count;
            },
            $"{count} readings began");
        if (count > 1)
        {
            (_time.GetUtcNow() - began).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(90));
        }
    }
}
