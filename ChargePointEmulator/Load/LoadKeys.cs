namespace ChargePointEmulator.Load;

/// <summary>What somebody at the terminal does to a run while it goes on.</summary>
internal sealed class LoadKeys(LoadRunner runner, LoadConsole console, Func<char?> read)
{
    /// <summary>Between two looks for a key: it shows at once.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>The line that names the keys.</summary>
    /// <param name="step">Charge points that are switched on or off by one key.</param>
    public static string Line(int step) => $"keys: b blackout  s surge  + {step} more  - {step} fewer  d details  q stop";

    /// <summary>Does what the keys say that were typed since the last look; true when there is something to see.</summary>
    public bool Press()
    {
        var isPressed = false;
        while (read() is { } key)
        {
            (isPressed, console.Refusal) = (true, Press(char.ToLowerInvariant(key)));
        }

        return isPressed;
    }

    /// <summary>Gives why it cannot be done; null when it is.</summary>
    private string? Press(char key)
    {
        switch (key)
        {
            case 'b':
                return runner.ByHand.Happen(EventKind.Blackout);
            case 's':
                return runner.ByHand.Happen(EventKind.Surge);
            case '+':
                return runner.ByHand.Resize(runner.ByHand.Step);
            case '-':
                return runner.ByHand.Resize(-runner.ByHand.Step);
            case 'd':
                console.ShowsDetails = !console.ShowsDetails;
                return null;
            case 'q':
                runner.Stop();
                return null;
            default:
                return console.Refusal;
        }
    }
}
