namespace ChargePointEmulator.Settings;

/// <summary>How the process ends, whatever it was asked to do; scripts rely on the numbers.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>A check or a scenario failed.</summary>
    public const int Failed = 1;

    /// <summary>A threshold of a load profile was missed.</summary>
    public const int ThresholdMissed = 2;

    /// <summary>An argument, a setting or a file cannot be used; standard error says which and why.</summary>
    public const int BadInput = 3;

    /// <summary>No charge point ever got a connection.</summary>
    public const int NeverConnected = 4;

    /// <summary>The emulator itself, a driver or the environment failed, so that there is no verdict.</summary>
    public const int HarnessError = 5;

    /// <summary>Stopped from outside; a report was still written.</summary>
    public const int Interrupted = 130;

    /// <summary>What help says of them.</summary>
    public const string Help = """
        Exit codes:
          0    all is well
          1    a check or a scenario failed
          2    a threshold was missed
          3    an argument, a setting or a file cannot be used
          4    never connected
          5    the emulator, a driver or the environment failed
          130  interrupted; the report was still written
        """;
}
