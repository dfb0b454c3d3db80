namespace ChargePointEmulator.Settings;

/// <summary>A setting cannot be used; the message is one line that names it and what is wrong with it.</summary>
internal sealed class SettingException(string message) : Exception(message)
{
    /// <summary>A value that is not allowed.</summary>
    public SettingException(string key, string value, string allowed)
        : this($"{key} is '{value}', but must be {allowed}.")
    {
    }
}
