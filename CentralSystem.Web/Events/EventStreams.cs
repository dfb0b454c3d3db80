using System.Buffers;
using System.Globalization;
using System.Text;
using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Events;

/// <summary>Server-sent events: what happened after an id, then what happens, as long as the listener stays.</summary>
/// <remarks>
/// A listener that reads slowly is not waited for: its own writes wait, and it goes on from the database. Between events
/// there is a sign of life that carries the id reached, so that a narrow selection resumes near the present. Before each write it
/// is asked again who listens, so that a stream does not outlive the key or the session it was opened with.
/// Errors: <see cref="ProblemException"/> when too many listen already.
/// </remarks>
internal sealed class EventStreams(
    EventFeed feed, EventReader events, ChargePointDirectory directory, AccessControl access, IHostApplicationLifetime lifetime, IOptions<EventOptions> options,
    TimeProvider time)
{
    public const string ContentType = "text/event-stream";

    /// <summary>The stream cannot continue where the listener was: events between are not kept any more.</summary>
    private const string Reset = "reset";

    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(15);

    private int _open;

    /// <summary>Listeners at this moment.</summary>
    public int Open => Volatile.Read(ref _open);

    public async Task ServeAsync(HttpContext context, EventQuery query)
    {
        var (after, types) = (StartOf(context.Request, query), query.TypeNames().ToHashSet());
        if (Interlocked.Increment(ref _open) > options.Value.MaxStreams)
        {
            Interlocked.Decrement(ref _open);
            throw new ProblemException(TooMany(options.Value.MaxStreams));
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            context.Response.ContentType = ContentType;
            context.Response.Headers["X-Accel-Buffering"] = "no";
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await StreamAsync(context, query.ToSelection(), types, after, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The listener left, or the program stops: either is the end of a stream.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    internal static Problem TooMany(int most) => new(StatusCodes.Status503ServiceUnavailable, "too-many-streams", "Too many event streams",
        $"{most} are open, which is the limit (Events:MaxStreams). Try again later.");

    /// <summary>The id after which the stream begins; null for the present.</summary>
    private static long? StartOf(HttpRequest request, EventQuery query)
    {
        var header = request.Headers["Last-Event-ID"].ToString();
        return header.Length == 0 ? query.After
            : long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
            : throw Problems.Invalid("Last-Event-ID", "must be the id of an event");
    }

    private async Task StreamAsync(HttpContext context, EventSelection selection, HashSet<string> types, long? after, CancellationToken cancellationToken)
    {
        var (oldest, newest) = await events.KeptAsync(cancellationToken);
        var buffer = new ArrayBufferWriter<byte>(4_096);
        var begin = after ?? newest;
        if (after > newest || (after > 0 && after < oldest - 1))
        {
            begin = after > newest ? newest : oldest - 1;
            Write(buffer, begin, Reset, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"oldest":{{oldest}},"newest":{{newest}}}""")));
        }

        using var cursor = feed.Follow(begin);
        WriteSignOfLife(buffer, begin);
        while (access.StillKnows(context))
        {
            var wroteAt = await FlushAsync(context.Response, buffer, cancellationToken);
            while (buffer.WrittenCount == 0)
            {
                var batch = await cursor.ReadAsync(cancellationToken);
                foreach (var message in batch.Where(message => selection.Takes(message, types, directory)))
                {
                    Write(buffer, message.Id, message.Type, message.Json.Span);
                }

                if (buffer.WrittenCount == 0 && batch.Count == 0)
                {
                    await WaitAsync(cursor.News, wroteAt + SignOfLife - time.GetUtcNow(), cancellationToken);
                }

                if (buffer.WrittenCount == 0 && time.GetUtcNow() - wroteAt >= SignOfLife)
                {
                    WriteSignOfLife(buffer, cursor.Position);
                }
            }
        }
    }

    private async Task WaitAsync(Task news, TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            await news.WaitAsync(longest > TimeSpan.Zero ? longest : TimeSpan.Zero, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Time for a sign of life.
        }
    }

    private async Task<DateTimeOffset> FlushAsync(HttpResponse response, ArrayBufferWriter<byte> buffer, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(buffer.WrittenMemory, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
        buffer.ResetWrittenCount();
        return time.GetUtcNow();
    }

    private static void Write(ArrayBufferWriter<byte> buffer, long id, string type, ReadOnlySpan<byte> json)
    {
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {id}\nevent: {type}\ndata: "), buffer);
        buffer.Write(json);
        buffer.Write("\n\n"u8);
    }

    /// <summary>A comment keeps proxies from closing the stream; an id without data only moves the place to resume at.</summary>
    private static void WriteSignOfLife(ArrayBufferWriter<byte> buffer, long position) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $": alive\nid: {position}\n\n"), buffer);
}
