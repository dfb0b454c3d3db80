using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CentralSystem.Web.Storage;

/// <summary>Instants are stored as milliseconds since 1970 in UTC: they sort, compare and index as numbers.</summary>
internal sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
    instant => instant.ToUnixTimeMilliseconds(),
    stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));
