using System.Text.Json;
using CentralSystem.Web.Api;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Configuration;

/// <summary>Values that the configuration keys of some Charge Points should have.</summary>
internal sealed class ConfigurationTemplate : IRevisioned
{
    public int Id { get; init; }

    public required string Name { get; set; }

    /// <summary>Vendor it is for: the whole name, or its beginning and <c>*</c>; null for any.</summary>
    public string? Vendor { get; set; }

    /// <summary>Model it is for, as <see cref="Vendor"/>.</summary>
    public string? Model { get; set; }

    /// <summary>Tag of the Charge Points it is for; null for any.</summary>
    public string? Tag { get; set; }

    /// <summary>Where several templates name a key, the highest decides; among equals the oldest.</summary>
    public int Priority { get; set; }

    /// <summary>Whether a Charge Point that boots gets it at once, where something differs.</summary>
    public bool AutoApply { get; set; }

    /// <summary>Keys and values as a JSON object.</summary>
    public required string Keys { get; set; }

    public int Revision { get; set; }

    public IReadOnlyDictionary<string, string> Values() => JsonSerializer.Deserialize<Dictionary<string, string>>(Keys)!;

    /// <summary>Whether it is for this Charge Point.</summary>
    public bool Covers(string? vendor, string? model, IReadOnlySet<string> tags) => Fits(Vendor, vendor) && Fits(Model, model) && (Tag is null || tags.Contains(Tag));

    private static bool Fits(string? pattern, string? text) => pattern switch
    {
        null => true,
        _ when text is null => false,
        [.. var beginning, '*'] => text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase),
        _ => text.Equals(pattern, StringComparison.OrdinalIgnoreCase),
    };

    internal sealed class Mapping : IEntityTypeConfiguration<ConfigurationTemplate>
    {
        public void Configure(EntityTypeBuilder<ConfigurationTemplate> builder)
        {
            builder.ToTable("ConfigurationTemplates");
            builder.HasKey(t => t.Id);
            builder.Property(t => t.Name).UseCollation(Collations.IgnoreCase);
            builder.HasIndex(t => t.Name).IsUnique();
        }
    }
}
