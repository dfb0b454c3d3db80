using System.Buffers;
using System.Text.Json;
using ChargePointEmulator.Fleet;

namespace ChargePointEmulator.State;

/// <summary>One append-only file with the states of the whole fleet: the last whole line of an identity counts.</summary>
/// <remarks>
/// One writer takes all charge points that changed, appends their states, flushes once, and only then tells those who wait.
/// A line that was cut off by a crash is not whole and does not count. When most of the file is of the past, what counts is written
/// to a new file that takes its place by renaming. Errors: <see cref="IOException"/> when the folder is not <see cref="IsUsable"/>.
/// </remarks>
internal sealed class StateStore : IDisposable
{
    private const string FileName = "charge-points.jsonl";

    /// <summary>States that share a flush: enough to make it cheap, few enough for a small buffer.</summary>
    private const int MostAtOnce = 256;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>Guards what waits to be written; never held while the disk works, so that nobody who changes something waits for it.</summary>
    private readonly Lock _lock = new();
    private readonly Lock _fileLock = new();
    private readonly string _path;
    private readonly long _leastToCompact;
    private readonly SemaphoreSlim _work = new(0);
    private readonly Task _writing;
    private Dictionary<EmulatedChargePoint, Action?> _changed = [];
    private readonly FileStream _folderLock;
    private FileStream _file;
    private Dictionary<string, (long Offset, int Length)> _places = new(StringComparer.Ordinal);

    /// <summary>Where the last line that was written whole ends; what stands behind it counts for nothing.</summary>
    private long _end;
    private long _liveBytes;
    private long _compactFrom;
    private bool _stops;

    /// <param name="folder">Made if it is not there.</param>
    /// <param name="leastToCompact">Bytes; a shorter file is left as it is.</param>
    public StateStore(string folder, long leastToCompact = 4 * 1024 * 1024)
    {
        _leastToCompact = _compactFrom = leastToCompact;
        _path = Path.Combine(folder, FileName);
        _folderLock = LockFolder(folder);
        _file = Open(_path, FileMode.OpenOrCreate);
        ReadPlaces();
        _writing = Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Makes the folder if it is not there; false when this process cannot write in it, or another one does.</summary>
    public static bool IsUsable(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            LockFolder(folder).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>What a charge point left; null when it left nothing.</summary>
    public ChargePointState? Find(string identity)
    {
        lock (_fileLock)
        {
            if (!_places.TryGetValue(identity, out var place))
            {
                return null;
            }

            var line = new byte[place.Length];
            ReadLine(line, place.Offset);
            return JsonSerializer.Deserialize(line, StateJson.Default.ChargePointState);
        }
    }

    /// <summary>Writes a charge point's state soon.</summary>
    /// <param name="chargePoint">Whose.</param>
    /// <param name="kept">Runs under its lock when the state, as it is now or later, is on the disk.</param>
    public void Keep(EmulatedChargePoint chargePoint, Action? kept)
    {
        lock (_lock)
        {
            if (_stops)
            {
                return;
            }

            var isFirst = _changed.Count == 0;
            _changed[chargePoint] = _changed.TryGetValue(chargePoint, out var waiting) && waiting is not null && waiting != kept ? waiting + kept : kept ?? waiting;
            if (isFirst)
            {
                _work.Release();
            }
        }
    }

    /// <summary>Writes what changed until now, and closes the file.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _stops = true;
        }

        _work.Release();
        _writing.Wait();
        _file.Dispose();
        _folderLock.Dispose();
        _work.Dispose();
    }

    private void Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var line = new ArrayBufferWriter<byte>();
        while (true)
        {
            _work.Wait();
            Dictionary<EmulatedChargePoint, Action?> changed;
            lock (_lock)
            {
                (changed, _changed) = (_changed, []);
                if (changed.Count == 0 && _stops)
                {
                    return;
                }
            }

            var written = new HashSet<EmulatedChargePoint>(changed.Count);
            try
            {
                foreach (var some in changed.Keys.Chunk(MostAtOnce))
                {
                    Append(some, buffer, line, written);
                }
            }
            catch (Exception e) when (changed.Count > 0)
            {
                // The one writer must outlive whatever the disk does. Nobody is told that it is safe; it may be so a second later.
                changed.Keys.First().Fleet.Log.NotKept(_path, e.Message);
                Thread.Sleep(RetryPause);
                foreach (var (chargePoint, kept) in changed)
                {
                    Keep(chargePoint, kept);
                }

                continue;
            }

            foreach (var (chargePoint, kept) in changed)
            {
                if (written.Contains(chargePoint))
                {
                    Tell(chargePoint, kept);
                }
                else
                {
                    chargePoint.After(RetryPause, () => Keep(chargePoint, kept));
                }
            }
        }
    }

    private static void Tell(EmulatedChargePoint chargePoint, Action? kept)
    {
        try
        {
            if (kept is not null)
            {
                chargePoint.Do(kept);
            }
        }
        catch (Exception e)
        {
            // One charge point's fault must not keep the others from being written.
            chargePoint.Fleet.Log.HandlerFailed(chargePoint.Identity, "kept state", "", e);
        }
    }

    private void Append(EmulatedChargePoint[] chargePoints, ArrayBufferWriter<byte> buffer, ArrayBufferWriter<byte> line, HashSet<EmulatedChargePoint> written)
    {
        buffer.ResetWrittenCount();
        var places = new List<(EmulatedChargePoint ChargePoint, int Offset, int Length)>(chargePoints.Length);
        foreach (var chargePoint in chargePoints)
        {
            if (TrySerialize(chargePoint, line))
            {
                places.Add((chargePoint, buffer.WrittenCount, line.WrittenCount));
                buffer.Write(line.WrittenSpan);
                buffer.Write("\n"u8);
            }
        }

        lock (_fileLock)
        {
            var file = _file.SafeFileHandle;
            if (RandomAccess.GetLength(file) > _end)
            {
                // An earlier write failed half-way: the next line must not begin behind half of another.
                RandomAccess.SetLength(file, _end);
            }

            RandomAccess.Write(file, buffer.WrittenSpan, _end);
            RandomAccess.FlushToDisk(file);
            foreach (var (chargePoint, offset, length) in places)
            {
                Place(chargePoint.Identity, _end + offset, length);
                written.Add(chargePoint);
            }

            _end += buffer.WrittenCount;
            if (_end > _compactFrom && _end > 2 * _liveBytes)
            {
                TryCompact(chargePoints[0].Fleet);
            }
        }
    }

    /// <summary>False when the state of this charge point cannot be written: its fault, which the others must not suffer for.</summary>
    private static bool TrySerialize(EmulatedChargePoint chargePoint, ArrayBufferWriter<byte> line)
    {
        line.ResetWrittenCount();
        try
        {
            lock (chargePoint.Gate)
            {
                using var writer = new Utf8JsonWriter(line, new JsonWriterOptions { SkipValidation = true });
                JsonSerializer.Serialize(writer, ChargePointState.Of(chargePoint), StateJson.Default.ChargePointState);
            }

            return true;
        }
        catch (Exception e)
        {
            chargePoint.Fleet.Log.NotKept($"The state of {chargePoint.Identity}", e.Message);
            return false;
        }
    }

    private void Place(string identity, long offset, int length)
    {
        _liveBytes += length - _places.GetValueOrDefault(identity).Length;
        _places[identity] = (offset, length);
    }

    /// <summary>What was appended is safe without it: where it fails, the file goes on as it is and is tried again when it has grown.</summary>
    private void TryCompact(FleetServices fleet)
    {
        try
        {
            Compact();
            _compactFrom = _leastToCompact;
        }
        catch (Exception e)
        {
            _compactFrom = _end + _leastToCompact;
            fleet.Log.NotKept(_path + ".new", e.Message);
        }
    }

    /// <summary>Copies the lines that count into a new file, which is whole before it takes the old one's name.</summary>
    private void Compact()
    {
        var places = new Dictionary<string, (long Offset, int Length)>(_places.Count, StringComparer.Ordinal);
        var next = Open(_path + ".new", FileMode.Create);
        try
        {
            foreach (var (identity, (offset, length)) in _places)
            {
                var line = new byte[length + 1];
                ReadLine(line.AsSpan(0, length), offset);
                line[length] = (byte)'\n';
                places[identity] = (next.Position, length);
                next.Write(line);
            }

            next.Flush(flushToDisk: true);
            File.Move(_path + ".new", _path, overwrite: true);
        }
        catch
        {
            CloseFailed(next);
            throw;
        }

        _file.Dispose();
        (_file, _places, _end) = (next, places, next.Position);
    }

    /// <summary>Closes a file that is given up; what its buffer holds cannot be written, and need not.</summary>
    private static void CloseFailed(FileStream file)
    {
        try
        {
            file.Dispose();
        }
        catch (IOException)
        {
            // The fault that led here once more.
        }
    }

    private void ReadLine(Span<byte> line, long offset)
    {
        while (!line.IsEmpty)
        {
            var read = RandomAccess.Read(_file.SafeFileHandle, line, offset);
            if (read == 0)
            {
                throw new EndOfStreamException($"{_path} ends before byte {offset}; somebody else has made it shorter.");
            }

            line = line[read..];
            offset += read;
        }
    }

    /// <summary>Finds the last whole line of each identity; what a crash cut off is cut off for good.</summary>
    private void ReadPlaces()
    {
        var content = new byte[_file.Length];
        _file.ReadExactly(content);
        var start = 0;
        while (content.AsSpan(start).IndexOf((byte)'\n') is var length and >= 0)
        {
            if (IdentityOf(content.AsSpan(start, length)) is { } identity)
            {
                Place(identity, start, length);
            }

            start += length + 1;
        }

        _file.SetLength(start);
        _end = start;
    }

    /// <summary>Two processes that write one file would lose each other's lines. The lock goes with the process; the file that bears it may stay.</summary>
    private static FileStream LockFolder(string folder) =>
        new(Path.Combine(folder, "in-use"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>For its owner alone: there are keys and passwords in it.</summary>
    private static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 64 * 1024 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    private static string? IdentityOf(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, StateJson.Default.ChargePointState)?.Identity;
        }
        catch (JsonException)
        {
            // Not a state: a torn write in the middle of the file, or somebody's editor.
            return null;
        }
    }
}
