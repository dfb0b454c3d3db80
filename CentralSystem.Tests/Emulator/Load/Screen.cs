using System.Globalization;

namespace CentralSystem.Tests.Emulator.Load;

/// <summary>What a terminal shows of what was written to it: as much of ECMA-48 as the load uses, and an error for the rest.</summary>
internal sealed class Screen(int columns, int rows)
{
    private readonly List<char[]> _rows = [.. Enumerable.Range(0, rows).Select(_ => Blank(columns))];
    private int _row;
    private int _column;

    /// <summary>Lines that left the screen at its top.</summary>
    public int Scrolled { get; private set; }

    /// <summary>Lines down to the last that is not blank.</summary>
    public IReadOnlyList<string> Lines => [.. _rows.Select(row => new string(row).TrimEnd()).Reverse().SkipWhile(line => line.Length == 0).Reverse()];

    public string Text => string.Join('\n', Lines);

    public Screen Feed(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\e':
                    var end = at + 2;
                    while (!char.IsAsciiLetter(text[end]))
                    {
                        end++;
                    }

                    Steer(text[(at + 2)..end], text[end]);
                    at = end;
                    break;
                case '\r':
                    _column = 0;
                    break;
                case '\n':
                    _column = 0;
                    NextRow();
                    break;
                default:
                    if (_column == columns)
                    {
                        // Where a line is full, the next letter begins another.
                        _column = 0;
                        NextRow();
                    }

                    _rows[_row][_column++] = text[at];
                    break;
            }
        }

        return this;
    }

    private void Steer(string parameter, char what)
    {
        switch (parameter, what)
        {
            case (_, 'F'):
                (_row, _column) = (Math.Max(0, _row - int.Parse(parameter, CultureInfo.InvariantCulture)), 0);
                break;
            case ("", 'K'):
                Array.Fill(_rows[_row], ' ', _column, columns - _column);
                break;
            case ("", 'J'):
                Array.Fill(_rows[_row], ' ', _column, columns - _column);
                for (var below = _row + 1; below < rows; below++)
                {
                    _rows[below] = Blank(columns);
                }

                break;
            default:
                throw new InvalidOperationException($"The screen does not know ESC [ {parameter} {what}.");
        }
    }

    private void NextRow()
    {
        if (++_row == rows)
        {
            _rows.RemoveAt(0);
            _rows.Add(Blank(columns));
            (_row, Scrolled) = (_row - 1, Scrolled + 1);
        }
    }

    private static char[] Blank(int columns) => [.. Enumerable.Repeat(' ', columns)];
}
