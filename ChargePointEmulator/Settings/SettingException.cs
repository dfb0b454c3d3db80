namespace ChargePointEmulator.Settings;

/// <summary>A setting cannot be used; the message is one line that names the key, the value and what is allowed.</summary>
internal sealed class SettingException(string key, string value, string allowed)
    : Exception($"{key} is '{value}', but must be {allowed}.");
