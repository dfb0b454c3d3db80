using System.Text;
using CentralSystem.Web.Api;

namespace CentralSystem.Web.Reports;

/// <summary>Reads tables in CSV (RFC 4180), as <see cref="CsvWriter"/> writes them and as spreadsheets do; what a cell said before it was made harmless, <see cref="CsvWriter.AsItWas"/> tells.</summary>
/// <remarks>
/// Cells stand between commas, or between semicolons where the first line has no comma: spreadsheets of half the world write those.
/// Lines end with CR, LF or both, and empty ones are passed over. What stands in quotes is taken as it is, anything else without the
/// spaces around it. Errors: <see cref="ProblemException"/> for a quote that is never closed or closed too early, with its line.
/// </remarks>
internal sealed class CsvReader
{
    private readonly string _text;
    private readonly StringBuilder _quoted = new();
    private int _at;
    private int _line = 1;

    public CsvReader(string text)
    {
        _text = text.TrimStart('\uFEFF');
        var first = _text.AsSpan(0, _text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? end : _text.Length);
        Separator = first.Contains(';') && !first.Contains(',') ? ';' : ',';
    }

    /// <summary>What stands between cells.</summary>
    public char Separator { get; }

    /// <summary>Between the entries of a list in one cell.</summary>
    public char ListSeparator => Separator == ';' ? '|' : ';';

    /// <summary>Each line that is not empty, with the number it begins at, from 1. To be read once.</summary>
    public IEnumerable<(int Number, string[] Cells)> Lines()
    {
        while (_at < _text.Length)
        {
            var number = _line;
            var cells = ReadLine();
            if (cells is not [""])
            {
                yield return (number, cells);
            }
        }
    }

    private string[] ReadLine()
    {
        var cells = new List<string> { ReadCell() };
        while (Is(Separator))
        {
            _at++;
            cells.Add(ReadCell());
        }

        PassLineEnd();
        return [.. cells];
    }

    private string ReadCell()
    {
        PassSpaces();
        return Is('"') ? ReadQuoted() : ReadPlain();
    }

    private string ReadPlain()
    {
        var begin = _at;
        while (_at < _text.Length && !IsEndOfCell)
        {
            _at++;
        }

        return _text[begin.._at].Trim();
    }

    private string ReadQuoted()
    {
        var opened = _line;
        _quoted.Clear();
        for (_at++; !Is('"') || IsDoubled; _at++)
        {
            if (_at == _text.Length)
            {
                throw Problems.Invalid("", $"The quote that line {opened} opens is never closed.");
            }

            _quoted.Append(_text[_at]);
            _line += IsLineEnd ? 1 : 0;
            _at += Is('"') ? 1 : 0;
        }

        _at++;
        PassSpaces();
        return _at == _text.Length || IsEndOfCell
            ? _quoted.ToString()
            : throw Problems.Invalid("", $"In line {_line} text follows a closing quote; a quote within a quoted cell is written twice.");
    }

    private void PassSpaces()
    {
        while (Is(' '))
        {
            _at++;
        }
    }

    private void PassLineEnd()
    {
        _at += Is('\r') ? 1 : 0;
        _at += Is('\n') ? 1 : 0;
        _line++;
    }

    private bool Is(char character) => _at < _text.Length && _text[_at] == character;

    private bool IsDoubled => _at + 1 < _text.Length && _text[_at + 1] == '"';

    private bool IsEndOfCell => Is(Separator) || Is('\r') || Is('\n');

    /// <summary>CR and LF are the end of one line together.</summary>
    private bool IsLineEnd => Is('\n') || (Is('\r') && (_at + 1 == _text.Length || _text[_at + 1] != '\n'));
}
