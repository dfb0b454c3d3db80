using System.ComponentModel.DataAnnotations;
using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Access;

/// <summary>Section <c>Access</c>: who gets in, and how long it is remembered.</summary>
internal sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>Fewest characters of <see cref="BootstrapApiKey"/>.</summary>
    public const int ShortestBootstrapApiKey = 16;

    /// <summary>Fewest characters of <see cref="PasswordPepper"/>.</summary>
    public const int ShortestPepper = 32;

    /// <summary>Password of the user <c>admin</c>, read when there is no user yet and never again.</summary>
    [EnvironmentName("ADMIN_PASSWORD"), NeverShown]
    public string? AdminPassword { get; set; }

    /// <summary>An administrator's API key that is stored nowhere but here.</summary>
    [EnvironmentName("BOOTSTRAP_API_KEY"), NeverShown]
    public string? BootstrapApiKey { get; set; }

    /// <summary>
    /// Goes into the hash of every password of people, and into the digests by which repeated requests are known, and stands nowhere in the database; a copy of that
    /// alone then shows no password, however weak.
    /// </summary>
    [Secret]
    public string? PasswordPepper { get; set; }

    /// <summary>A session whose person did nothing that long ends, in minutes; an open page that only follows what happens does nothing.</summary>
    [Range(1, 10_080)]
    public int SessionIdleMinutes { get; set; } = 60;

    /// <summary>A session ends that long after its login, used or not, in hours.</summary>
    [Range(1, 720)]
    public int SessionMaxHours { get; set; } = 12;

    /// <summary>Pages of the dashboard that a session may have open at once; each takes memory here.</summary>
    [Range(1, 1_000)]
    public int PagesPerSession { get; set; } = 50;

    /// <summary>How long the password of a login counts as fresh for what changes users and API keys, in minutes; then it is asked for again.</summary>
    [Range(1, 1_440)]
    public int FreshPasswordMinutes { get; set; } = 15;

    /// <summary>The least role whose people need a second factor; unset asks nobody for one.</summary>
    public Role? SecondFactorFrom { get; set; }

    /// <summary>Where people may log in without TLS.</summary>
    public PlainHttp PlainHttpSessions { get; set; } = PlainHttp.Loopback;

    /// <summary>How long audit entries are kept, in days.</summary>
    [Range(1, 36_500)]
    public int AuditRetentionDays { get; set; } = 400;

    /// <summary>How long an Idempotency-Key stands for its answer, in hours.</summary>
    [Range(1, 720)]
    public int IdempotencyHours { get; set; } = 24;

    /// <remarks>Errors: <see cref="SettingsException"/> without the value, which is a secret.</remarks>
    internal void CheckSecrets()
    {
        if (AdminPassword is { Length: < PasswordRules.Shortest or > PasswordRules.Longest })
        {
            throw new SettingsException("ADMIN_PASSWORD", "(not shown)", $"a password of {PasswordRules.Shortest} to {PasswordRules.Longest} characters");
        }

        if (PasswordPepper is { Length: < ShortestPepper })
        {
            throw new SettingsException($"{Section}:{nameof(PasswordPepper)}", "(not shown)", $"nothing, or at least {ShortestPepper} random characters");
        }

        if (BootstrapApiKey is { Length: < ShortestBootstrapApiKey })
        {
            throw new SettingsException("BOOTSTRAP_API_KEY", "(not shown)", $"a key of at least {ShortestBootstrapApiKey} characters");
        }
    }
}

/// <summary>Where session cookies may travel unencrypted.</summary>
internal enum PlainHttp
{
    /// <summary>Nowhere.</summary>
    Never,

    /// <summary>To <c>localhost</c>, 127.0.0.1 and ::1: nothing leaves the machine.</summary>
    Loopback,

    /// <summary>Everywhere; whoever listens on the network can take a session over.</summary>
    Always,
}
