namespace CentralSystem.Web.Dashboard.Shell;

/// <summary>Where a reader is in a list whose pages only know what follows them: the cursors they came by lead back.</summary>
public sealed class CursorTrail
{
    private readonly Stack<string?> _before = new();

    /// <summary>Cursor of the page that is shown; null for the first one.</summary>
    public string? Current { get; private set; }

    public bool HasPrevious => _before.Count > 0;

    public void Next(string? cursor)
    {
        _before.Push(Current);
        Current = cursor;
    }

    public void Previous() => Current = _before.Pop();

    /// <summary>Back to the first page, as for another list.</summary>
    public void Reset()
    {
        _before.Clear();
        Current = null;
    }
}
