using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Access;

/// <summary>A person who may log in.</summary>
internal sealed class User : IRevisioned
{
    public int Key { get; init; }

    /// <summary>Equal regardless of case; never changes.</summary>
    public required string Name { get; init; }

    public required Role Role { get; set; }

    /// <summary>Whether the user may log in.</summary>
    public bool Enabled { get; set; } = true;

    public required string PasswordHash { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset PasswordChangedAt { get; set; }

    /// <summary>Somebody else knows the password: its first use has to be its change.</summary>
    public bool PasswordIsTemporary { get; set; }

    /// <summary>The secret of the authenticator, sealed; null without one.</summary>
    public string? TotpSecret { get; set; }

    /// <summary>Since when a login needs the second factor; null while there is none, or one that is not confirmed.</summary>
    public DateTimeOffset? SecondFactorSince { get; set; }

    /// <summary>Step of the last code that was taken: none counts twice (RFC 6238 §5.2).</summary>
    public long TotpUsedStep { get; set; }

    /// <summary>SHA-256 in hex of each recovery code that is left, separated by spaces.</summary>
    public string? RecoveryCodes { get; set; }

    public DateTimeOffset? LastLoginAt { get; set; }

    public int Revision { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<User>
    {
        public void Configure(EntityTypeBuilder<User> builder)
        {
            builder.ToTable("Users");
            builder.HasKey(u => u.Key);
            builder.Property(u => u.Name).UseCollation(Collations.IgnoreCase);
            builder.Property(u => u.Role).HasConversion<string>();
            builder.HasIndex(u => u.Name).IsUnique();
        }
    }
}

/// <summary>A login that has not ended; its row goes with it.</summary>
internal sealed class LoginSession
{
    /// <summary>Random; the cookie holds it, encrypted.</summary>
    public required string Id { get; init; }

    public required int UserKey { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<LoginSession>
    {
        public void Configure(EntityTypeBuilder<LoginSession> builder)
        {
            builder.ToTable("LoginSessions");
            builder.HasKey(s => s.Id);
            builder.HasOne<User>().WithMany().HasForeignKey(s => s.UserKey).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
