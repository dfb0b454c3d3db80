namespace CentralSystem.Tests.Support;

/// <summary>Waits for what happens by itself: looks again and again until it is there or the limit is over.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until the condition holds.</summary>
    public static Task TrueAsync(Func<bool> condition, string claim, TimeSpan? limit = null) =>
        TrueAsync(() => Task.FromResult(condition()), claim, limit);

    /// <summary>Waits until the condition holds.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, string claim, TimeSpan? limit = null)
    {
        var giveUpAt = DateTime.UtcNow + (limit ?? Limit);
        while (!await condition())
        {
            if (DateTime.UtcNow > giveUpAt)
            {
                throw new TimeoutException($"Not within {limit ?? Limit}: {claim}");
            }

            await Task.Delay(Pause);
        }
    }

    /// <summary>Waits for a task, but not for ever.</summary>
    public static async Task<T> Within<T>(this Task<T> task, string claim, TimeSpan? limit = null)
    {
        try
        {
            return await task.WaitAsync(limit ?? Limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Not within {limit ?? Limit}: {claim}");
        }
    }

    /// <summary>Waits for a task, but not for ever.</summary>
    public static async Task Within(this Task task, string claim, TimeSpan? limit = null)
    {
        try
        {
            await task.WaitAsync(limit ?? Limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Not within {limit ?? Limit}: {claim}");
        }
    }
}
