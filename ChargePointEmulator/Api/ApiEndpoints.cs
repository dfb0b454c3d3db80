using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChargePointEmulator.Documents;
using ChargePointEmulator.Driving;
using ChargePointEmulator.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ocpp.Messages;

namespace ChargePointEmulator.Api;

/// <summary>What the HTTP API answers.</summary>
internal sealed class ApiEndpoints(FleetDrivers drivers, FleetEvents events, FleetMetrics metrics)
{
    private const int MostListed = 1_000;

    private static readonly string[] Statuses = Enum.GetNames<ChargePointStatus>();

    private static readonly JsonDocumentOptions OnlyOnce = new() { AllowDuplicateProperties = false };
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => Json(new JsonObject { ["status"] = "ok", ["chargePoints"] = drivers.Count }));
        routes.MapGet("/metrics", () => Results.Text(metrics.Write(), PrometheusText.ContentType));
        routes.MapGet("/openapi.json", () => Json(ApiDescription.Make()));
        routes.MapGet("/charge-points", List);
        routes.MapGet("/charge-points/{id}", (string id) => With(id, driver => Json(ChargePointView.Whole(driver))));
        routes.MapGet("/charge-points/{id}/frames", (string id, long? after) => With(id, driver => Json(new JsonArray([.. driver.Line.Frames.After(after ?? 0).Select(Frame)]))));
        routes.MapGet("/events", StreamAsync);
        routes.MapPost("/charge-points/{id}/{verb}", DoAsync);
    }

    /// <summary>Charge points in the order of the fleet, from after one of them.</summary>
    private IResult List(string? status, string? after, int? limit)
    {
        if (limit is < 1 or > MostListed)
        {
            return ApiProblem.Of(400, $"limit must be from 1 to {MostListed}.", "limit");
        }

        if (status is not null && !Statuses.Contains(status))
        {
            return ApiProblem.Of(400, $"There is no status '{status}'{NearestWord.Suggestion(status, Statuses)}", "status");
        }

        var views = drivers.All.SkipWhile(driver => after is not null && driver.ChargePoint.Identity != after).Skip(after is null ? 0 : 1)
            .Select(ChargePointView.Whole)
            .Where(view => status is null || view["connectors"]!.AsArray().Any(connector => (string?)connector!["status"] == status));
        return Json(new JsonArray([.. views.Take(limit ?? 100)]));
    }

    private async Task<IResult> DoAsync(string id, string verb, HttpRequest request)
    {
        if (drivers.Find(id) is not { } driver)
        {
            return Unknown(id);
        }

        if (Verbs.Find(verb) is not { } found)
        {
            return ApiProblem.Of(404, $"There is no verb '{verb}'{NearestWord.Suggestion(verb, Verbs.Names)}");
        }

        try
        {
            var given = await ReadBodyAsync(request);
            return Json(await driver.RunAsync(found, VerbArguments.Read(found, given), request.HttpContext.RequestAborted) ?? []);
        }
        catch (JsonException e)
        {
            return ApiProblem.Of(400, $"The body is no JSON object: {e.Message}");
        }
        catch (VerbException e)
        {
            // A parameter can be mended by whoever asks; anything else is the state the charge point is in.
            return ApiProblem.Of(e.Parameter is null ? 409 : 400, e.Message, e.Parameter);
        }
    }

    private static async Task<JsonObject> ReadBodyAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        return string.IsNullOrWhiteSpace(text) ? [] : JsonNode.Parse(text, documentOptions: OnlyOnce) as JsonObject ?? throw new JsonException("another kind of value");
    }

    /// <summary>Server-sent events: frames and changes of status, those asked for.</summary>
    private async Task StreamAsync(HttpContext context, string? chargePoint, string? kind, string? action)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        var after = long.TryParse(context.Request.Headers["Last-Event-ID"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : (long?)null;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var ended = end.Token;
        await using var listening = events.ListenAsync(after, ended).GetAsyncEnumerator(ended);

        // The first move is what listens; whoever reads that we do must miss nothing from there on.
        var next = listening.MoveNextAsync().AsTask();
        try
        {
            await context.Response.WriteAsync(": listening\n\n", ended);
            await context.Response.Body.FlushAsync(ended);
            for (; ; next = listening.MoveNextAsync().AsTask())
            {
                while (await Task.WhenAny(next, Task.Delay(KeepAlive, ended)) != next)
                {
                    // A comment, so that whoever is gone is noticed.
                    await context.Response.WriteAsync(":\n\n", ended);
                }

                if (!await next)
                {
                    return;
                }

                var each = listening.Current;
                if ((chargePoint is null || string.Equals(chargePoint, each.ChargePoint, StringComparison.OrdinalIgnoreCase)) && (kind is null || kind == each.Kind) && (action is null || action == each.Action))
                {
                    await context.Response.WriteAsync($"id: {each.Id}\nevent: {each.Kind}\ndata: {each.Data}\n\n", ended);
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The listener left.
        }
        finally
        {
            // What still moves cannot be disposed of.
            await end.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private IResult With(string id, Func<ChargePointDriver, IResult> answer) => drivers.Find(id) is { } driver ? answer(driver) : Unknown(id);

    private static IResult Unknown(string id) => ApiProblem.Of(404, $"There is no charge point '{id}'.");

    private static JsonNode Frame(LineFrame frame) => new JsonObject
    {
        ["number"] = frame.Number,
        ["at"] = frame.At.UtcDateTime,
        ["direction"] = frame.Direction == LineDirection.Sent ? "sent" : "received",
        ["action"] = frame.Action,
        ["text"] = Scenarios.ScenarioReport.Masked(frame),
        ["note"] = frame.Note,
        ["arrived"] = frame.Arrived,
    };

    private static IResult Json(JsonNode node) => Results.Text(node.ToJsonString(LineJson.Plain), "application/json");
}
