using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace CentralSystem.Tests.Support;

/// <summary>How tests get in.</summary>
internal static class TestAccess
{
    public const string BootstrapApiKey = "bootstrap-key-of-the-tests";
    public const string AdminPassword = "first password of tests";

    /// <summary>Sets the key and the password; passwords are hashed with one round, since every system that starts hashes one.</summary>
    public static void Configure(IWebHostBuilder builder)
    {
        builder.UseSetting("Access:BootstrapApiKey", BootstrapApiKey);
        builder.UseSetting("Access:AdminPassword", AdminPassword);
        builder.ConfigureTestServices(services => services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1));
    }
}
