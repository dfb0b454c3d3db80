namespace ChargePointEmulator.Settings;

/// <summary>How the process ends; scripts rely on the numbers.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>A setting cannot be used; one line on standard error says which and why.</summary>
    public const int BadSetting = 3;
}
