namespace ChargePointEmulator.Check.Drivers;

/// <summary>Asks the person at the terminal to make the central system send something.</summary>
internal sealed class PromptDriver(TextReader input, TextWriter output) : IDriver
{
    /// <summary>A read that the last question left behind: the terminal gives each line to one reader only.</summary>
    private Task<string?>? _reading;

    public bool CanDrive(string operation) => true;

    /// <summary>Asks, and goes on when the person says so; the CALL may come before that.</summary>
    public async Task<string> DriveAsync(DriveRequest request, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync($"""

            >>> Have the central system send {request.Operation} to {request.ChargePointId}, such as
                {request.Payload}
                It is recognised when it comes. Enter: done; s, Enter: skip this case.
            """);
        while (true)
        {
            var reading = _reading ??= Task.Run(input.ReadLine, CancellationToken.None);
            var line = await reading.WaitAsync(cancellationToken);
            _reading = null;
            switch (line?.Trim())
            {
                case null or "s" or "S":
                    throw new NotApplicableException($"{request.Operation} was skipped");
                case "":
                    return "done";
                default:
                    await output.WriteLineAsync("    Enter: done; s, Enter: skip this case.");
                    break;
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
