using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Api;

/// <summary>A part of a list.</summary>
/// <param name="Items">The entries.</param>
/// <param name="NextCursor">Asks for the part that follows; absent at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>A list that is short enough to be answered whole.</summary>
/// <param name="Items">The entries.</param>
internal sealed record Whole<T>(IReadOnlyList<T> Items);

/// <summary>The parameters every list takes: <c>?limit=</c> and <c>?cursor=</c>.</summary>
/// <remarks>
/// Pages continue after the key of their last entry, never at an offset: what is added or removed meanwhile shifts nothing, and
/// the thousandth page costs what the first one does. Errors: <see cref="ProblemException"/> for what cannot be used.
/// </remarks>
internal sealed record PageQuery
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    /// <summary>The order the page is read in, once whoever reads it has said so.</summary>
    private string _order = "";

    /// <summary>Most entries of the page.</summary>
    public int? Limit { get; init; }

    /// <summary>Where the last page ended.</summary>
    public string? Cursor { get; init; }

    internal int Take() => Limit is null or (>= 1 and <= MaxLimit) ? Limit ?? DefaultLimit : throw NoSuchLimit();

    internal static ProblemException NoSuchLimit() => Problems.Invalid("limit", $"must be between 1 and {MaxLimit}");

    /// <summary>The key after which the page begins; false for the first page.</summary>
    /// <param name="order">Names the order the list is read in: a place in one order is none in another.</param>
    /// <param name="key">Key of the last entry of the page before.</param>
    internal bool IsAfter<T>(string order, out T key)
        where T : IParsable<T>
    {
        (_order, key) = (order, default!);
        if (string.IsNullOrEmpty(Cursor))
        {
            return false;
        }

        key = Part<T>(Parts(1)[0]);
        return true;
    }

    /// <inheritdoc cref="IsAfter{T}(string, out T)"/>
    internal bool IsAfter<T1, T2>(string order, out T1 first, out T2 second)
        where T1 : IParsable<T1>
        where T2 : IParsable<T2>
    {
        (_order, first, second) = (order, default!, default!);
        if (string.IsNullOrEmpty(Cursor))
        {
            return false;
        }

        var parts = Parts(2);
        (first, second) = (Part<T1>(parts[0]), Part<T2>(parts[1]));
        return true;
    }

    /// <summary>Asks for the page that follows a key in the order of this one.</summary>
    internal string NextCursor(string key) => CursorIn(_order, key);

    /// <summary>Asks for the page that follows a key in an order.</summary>
    internal static string CursorIn(string order, string key) => $"{order}.{key}";

    internal static string CursorOf(params ReadOnlySpan<IFormattable> key)
    {
        var parts = new string[key.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = key[i].ToString(null, CultureInfo.InvariantCulture);
        }

        return Encoded(parts);
    }

    internal static string CursorOf(params string[] key) => Encoded(key);

    private static string Encoded(string[] parts) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(parts));

    private static T Part<T>(string text)
        where T : IParsable<T> =>
        T.TryParse(text, CultureInfo.InvariantCulture, out var part) ? part : throw BadCursor();

    private static ProblemException BadCursor() => Problems.Invalid("cursor", "must be the nextCursor of the page before, unchanged");

    private string[] Parts(int count)
    {
        var key = Cursor!.LastIndexOf('.') + 1;
        if (key > 0 && Cursor[..(key - 1)] != _order)
        {
            throw Problems.Invalid("cursor", "belongs to another order; ask for its first page, or go on in the order of the page before");
        }

        try
        {
            var parts = JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(Cursor.AsSpan(key)));
            return key > 0 && parts?.Length == count && parts.All(part => part is not null) ? parts : throw BadCursor();
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw BadCursor();
        }
    }
}

/// <summary>Turns queries into pages.</summary>
internal static class Paging
{
    extension<TRow>(IQueryable<TRow> ordered)
    {
        /// <summary>Reads one page of a query that is ordered by its key and begins after the cursor.</summary>
        public async Task<Page<TView>> ToPageAsync<TView>(PageQuery page, Func<TRow, TView> view, Func<TRow, string> cursor, CancellationToken cancellationToken)
        {
            var limit = page.Take();

            // One more than asked for tells whether another page follows.
            var rows = await ordered.Take(limit + 1).ToListAsync(cancellationToken);
            var more = rows.Count > limit;
            return new Page<TView>([.. rows.Take(limit).Select(view)], more ? page.NextCursor(cursor(rows[limit - 1])) : null);
        }
    }
}
