namespace CentralSystem.Web.Dashboard.Attempts;

/// <summary>What the pages say of refused handshakes besides what the API says.</summary>
internal static class AttemptWords
{
    /// <summary>To whom the button that registers is offered.</summary>
    public const string Approve = "Nobody registered this identity. If it is yours, approve it below; it gets in with its next try.";
}
