using System.Net;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Health;

/// <summary><c>--health-check</c>: asks the running service how it is, for images that hold no HTTP client.</summary>
internal static class HealthCheckCommand
{
    public const string Argument = "--health-check";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    /// <returns>Exit code: 0 when the service answers 200, else 1.</returns>
    public static async Task<int> RunAsync()
    {
        try
        {
            var server = SettingsReader.Read<ServerOptions>(new ConfigurationBuilder().AddEnvironmentVariables().Build(), ServerOptions.Section);
            if (server.Host is "*" or "+" or "0.0.0.0" or "::" or "[::]")
            {
                server.Host = IPAddress.Loopback.ToString();
            }

            using var client = new HttpClient { Timeout = Timeout };
            using var response = await client.GetAsync(new Uri($"{server.Url}/health"));
            return response.StatusCode == HttpStatusCode.OK ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or UriFormatException or SettingsException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
