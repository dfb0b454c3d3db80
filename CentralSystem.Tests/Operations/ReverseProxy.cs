using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CentralSystem.Tests.Packaging;
using CentralSystem.Tests.Support;

namespace CentralSystem.Tests.Operations;

/// <summary>A real reverse proxy on the loopback that runs with the file the documentation tells people to use; ports are all that is replaced in it.</summary>
/// <param name="tls">What it ends TLS with, as docs/security.md tells; null for plain HTTP.</param>
internal abstract class ReverseProxy(ProxyTls? tls) : IAsyncDisposable
{
    private readonly TempDirectory _folder = new();
    private Process? _process;

    /// <summary>Name of the program.</summary>
    protected abstract string Program { get; }

    /// <summary>Its file below <c>docs/operations</c>.</summary>
    public abstract string FileName { get; }

    public bool IsInstalled => PathOfProgram is not null;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Address and port as its file has them.</summary>
    protected string Listening => $"127.0.0.1:{Address.Port}";

    protected bool EndsTls => tls is not null;

    /// <summary>A folder it may write to.</summary>
    protected string Folder => _folder.FullName;

    private string? PathOfProgram => (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/usr/local/sbin").Split(':')
        .Select(folder => Path.Combine(folder, Program)).FirstOrDefault(File.Exists);

    /// <summary>Starts it before a central system and waits until requests come through.</summary>
    public async Task StartAsync(Uri centralSystem)
    {
        Address = new Uri($"{(tls is null ? "http://127.0.0.1" : "https://localhost")}:{FreePort()}");
        tls?.WriteTo(Folder);
        var documented = Repository.Read($"docs/operations/{FileName}");
        documented.ShouldContain("127.0.0.1:8080");
        var file = Path.Combine(Folder, FileName);
        await File.WriteAllTextAsync(file, Adapt(documented.Replace("127.0.0.1:8080", centralSystem.Authority, StringComparison.Ordinal)));
        _process = Process.Start(new ProcessStartInfo(PathOfProgram!, Arguments(file)) { WorkingDirectory = Folder, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = _process.StandardError.ReadToEndAsync();
        await Eventually.TrueAsync(async () => _process.HasExited ? throw new InvalidOperationException(await errors) : await AnswersAsync(), $"{Program} lets requests through");
    }

    /// <summary>Has it listen at <see cref="Address"/>, and do without what only a service may.</summary>
    protected abstract string Adapt(string documented);

    protected abstract string[] Arguments(string file);

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            // Its workers with it.
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        _folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> AnswersAsync()
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => tls!.Authority.Trusts(shown!) };
        using var http = new HttpClient(handler) { BaseAddress = Address };
        try
        {
            return (await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>The lines that docs/security.md gives for TLS.</summary>
    /// <param name="language">Name of their block.</param>
    protected static string Excerpt(string language)
    {
        var blocks = Repository.Read("docs/security.md").Split($"```{language}\n");
        blocks.Length.ShouldBe(2, language);
        return blocks[1].Split("```")[0];
    }

    /// <summary>Replaces a text that has to be there once.</summary>
    protected static string Replace(string text, string old, string replacement)
    {
        text.Split(old).Length.ShouldBe(2, old);
        return text.Replace(old, replacement, StringComparison.Ordinal);
    }

    /// <summary>Seconds of a duration such as 60s or 5m.</summary>
    public static int SecondsOf(string duration) => int.Parse(duration[..^1], CultureInfo.InvariantCulture) * (duration[^1] == 'm' ? 60 : 1);
}

/// <summary>nginx.</summary>
internal sealed class Nginx(ProxyTls? tls = null) : ReverseProxy(tls)
{
    protected override string Program => "nginx";

    public override string FileName => "nginx.conf";

    protected override string Adapt(string documented)
    {
        var ownPaths = string.Concat(((string[])["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]).Select(kind => $"{kind}_temp_path {Folder}/{kind}; "));
        var listen = EndsTls ? Replace(Excerpt("nginx"), "listen 8444 ssl;", $"listen {Listening} ssl;") : $"listen {Listening};";
        var text = Replace(documented, "listen 8443;", listen);
        text = Replace(text, "worker_connections 65536;", "worker_connections 256;");
        return Replace(text, "\nhttp {", $"\nhttp {{ access_log off; {ownPaths}");
    }

    protected override string[] Arguments(string file)
    {
        var user = Environment.IsPrivilegedProcess ? "user root; " : "";
        return ["-p", Folder, "-e", "stderr", "-c", file, "-g", $"{user}daemon off; pid {Folder}/nginx.pid;"];
    }
}

/// <summary>HAProxy.</summary>
internal sealed class HaProxy(ProxyTls? tls = null) : ReverseProxy(tls)
{
    protected override string Program => "haproxy";

    public override string FileName => "haproxy.cfg";

    protected override string Adapt(string documented)
    {
        var bind = EndsTls ? Replace(Excerpt("haproxy"), "bind :8444 ", $"bind {Listening} ").Replace("/etc/haproxy/", $"{Folder}/", StringComparison.Ordinal) : $"bind {Listening}\n";
        return Replace(Replace(documented, "bind :8443\n", bind), "maxconn 65536 ", "maxconn 256 ");
    }

    protected override string[] Arguments(string file) => ["-db", "-f", file];
}

/// <summary>Certificates of a proxy that ends TLS, in the files docs/security.md names.</summary>
internal sealed record ProxyTls(TestAuthority Authority)
{
    public void WriteTo(string folder)
    {
        var certs = Directory.CreateDirectory(Path.Combine(folder, "certs"));
        foreach (var (name, certificate) in new[] { ("ecdsa", Authority.Issue("CN=localhost, O=Tests")), ("rsa", Authority.IssueRsa("CN=localhost, O=Tests")) })
        {
            using (certificate)
            {
                File.WriteAllText(Path.Combine(folder, $"{name}.pem"), certificate.ExportCertificatePem());
                File.WriteAllText(Path.Combine(folder, $"{name}.key"), TestAuthority.KeyPem(certificate));
                File.WriteAllText(Path.Combine(certs.FullName, $"{name}.pem"), TestAuthority.Pem(certificate));
            }
        }

        File.WriteAllText(Path.Combine(folder, "roots.pem"), Authority.Root.ExportCertificatePem());
    }
}
