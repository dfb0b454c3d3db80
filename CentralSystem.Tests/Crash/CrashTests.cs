using System.Collections.Concurrent;
using System.Data.Common;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using CentralSystem.Tests.Support;

namespace CentralSystem.Tests.Crash;

/// <summary>What was answered is on the disk, whenever the process dies.</summary>
[Collection(Heavy.Name)]
public sealed class CrashTests
{
    private const int ChargePoints = 200;
    private const int AnswersBeforeTheCrash = 4_000;

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1")]
    public Task Kill_in_the_middle_of_200_sessions_loses_no_answered_message_and_doubles_none() =>
        EndInTheMiddleAsync(ChargePoints, AnswersBeforeTheCrash, system => system.KillAsync());

    [Fact, Trait("Spec", "OCPP 1.6 §3.7.1")]
    public Task Restart_in_the_middle_of_sessions_loses_no_answered_message_and_doubles_none() => EndInTheMiddleAsync(20, 200, async system =>
    {
        await system.TerminateAsync();
        (await system.ExitAsync()).ShouldBe(0);
    }, "--Server:ShutdownDelaySeconds=1");

    private static async Task EndInTheMiddleAsync(int chargePoints, int answersBefore, Func<CentralSystemProcess, Task> end, params string[] arguments)
    {
        using var files = new TempDirectory();
        var sessions = Enumerable.Range(0, chargePoints).Select(i => new Session($"CP{i:000}")).ToArray();
        var answers = 0;
        await using (var system = await CentralSystemProcess.StartAsync(files.FullName, arguments))
        {
            await Task.WhenAll(sessions.Select(s => s.ConnectAsync(system.Address, boot: true)));
            var crash = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var running = Task.WhenAll(sessions.Select(s => s.RunUntilLostAsync(() =>
            {
                if (Interlocked.Increment(ref answers) == answersBefore)
                {
                    crash.TrySetResult();
                }
            })));
            await crash.Task.Within("enough answers", TimeSpan.FromSeconds(60));
            await end(system);
            await running.Within("the end of every session");
        }

        sessions.Sum(s => s.Answered.Count).ShouldBeGreaterThanOrEqualTo(answersBefore);
        sessions.Count(s => s.Unanswered is not null).ShouldBeGreaterThan(0, "The crash came in the middle of something.");

        // The Charge Points come back without a boot and send again what was not answered, under a new id.
        await using (var system = await CentralSystemProcess.StartAsync(files.FullName))
        {
            AssertEveryAnswerIsKept(files.FullName, sessions);
            await Task.WhenAll(sessions.Select(s => s.ConnectAsync(system.Address, boot: false)));
            await Task.WhenAll(sessions.Select(s => s.RetryAsync()));
            await Task.WhenAll(sessions.Select(s => s.RetryAsync()));
            await system.TerminateAsync();
            (await system.ExitAsync()).ShouldBe(0);
        }

        AssertEveryAnswerIsKept(files.FullName, sessions);
        foreach (var session in sessions)
        {
            session.Dispose();
        }
    }

    private static void AssertEveryAnswerIsKept(string folder, Session[] sessions)
    {
        using var db = TestDatabase.Open(folder);
        if (!TestDatabase.IsPostgres)
        {
            Query(db, "PRAGMA integrity_check", r => r.GetString(0)).ShouldBe(["ok"]);
        }

        var transactions = Query(db,
                "SELECT c.identity, t.transaction_id, t.meter_start, t.meter_stop FROM transactions t JOIN charge_points c ON c.key = t.charge_point_key",
                r => (Identity: r.GetString(0), Id: r.GetInt32(1), MeterStart: r.GetInt64(2), MeterStop: r.IsDBNull(3) ? -1 : r.GetInt64(3)))
            .ToLookup(t => t.Identity);
        var values = Query(db,
                "SELECT c.identity, v.transaction_id, s.value FROM meter_values v JOIN sampled_values s ON s.meter_value_id = v.id JOIN charge_points c ON c.key = v.charge_point_key",
                r => (Identity: r.GetString(0), TransactionId: r.IsDBNull(1) ? 0 : r.GetInt32(1), Value: r.GetDouble(2)))
            .ToLookup(v => v.Identity);
        AssertEveryTransactionIsTold(db);

        foreach (var session in sessions)
        {
            var starts = transactions[session.Identity].ToDictionary(t => t.MeterStart);
            foreach (var sent in session.Answered)
            {
                switch (sent.Action)
                {
                    case "StartTransaction":
                        starts[sent.Register].Id.ShouldBe(sent.TransactionId, $"{session.Identity} {sent}");
                        break;
                    case "StopTransaction":
                        transactions[session.Identity].Count(t => t.Id == sent.TransactionId && t.MeterStop == sent.Register).ShouldBe(1, $"{session.Identity} {sent}");
                        break;
                    default:
                        values[session.Identity].Count(v => v.TransactionId == sent.TransactionId && (long)v.Value == sent.Register).ShouldBe(1, $"{session.Identity} {sent}");
                        break;
                }
            }

            // At most the one message under way when the process died is there without an answer, and nothing is there twice.
            transactions[session.Identity].Select(t => t.MeterStart).ShouldBeUnique();
            values[session.Identity].Select(v => v.Value).ShouldBeUnique();
            var surplus = transactions[session.Identity].Count() - session.Answered.Count(a => a.Action == "StartTransaction")
                + values[session.Identity].Count() - session.Answered.Count(a => a.Action == "MeterValues");
            surplus.ShouldBeInRange(0, 1, session.Identity);
        }
    }

    /// <summary>No transaction without its event, no event without its transaction, and none twice.</summary>
    private static void AssertEveryTransactionIsTold(DbConnection db)
    {
        EventTransactions(db, "transaction.started").ShouldBe(Query(db, "SELECT transaction_id FROM transactions", r => r.GetInt32(0)), ignoreOrder: true);
        EventTransactions(db, "transaction.stopped")
            .ShouldBe(Query(db, "SELECT transaction_id FROM transactions WHERE stop_received_at IS NOT NULL", r => r.GetInt32(0)), ignoreOrder: true);
    }

    private static List<int> EventTransactions(DbConnection db, string type) =>
        [.. Query(db, $"SELECT data FROM events WHERE type = '{type}'", r => r.GetString(0))
            .Select(data => JsonSerializer.Deserialize<JsonElement>(data).GetProperty("transactionId").GetInt32())];

    private static List<T> Query<T>(DbConnection db, string sql, Func<DbDataReader, T> read)
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>One message whose register is unlike that of any other message of its Charge Point.</summary>
    private sealed record Message(string Action, int TransactionId, long Register, string Payload);

    /// <summary>A Charge Point that runs session after session and remembers what was answered.</summary>
    private sealed class Session(string identity) : IDisposable
    {
        private readonly byte[] _buffer = new byte[4096];
        private ClientWebSocket? _socket;
        private long _register;
        private int _sequence;
        private int _transactionId;

        public string Identity => identity;

        public ConcurrentQueue<Message> Answered { get; } = new();

        public Message? Unanswered { get; private set; }

        public async Task ConnectAsync(Uri address, bool boot)
        {
            _socket?.Dispose();
            _socket = await ScriptedChargePoint.OpenAsync(new Uri($"ws://{address.Authority}/ocpp/{identity}"), null);
            if (boot)
            {
                (await CallAsync("BootNotification", """{"chargePointVendor":"V","chargePointModel":"M"}"""))[2].GetProperty("status").GetString().ShouldBe("Accepted");
            }
        }

        public async Task RunUntilLostAsync(Action answered)
        {
            try
            {
                while (true)
                {
                    await SendAsync(Start(), answered);
                    for (var i = 0; i < 3; i++)
                    {
                        await SendAsync(MeterValues(), answered);
                    }

                    await SendAsync(Stop(), answered);
                }
            }
            catch (Exception e) when (e is WebSocketException or IOException)
            {
                // The process is gone.
            }
        }

        /// <summary>Sends the message again that got no answer; later ones repeat it although it was answered meanwhile.</summary>
        public async Task RetryAsync()
        {
            if (Unanswered is { } message)
            {
                var answer = await CallAsync(message.Action, message.Payload);
                if (!Answered.Any(a => a.Register == message.Register && a.Action == message.Action))
                {
                    Answered.Enqueue(message.Action == "StartTransaction" ? message with { TransactionId = IdIn(answer) } : message);
                }
            }
        }

        public void Dispose() => _socket?.Dispose();

        private static int IdIn(JsonElement answer) => answer[2].GetProperty("transactionId").GetInt32();

        private async Task SendAsync(Message message, Action answered)
        {
            Unanswered = message;
            var answer = await CallAsync(message.Action, message.Payload);
            if (message.Action == "StartTransaction")
            {
                _transactionId = IdIn(answer);
                message = message with { TransactionId = _transactionId };
            }

            Unanswered = null;
            Answered.Enqueue(message);
            answered();
        }

        private Message Start()
        {
            var register = ++_register;
            return new("StartTransaction", 0, register, $$"""{"connectorId":1,"idTag":"TAG00001","meterStart":{{register}},"timestamp":"{{Time()}}"}""");
        }

        private Message MeterValues()
        {
            var register = ++_register;
            return new("MeterValues", _transactionId, register,
                $$"""{"connectorId":1,"transactionId":{{_transactionId}},"meterValue":[{"timestamp":"{{Time()}}","sampledValue":[{"value":"{{register}}"}]}]}""");
        }

        private Message Stop()
        {
            var register = ++_register;
            return new("StopTransaction", _transactionId, register, $$"""{"transactionId":{{_transactionId}},"meterStop":{{register}},"timestamp":"{{Time()}}"}""");
        }

        private string Time() => A.Start.AddSeconds(_register).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

        private async Task<JsonElement> CallAsync(string action, string payload)
        {
            var id = $"{++_sequence}";
            await _socket!.SendAsync(Encoding.UTF8.GetBytes($"""[2,"{id}","{action}",{payload}]"""), WebSocketMessageType.Text, true, CancellationToken.None);
            using var limit = new CancellationTokenSource(Eventually.Limit);
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(), limit.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
            }

            var answer = JsonDocument.Parse(_buffer.AsMemory(0, received.Count)).RootElement.Clone();
            (answer[0].GetInt32(), answer[1].GetString()).ShouldBe((3, id), answer.GetRawText());
            return answer;
        }
    }
}
