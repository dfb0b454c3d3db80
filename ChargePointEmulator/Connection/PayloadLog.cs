using System.Text;
using System.Text.RegularExpressions;
using ChargePointEmulator.Settings;
using Ocpp.Rpc;

namespace ChargePointEmulator.Connection;

/// <summary>Every frame in both directions (LOG_PAYLOAD), without the value of an AuthorizationKey.</summary>
internal sealed partial class PayloadLog(ILogger<PayloadLog> logger, EmulatorSettings settings)
{
    public void Received(string chargePoint, in FrameInfo frame, ReadOnlySpan<byte> utf8)
    {
        if (settings.LogPayload && logger.IsEnabled(LogLevel.Information))
        {
            var text = Masked(frame.Action, utf8);
            LogReceived(chargePoint, text);
        }
    }

    public void Sent(string chargePoint, in FrameInfo frame, ReadOnlySpan<byte> utf8)
    {
        if (settings.LogPayload && logger.IsEnabled(LogLevel.Information))
        {
            var text = Masked(frame.Action, utf8);
            LogSent(chargePoint, text);
        }
    }

    /// <summary>The frame as text. GetConfiguration never carries the key, and masking it would hide everything else.</summary>
    internal static string Masked(string action, ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8);
        return action != "GetConfiguration" && text.Contains("AuthorizationKey", StringComparison.OrdinalIgnoreCase) ? Value().Replace(text, "$1\"***\"") : text;
    }

    [GeneratedRegex("""("value"\s*:\s*)"(?:[^"\\]|\\.)*("|$)""", RegexOptions.IgnoreCase)]
    private static partial Regex Value();

    [LoggerMessage(EventId = 2201, Level = LogLevel.Information, Message = "{ChargePoint} <- {Frame}")]
    private partial void LogReceived(string chargePoint, string frame);

    [LoggerMessage(EventId = 2202, Level = LogLevel.Information, Message = "{ChargePoint} -> {Frame}")]
    private partial void LogSent(string chargePoint, string frame);
}
