using System.CommandLine;

namespace ChargePointEmulator.CommandLine;

/// <summary>What every command against a central system takes: a password, reports, and who makes the central system act.</summary>
internal sealed class SharedOptions
{
    public Option<string?> Password { get; } = new("--password") { Description = "Password of Basic authentication; 32 to 40 hex digits stand for their bytes", HelpName = "password" };

    public Option<string[]> Reports { get; } = new("--report") { Description = "Write a report: html=FILE, json=FILE, junit=FILE or md=FILE", HelpName = "kind=file" };

    public Option<string> Driver { get; } = new("--driver")
    {
        Description = "Who makes the central system send requests: none, prompt (a person), http (--driver-file), centralsystem (--api-url, --api-key)",
        HelpName = "driver",
        DefaultValueFactory = _ => "none",
    };

    public Option<string?> DriverFile { get; } = new("--driver-file") { Description = "Requests of the driver http (YAML)", HelpName = "file" };

    public Option<string?> ApiUrl { get; } = new("--api-url") { Description = "Where the REST interface of CentralSystem is; default: beside --url", HelpName = "url" };

    public Option<string?> ApiKey { get; } = new("--api-key") { Description = "API key of an operator (driver centralsystem); default: environment variable API_KEY", HelpName = "key" };

    public IEnumerable<Option> All => [Password, Reports, Driver, DriverFile, ApiUrl, ApiKey];

    /// <summary>Not a default of the option: the help would show it.</summary>
    public string? ApiKeyIn(ParseResult parsed) => parsed.GetValue(ApiKey) ?? Environment.GetEnvironmentVariable("API_KEY");
}
