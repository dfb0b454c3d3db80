namespace ChargePointEmulator.Check.Drivers;

/// <summary>Makes the driver that <c>--driver</c> names.</summary>
internal static class DriverFactory
{
    /// <remarks>Errors: <see cref="BadInputException"/>, <see cref="Documents.DocumentException"/>.</remarks>
    public static IDriver Create(CheckOptions options, Uri url, TextReader input, TextWriter output) => options.Driver switch
    {
        "none" => new NoDriver(),
        "prompt" => new PromptDriver(input, output),
        "http" => new HttpDriver(HttpDriverFile.Read(options.DriverFile ?? throw new BadInputException("--driver http needs --driver-file."))),
        "centralsystem" => new CentralSystemDriver(ApiOf(options.ApiUrl, url), options.ApiKey),
        _ => throw new BadInputException($"--driver is '{options.Driver}', but must be none, prompt, http or centralsystem."),
    };

    private static Uri ApiOf(string? text, Uri url) =>
        text is null ? new UriBuilder(url.Scheme == "wss" ? "https" : "http", url.Host, url.Port).Uri
        : Uri.TryCreate(text, UriKind.Absolute, out var api) && api.Scheme is "http" or "https" ? api
        : throw new BadInputException($"--api-url is '{text}', but must be http://host:port or https://host:port.");
}
