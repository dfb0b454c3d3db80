namespace ChargePointEmulator.Repl;

/// <summary>A small line editor for a terminal: cursor, history, completion, and a prompt that stays below what is told meanwhile.</summary>
internal sealed class LineEditor(string prompt, Completion completion) : TextWriter
{
    private const int MaxHistory = 200;

    private readonly Lock _lock = new();
    private readonly List<string> _history = [];
    private string _text = "";
    private int _cursor;
    private int _place;
    private bool _isReading;

    public override System.Text.Encoding Encoding => Console.OutputEncoding;

    /// <summary>Reads a line; null at the end (Ctrl+D) or when it is stopped.</summary>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            (_text, _cursor, _place, _isReading) = ("", 0, _history.Count, true);
            Draw();
        }

        while (!cancellationToken.IsCancellationRequested)
        {
            // Console.ReadKey cannot be stopped; a look every few milliseconds can.
            if (!Console.KeyAvailable)
            {
                await Task.Delay(15, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            lock (_lock)
            {
                var key = Console.ReadKey(intercept: true);
                if (key is { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } && _text.Length == 0)
                {
                    return End(null);
                }

                if (key.Key == ConsoleKey.Enter)
                {
                    return End(_text);
                }

                Edit(key);
                Draw();
            }
        }

        return null;
    }

    /// <summary>Writes a line above the one that is being typed.</summary>
    public override void WriteLine(string? value)
    {
        lock (_lock)
        {
            Console.Write("\r\u001b[K");
            Console.WriteLine(value);
            if (_isReading)
            {
                Draw();
            }
        }
    }

    public override void Write(char value) => Console.Write(value);

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    private string? End(string? line)
    {
        _isReading = false;
        Console.WriteLine();
        if (!string.IsNullOrWhiteSpace(line) && (_history.Count == 0 || _history[^1] != line))
        {
            _history.Add(line);
            if (_history.Count > MaxHistory)
            {
                _history.RemoveAt(0);
            }
        }

        return line;
    }

    private void Edit(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Backspace when _cursor > 0:
                _text = _text.Remove(--_cursor, 1);
                break;
            case ConsoleKey.Delete when _cursor < _text.Length:
                _text = _text.Remove(_cursor, 1);
                break;
            case ConsoleKey.LeftArrow:
                _cursor = Math.Max(0, _cursor - 1);
                break;
            case ConsoleKey.RightArrow:
                _cursor = Math.Min(_text.Length, _cursor + 1);
                break;
            case ConsoleKey.Home:
            case ConsoleKey.A when key.Modifiers == ConsoleModifiers.Control:
                _cursor = 0;
                break;
            case ConsoleKey.End:
            case ConsoleKey.E when key.Modifiers == ConsoleModifiers.Control:
                _cursor = _text.Length;
                break;
            case ConsoleKey.UpArrow:
                Recall(_place - 1);
                break;
            case ConsoleKey.DownArrow:
                Recall(_place + 1);
                break;
            case ConsoleKey.U when key.Modifiers == ConsoleModifiers.Control:
                (_text, _cursor) = (_text[_cursor..], 0);
                break;
            case ConsoleKey.K when key.Modifiers == ConsoleModifiers.Control:
                _text = _text[.._cursor];
                break;
            case ConsoleKey.W when key.Modifiers == ConsoleModifiers.Control:
                var start = _text[.._cursor].TrimEnd().LastIndexOf(' ') + 1;
                (_text, _cursor) = (_text.Remove(start, _cursor - start), start);
                break;
            case ConsoleKey.Tab:
                Complete();
                break;
            default:
                if (!char.IsControl(key.KeyChar))
                {
                    _text = _text.Insert(_cursor++, key.KeyChar.ToString());
                }

                break;
        }
    }

    private void Recall(int place)
    {
        _place = Math.Clamp(place, 0, _history.Count);
        _text = _place < _history.Count ? _history[_place] : "";
        _cursor = _text.Length;
    }

    private void Complete()
    {
        var head = _text[.._cursor];
        var found = completion.Of(head);
        if (found.Count == 0)
        {
            return;
        }

        var start = head.LastIndexOf(' ') + 1;
        var common = found.Aggregate((a, b) => a[..a.AsSpan().CommonPrefixLength(b)]);
        if (found.Count > 1 && common.Length <= head.Length - start)
        {
            Console.Write("\r\u001b[K");
            Console.WriteLine(string.Join("  ", found.Take(60)));
            return;
        }

        var completed = found.Count == 1 && !common.EndsWith('=') ? common + " " : common;
        _text = head[..start] + completed + _text[_cursor..];
        _cursor = start + completed.Length;
    }

    private void Draw() => Console.Write($"\r\u001b[K{prompt}{_text}\r\u001b[{prompt.Length + _cursor}C");
}
