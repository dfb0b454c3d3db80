using CentralSystem.Web.Storage;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Files;

/// <summary>How much room files take, those under way included; none grows beyond what is allowed together.</summary>
internal sealed class FileSpace(FileFolder folder, IOptions<FileStoreOptions> options) : IMirror
{
    private const long MiB = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, long> _byChargePoint = [];
    private long _totalBytes;

    /// <summary>Room that all files take now.</summary>
    public long TotalBytes
    {
        get
        {
            lock (_lock)
            {
                return _totalBytes;
            }
        }
    }

    public void Load(CentralSystemDbContext db)
    {
        foreach (var sum in db.Files.GroupBy(f => f.ChargePointKey ?? 0).Select(g => new { g.Key, Bytes = g.Sum(f => f.SizeBytes) }))
        {
            Add(sum.Key, sum.Bytes);
        }
    }

    /// <summary>Takes room for bytes that have come.</summary>
    /// <returns>Why there is none; null when there is.</returns>
    public string? Take(int chargePointKey, long bytes)
    {
        lock (_lock)
        {
            var settings = options.Value;
            if (chargePointKey != 0 && _byChargePoint.GetValueOrDefault(chargePointKey) + bytes > settings.MaxChargePointMiB * MiB)
            {
                return $"The files of this charge point reach Files:MaxChargePointMiB ({settings.MaxChargePointMiB} MiB).";
            }

            if (_totalBytes + bytes > settings.MaxTotalMiB * MiB)
            {
                return $"All files together reach Files:MaxTotalMiB ({settings.MaxTotalMiB} MiB).";
            }

            if (folder.FreeBytes - bytes < settings.MinFreeMiB * MiB)
            {
                return $"Files:MinFreeMiB ({settings.MinFreeMiB} MiB) have to stay free on the disk.";
            }

            Add(chargePointKey, bytes);
            return null;
        }
    }

    public void Return(int chargePointKey, long bytes)
    {
        lock (_lock)
        {
            Add(chargePointKey, -bytes);
        }
    }

    private void Add(int chargePointKey, long bytes)
    {
        _byChargePoint[chargePointKey] = _byChargePoint.GetValueOrDefault(chargePointKey) + bytes;
        _totalBytes += bytes;
    }
}
