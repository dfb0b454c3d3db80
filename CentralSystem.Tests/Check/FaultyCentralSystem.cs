using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CentralSystem.Tests.Check;

/// <summary>What a <see cref="FaultyCentralSystem"/> does wrong; it does one thing wrong at a time.</summary>
public enum Fault
{
    None,
    RejectsBoot,
    HeartbeatIntervalOfZero,
    ClockOfYesteryear,
    InvalidTimestamps,
    ExtraFieldInAnswers,
    EnumInWrongCase,
    AnswersUnderAnotherId,
    AnswersTwice,
    CallErrorWithoutDetails,
    WrongErrorCode,
    ClosesOnUnknownAction,
    FallsSilentOnBadJson,
    ClosesOnBadJson,
    DoublesRepeatedTransactions,
    TransactionIdOfZero,
    SameTransactionIdAgain,
    NoAnswerToStopOfMinusOne,
    CallErrorToUnknownStop,
    AcceptsExpiredIdTags,
    AcceptsUnknownIdTags,
    IdTagsByLetterCase,
    ForgetsTheBootOnReconnect,
    LetsStrangersIn,
    ChoosesAForeignSubprotocol,
    NeedsNoSubprotocol,
    NeedsNoPassword,
    CallsRejectedChargePoints,
    TwoCallsInFlight,
    WaitsForItsOwnAnswerFirst,
    NeverGivesUpOnAnAnswer,
    ReusesMessageIds,
    LongMessageIds,
    BreaksItsOwnPayloads,
    StopsAnotherTransaction,
    ResetsTheWrongWay,
    NullPayloadIsAnError,
    AnswersMessageTypeNine,
    AnswersMessageTypeNineUnderAnotherId,
    AnswersBadJsonWithABadCode,
    AnswersBadJsonTwice,
    SendsAFractionAsMessageType,
    ChangesAnotherConnector,
    LeavesTheConnectorOut,
    CancelsAnotherReservation,
    KeepsTheOldPassword,
    ClosesOnARepeatedId,
    SendsBinaryFrames,
    FallsSilentOnBinaryFrames,

    // No faults, but what the specification leaves open.
    AnswersBadJsonWithoutAnId,
    AnswersBadJsonUnderAnIdOfItsOwn,
    CallsAMissingFieldAGenericError,
    SilentToRejectedChargePoints,
    HangsUpOnRejectedChargePoints,
    AnswersARepeatedIdOnce,
    AnswersARepeatedIdWithAnError,
}

/// <summary>A small central system, right in all that the checker looks at but for one <see cref="Fault"/>. It shares no code with what is tested.</summary>
/// <remarks>Operations are driven by <c>POST /drive/{chargePointId}/{operation}</c> with the payload as body.</remarks>
internal sealed class FaultyCentralSystem : IAsyncDisposable
{
    public const string Password = "0123456789abcdef";
    public const string Secured = "CHECK-SECURED";
    public const string Rejected = "CHECK-REJECTED";
    public const string Changing = "CHECK-CHANGING";

    /// <summary>That of <see cref="Changing"/> at first, in hex.</summary>
    public const string FirstPassword = "000102030405060708090A0B0C0D0E0F";

    private readonly ConcurrentDictionary<string, Peer> _peers = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, bool> _accepted = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, int> _started = new();
    private readonly TaskCompletionSource _ignored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _app;
    private int _lastTransactionId;

    private FaultyCentralSystem(WebApplication app, Fault fault) => (_app, Fault) = (app, fault);

    public Fault Fault { get; }

    /// <summary>The password of <see cref="Changing"/> now, in hex.</summary>
    public string ChangedPassword { get; private set; } = FirstPassword;

    /// <summary>Completes when a CALL was left without an answer.</summary>
    public Task Ignored => _ignored.Task;

    public Uri Http => new(_app.Urls.First());

    public Uri Endpoint => new(_app.Urls.First().Replace("http:", "ws:", StringComparison.Ordinal) + "/ocpp");

    public static async Task<FaultyCentralSystem> StartAsync(Fault fault)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var system = new FaultyCentralSystem(app, fault);
        app.UseWebSockets();
        app.MapGet("/ocpp/{chargePointId}", system.AcceptAsync);
        app.MapPost("/drive/{chargePointId}/{operation}", system.DriveAsync);
        await app.StartAsync();
        return system;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(0);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    /// <summary>The answer to a CALL; null for none.</summary>
    internal JsonArray? AnswerTo(Peer peer, string id, string action, JsonObject payload)
    {
        if (action == "BootNotification")
        {
            return Result(id, Boot(peer.Identity));
        }

        if (peer.Identity == Rejected || !_accepted.ContainsKey(peer.Identity))
        {
            if (Fault == Fault.HangsUpOnRejectedChargePoints)
            {
                peer.Abort();
            }

            return Fault is Fault.SilentToRejectedChargePoints or Fault.HangsUpOnRejectedChargePoints ? null : Error(id, "SecurityError");
        }

        if (action is "Authorize" or "StartTransaction" && payload["idTag"] is null)
        {
            return Error(id, Fault == Fault.CallsAMissingFieldAGenericError ? "GenericError" : "ProtocolError");
        }

        return action switch
        {
            "Heartbeat" => Result(id, new() { ["currentTime"] = Now() }),
            "Authorize" => Result(id, new() { ["idTagInfo"] = IdTagInfo((string)payload["idTag"]!) }),
            "StartTransaction" => Result(id, new() { ["idTagInfo"] = IdTagInfo((string)payload["idTag"]!), ["transactionId"] = TransactionIdOf(peer, payload) }),
            "StopTransaction" => Stop(id, payload),
            "StatusNotification" or "MeterValues" or "DiagnosticsStatusNotification" or "FirmwareStatusNotification" or "LogStatusNotification"
                or "SecurityEventNotification" or "SignedFirmwareStatusNotification" => Result(id, []),
            "DataTransfer" => Result(id, new() { ["status"] = "UnknownVendorId" }),
            "Reset" => Error(id, "NotSupported"),
            _ => Error(id, Fault == Fault.WrongErrorCode ? "GenericError" : "NotImplemented"),
        };
    }

    private JsonObject Boot(string identity)
    {
        var isAccepted = identity != Rejected && Fault != Fault.RejectsBoot;
        if (isAccepted)
        {
            _accepted[identity] = true;
        }

        var status = isAccepted ? "Accepted" : "Rejected";
        return new()
        {
            ["currentTime"] = Now(),
            ["interval"] = Fault == Fault.HeartbeatIntervalOfZero ? 0 : 300,
            ["status"] = Fault == Fault.EnumInWrongCase ? status.ToLowerInvariant() : status,
        };
    }

    private string Now() => Fault switch
    {
        Fault.InvalidTimestamps => DateTime.UtcNow.ToString("dd.MM.yyyy HH:mm:ss", CultureInfo.InvariantCulture),
        Fault.ClockOfYesteryear => DateTime.UtcNow.AddYears(-1).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        _ => DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
    };

    private JsonObject IdTagInfo(string idTag)
    {
        var name = Fault == Fault.IdTagsByLetterCase ? idTag : idTag.ToUpperInvariant();
        var status = name switch
        {
            "EXPIRED" => Fault == Fault.AcceptsExpiredIdTags ? "Accepted" : "Expired",
            "BLOCKED" => "Blocked",
            _ => name.StartsWith("TAG-", StringComparison.Ordinal) || Fault == Fault.AcceptsUnknownIdTags ? "Accepted" : "Invalid",
        };
        var info = new JsonObject { ["status"] = status };
        if (name.StartsWith("TAG-P", StringComparison.Ordinal))
        {
            info["parentIdTag"] = "FAMILY";
        }

        return info;
    }

    private int TransactionIdOf(Peer peer, JsonObject payload)
    {
        var key = $"{peer.Identity} {payload["connectorId"]} {payload["idTag"]} {payload["timestamp"]}";
        return Fault switch
        {
            Fault.TransactionIdOfZero => 0,
            Fault.SameTransactionIdAgain => 4711,
            Fault.DoublesRepeatedTransactions => Interlocked.Increment(ref _lastTransactionId),
            _ => _started.GetOrAdd(key, _ => Interlocked.Increment(ref _lastTransactionId)),
        };
    }

    private JsonArray? Stop(string id, JsonObject payload)
    {
        var transactionId = (int)payload["transactionId"]!;
        if (Fault == Fault.NoAnswerToStopOfMinusOne && transactionId == -1)
        {
            _ignored.TrySetResult();
            return null;
        }

        return Fault == Fault.CallErrorToUnknownStop && !_started.Values.Contains(transactionId) ? Error(id, "PropertyConstraintViolation")
            : Result(id, payload["idTag"] is { } idTag ? new() { ["idTagInfo"] = IdTagInfo((string)idTag!) } : []);
    }

    private JsonArray Result(string id, JsonObject payload)
    {
        if (Fault == Fault.ExtraFieldInAnswers)
        {
            payload["server"] = "mine";
        }

        return [3, Fault == Fault.AnswersUnderAnotherId ? id.ToUpperInvariant() : id, payload];
    }

    private JsonArray Error(string id, string code) => Fault == Fault.CallErrorWithoutDetails ? [4, id, code, ""] : [4, id, code, "", new JsonObject()];

    private async Task AcceptAsync(HttpContext context, string chargePointId)
    {
        if (!context.WebSockets.IsWebSocketRequest || (!chargePointId.StartsWith("CHECK", StringComparison.Ordinal) && Fault != Fault.LetsStrangersIn))
        {
            context.Response.StatusCode = 404;
            return;
        }

        var credentials = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{chargePointId}:{Password}"));
        if (chargePointId == Secured && context.Request.Headers.Authorization != credentials && Fault != Fault.NeedsNoPassword)
        {
            context.Response.StatusCode = 401;
            return;
        }

        if (chargePointId == Changing && !IsPasswordOfChanging(context.Request.Headers.Authorization.ToString()))
        {
            context.Response.StatusCode = 401;
            return;
        }

        var offered = context.WebSockets.WebSocketRequestedProtocols;
        var chosen = Fault == Fault.ChoosesAForeignSubprotocol ? offered.FirstOrDefault() : offered.Contains("ocpp1.6") ? "ocpp1.6" : null;
        if (chosen is null && Fault != Fault.NeedsNoSubprotocol)
        {
            context.Response.StatusCode = 400;
            return;
        }

        if (Fault == Fault.ForgetsTheBootOnReconnect)
        {
            _accepted.TryRemove(chargePointId, out _);
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(chosen);
        using var peer = new Peer(this, chargePointId, socket);
        if (_peers.TryGetValue(chargePointId, out var older))
        {
            older.Abort();
        }

        _peers[chargePointId] = peer;
        await peer.RunAsync();
        _peers.TryRemove(KeyValuePair.Create(chargePointId, peer));
    }

    private bool IsPasswordOfChanging(string credentials)
    {
        string[] passwords = Fault == Fault.KeepsTheOldPassword ? [ChangedPassword, FirstPassword] : [ChangedPassword];
        return passwords.Any(password => credentials == "Basic " + Convert.ToBase64String([.. Encoding.UTF8.GetBytes(Changing + ":"), .. Convert.FromHexString(password)]));
    }

    private async Task<IResult> DriveAsync(HttpContext context, string chargePointId, string operation)
    {
        if (!_peers.TryGetValue(chargePointId, out var peer))
        {
            return Results.Conflict("not connected");
        }

        var payload = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        if (Fault == Fault.BreaksItsOwnPayloads)
        {
            payload["comment"] = "from the operator";
        }

        if (Fault == Fault.StopsAnotherTransaction && operation == "RemoteStopTransaction")
        {
            payload["transactionId"] = (int)payload["transactionId"]! + 1;
        }

        if (Fault == Fault.ResetsTheWrongWay && operation == "Reset")
        {
            payload["type"] = (string)payload["type"]! == "Hard" ? "Soft" : "Hard";
        }

        if (Fault == Fault.ChangesAnotherConnector && payload["connectorId"] is { } connectorId)
        {
            payload["connectorId"] = (int)connectorId + 1;
        }

        if (Fault == Fault.LeavesTheConnectorOut)
        {
            payload.Remove("connectorId");
        }

        if (chargePointId == Changing && (string?)payload["key"] == "AuthorizationKey")
        {
            ChangedPassword = (string)payload["value"]!;
        }

        if (Fault == Fault.CancelsAnotherReservation && operation == "CancelReservation")
        {
            payload["reservationId"] = (int)payload["reservationId"]! + 1;
        }

        peer.Call(operation, payload);
        return Results.Accepted();
    }
}

/// <summary>One charge point at a <see cref="FaultyCentralSystem"/>.</summary>
internal sealed class Peer(FaultyCentralSystem system, string identity, WebSocket socket) : IDisposable
{
    /// <summary>Longest wait for an answer of the charge point.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _open = new();
    private readonly HashSet<string> _idsOfCalls = [];
    private Task _calls = Task.CompletedTask;
    private bool _isSilent;
    private int _lastId;

    public string Identity { get; } = identity;

    private Fault Fault => system.Fault;

    public void Abort() => socket.Abort();

    public void Dispose() => _sending.Dispose();

    /// <summary>Sends a CALL when those before it are answered or given up.</summary>
    public void Call(string operation, JsonObject payload)
    {
        lock (_open)
        {
            _calls = Fault == Fault.TwoCallsInFlight ? CallAsync(operation, payload) : AfterAsync(_calls, operation, payload);
        }
    }

    public async Task RunAsync()
    {
        var buffer = new byte[2 * 1024 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(length), default);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", default);
                    return;
                }

                _isSilent |= Fault == Fault.FallsSilentOnBinaryFrames && part.MessageType == WebSocketMessageType.Binary;
                await TakeAsync(Encoding.UTF8.GetString(buffer, 0, length));
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It left; the checker judges whether it should have.
        }
    }

    private async Task AfterAsync(Task before, string operation, JsonObject payload)
    {
        await before;
        await CallAsync(operation, payload);
    }

    private async Task CallAsync(string operation, JsonObject payload)
    {
        var id = Fault switch
        {
            Fault.ReusesMessageIds => "1",
            Fault.LongMessageIds => Guid.NewGuid().ToString() + "-too-long",
            _ => "cs-" + Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture),
        };
        var answered = _open[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(new JsonArray(2, id, operation, payload.DeepClone()));
        await Task.WhenAny(answered.Task, Task.Delay(Fault == Fault.NeverGivesUpOnAnAnswer ? Timeout.InfiniteTimeSpan : CallTimeout));
        _open.TryRemove(id, out _);
    }

    private async Task TakeAsync(string text)
    {
        JsonArray frame;
        try
        {
            frame = JsonNode.Parse(text)!.AsArray();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            _isSilent = Fault == Fault.FallsSilentOnBadJson;
            await (Fault == Fault.ClosesOnBadJson ? socket.CloseOutputAsync(WebSocketCloseStatus.ProtocolError, "", default) : AnswerBadJsonAsync());
            return;
        }

        if (frame.Count < 3 || frame[0]!.GetValueKind() != JsonValueKind.Number || _isSilent)
        {
            return;
        }

        switch ((int)frame[0]!)
        {
            case 2:
                await AnswerAsync((string)frame[1]!, (string)frame[2]!, frame[3]);
                break;
            case 9 when Fault is Fault.AnswersMessageTypeNine or Fault.AnswersMessageTypeNineUnderAnotherId:
                await SendAsync([4, Fault == Fault.AnswersMessageTypeNine ? (string)frame[1]! : "-1", "ProtocolError", "", new JsonObject()]);
                break;
            case 3 or 4 when _open.TryRemove((string)frame[1]!, out var answered):
                answered.TrySetResult();
                break;
        }
    }

    private async Task AnswerBadJsonAsync()
    {
        JsonArray[] answers = Fault switch
        {
            Fault.AnswersBadJsonWithABadCode => [[4, "-1", "Nonsense", "", new JsonObject()]],
            Fault.AnswersBadJsonTwice => [[4, "-1", "FormationViolation", "", new JsonObject()], [4, "-1", "FormationViolation", "", new JsonObject()]],
            Fault.AnswersBadJsonWithoutAnId => [[4, null, "FormationViolation", "", new JsonObject()]],
            Fault.AnswersBadJsonUnderAnIdOfItsOwn => [[4, "-1", "FormationViolation", "", new JsonObject()]],
            Fault.SendsAFractionAsMessageType => [[3.5, "x", new JsonObject()]],
            _ => [],
        };
        foreach (var answer in answers)
        {
            await SendAsync(answer);
        }
    }

    private async Task AnswerAsync(string id, string action, JsonNode? payload)
    {
        if (Fault == Fault.ClosesOnUnknownAction && action == "Frobnicate")
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, "", default);
            return;
        }

        if (!_idsOfCalls.Add(id))
        {
            if (Fault == Fault.ClosesOnARepeatedId)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, "", default);
                return;
            }

            if (Fault == Fault.AnswersARepeatedIdWithAnError)
            {
                await SendAsync([4, id, "ProtocolError", "", new JsonObject()]);
            }

            if (Fault is Fault.AnswersARepeatedIdOnce or Fault.AnswersARepeatedIdWithAnError)
            {
                return;
            }
        }

        if (Fault == Fault.WaitsForItsOwnAnswerFirst)
        {
            await Task.WhenAll(_open.Values.Select(open => open.Task)).WaitAsync(CallTimeout).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        var answer = Fault == Fault.NullPayloadIsAnError && payload is null
            ? new JsonArray(4, id, "FormationViolation", "", new JsonObject())
            : system.AnswerTo(this, id, action, payload as JsonObject ?? []);
        for (var i = 0; answer is not null && i < (Fault == Fault.AnswersTwice ? 2 : 1); i++)
        {
            await SendAsync(answer);
        }

        if (Fault == Fault.CallsRejectedChargePoints && action == "BootNotification")
        {
            Call("GetConfiguration", []);
        }
    }

    private async Task SendAsync(JsonArray frame)
    {
        await _sending.WaitAsync();
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(frame.ToJsonString()), Fault == Fault.SendsBinaryFrames ? WebSocketMessageType.Binary : WebSocketMessageType.Text, true, default);
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException)
        {
            // It left.
        }
        finally
        {
            _sending.Release();
        }
    }
}
