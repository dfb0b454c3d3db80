using Microsoft.JSInterop;

namespace CentralSystem.Web.Dashboard.Shell;

/// <summary>Time zone of the reader's browser, in which their days begin; UTC until the browser has told.</summary>
internal sealed class ReaderZone(IJSRuntime browser)
{
    private const string Ask = "readerTimeZone";

    private bool _isKnown;

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>The zone, once the browser was asked for it.</summary>
    public async Task<TimeZoneInfo> GetAsync()
    {
        await LearnAsync();
        return Zone;
    }

    /// <summary>Asks the browser once.</summary>
    public async Task LearnAsync()
    {
        if (_isKnown)
        {
            return;
        }

        try
        {
            var name = await browser.InvokeAsync<string>(Ask);
            _isKnown = true;
            Zone = TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
        }
        catch (Exception e) when (e is InvalidOperationException or JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The page is rendered for its first answer, when there is no browser to ask yet, or the reader left.
        }
    }
}
