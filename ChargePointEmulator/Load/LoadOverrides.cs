using System.Globalization;
using System.Net;
using ChargePointEmulator.Check;
using ChargePointEmulator.Settings;

namespace ChargePointEmulator.Load;

/// <summary>A value that wins over that of the file.</summary>
/// <param name="Value">What.</param>
/// <param name="Origin">The option or the variable it stands in.</param>
internal sealed record Override<T>(T Value, string Origin);

/// <summary>What options and the environment say about a load; an option beats a variable.</summary>
internal sealed record LoadOverrides
{
    public const string AllowedUrl = "ws://host:port/path or wss://host:port/path, without the identity";

    public static LoadOverrides None { get; } = new();

    public Override<Uri>? Url { get; init; }

    public Override<int>? Count { get; init; }

    public Override<int>? Seed { get; init; }

    public Override<double>? ConnectRate { get; init; }

    public Override<IReadOnlyList<IPAddress>>? Bind { get; init; }

    public Override<string>? Password { get; init; }

    /// <summary>Its path.</summary>
    public Override<string>? PasswordsFile { get; init; }

    public Override<bool>? Insecure { get; init; }

    /// <summary>Reads them.</summary>
    /// <param name="option">Text of an option by its name; null when it was not given.</param>
    /// <param name="variable">Text of a variable; null when there is none.</param>
    /// <remarks>Errors: <see cref="BadInputException"/> names the option or the variable.</remarks>
    public static LoadOverrides Read(Func<string, string?> option, Func<string, string?> variable)
    {
        return new()
        {
            Url = Find("--url", "LOAD_URL", UrlOf, AllowedUrl),
            Count = FindValue("--count", "LOAD_COUNT", text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= LoadReader.MostChargePoints ? count : (int?)null, $"a whole number from 1 to {LoadReader.MostChargePoints}"),
            Seed = FindValue("--seed", "LOAD_SEED", text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed) ? seed : (int?)null, "a whole number"),
            ConnectRate = FindValue("--connect-rate", "LOAD_CONNECT_RATE", text => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is >= 0.1 and <= 100_000 ? rate : (double?)null, "a number from 0.1 to 100000"),
            Bind = Find("--bind", "LOAD_BIND", SourceAddresses.TryParse, SourceAddresses.Allowed),
            Password = Find("--password", "LOAD_PASSWORD", text => text, "a password"),
            PasswordsFile = Find("--passwords-file", "LOAD_PASSWORDS_FILE", text => File.Exists(text) ? Path.GetFullPath(text) : null, "a file with lines such as CP00001:password"),
            Insecure = FindValue("--insecure", "LOAD_INSECURE", text => bool.TryParse(text, out var insecure) ? insecure : (bool?)null, "true or false"),
        };

        (string Text, string Origin)? Given(string name, string alias) =>
            option(name) is { } text ? (text, name) : variable(alias) is { Length: > 0 } fromEnvironment ? (fromEnvironment, alias) : null;

        Override<T>? Find<T>(string name, string alias, Func<string, T?> parse, string allowed)
            where T : class =>
            Given(name, alias) is not { } given ? null : parse(given.Text) is { } value ? new(value, given.Origin) : throw new BadInputException($"{given.Origin} is '{given.Text}', but must be {allowed}.");

        Override<T>? FindValue<T>(string name, string alias, Func<string, T?> parse, string allowed)
            where T : struct =>
            Given(name, alias) is not { } given ? null : parse(given.Text) is { } value ? new(value, given.Origin) : throw new BadInputException($"{given.Origin} is '{given.Text}', but must be {allowed}.");
    }

    /// <summary>An endpoint; null when the text is none.</summary>
    public static Uri? UrlOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss" && url.Query.Length == 0 && url.Fragment.Length == 0 ? url : null;
}
