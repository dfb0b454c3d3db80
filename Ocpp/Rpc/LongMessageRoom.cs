namespace Ocpp.Rpc;

/// <summary>Memory that the long messages of all connections share, from their first bytes until they are handled.</summary>
/// <remarks>Messages of usual length need none of it, so it is no crossing on the hot path. Safe for concurrent use.</remarks>
/// <param name="bytes">All there is.</param>
public sealed class LongMessageRoom(long bytes)
{
    /// <summary>Longest message that needs no room, in bytes; with it, thousands of begun messages are some megabytes.</summary>
    public const int LongestShort = 16 * 1024;

    private long _left = bytes;

    /// <summary>What is left, in bytes.</summary>
    public long Left => Interlocked.Read(ref _left);

    /// <summary>Takes room; false when there is too little.</summary>
    internal bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _left, -bytes) >= 0)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    internal void Return(int bytes) => Interlocked.Add(ref _left, bytes);
}
