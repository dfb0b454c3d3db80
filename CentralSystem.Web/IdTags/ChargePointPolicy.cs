using System.Text.Json;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.IdTags;

/// <summary>The authorization policy of one Charge Point, as it is stored.</summary>
internal sealed class ChargePointPolicy : IRevisioned
{
    public int ChargePointKey { get; init; }

    /// <summary>Kept in one column: memory judges by it, and no query looks inside.</summary>
    public required AuthorizationPolicy Policy { get; set; }

    public int Revision { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ChargePointPolicy>
    {
        public void Configure(EntityTypeBuilder<ChargePointPolicy> builder)
        {
            builder.HasKey(p => p.ChargePointKey);
            builder.Property(p => p.ChargePointKey).ValueGeneratedNever();
            builder.Property(p => p.Policy).HasConversion(policy => ToText(policy), text => Parse(text));
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(p => p.ChargePointKey);
        }
    }

    private static string ToText(AuthorizationPolicy policy) => JsonSerializer.Serialize(policy, RuleJson.Options);

    private static AuthorizationPolicy Parse(string text) => JsonSerializer.Deserialize<AuthorizationPolicy>(text, RuleJson.Options)!;
}
