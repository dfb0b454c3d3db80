using System.Xml.Linq;
using CentralSystem.Web.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Access;

/// <summary>A key by which the framework encrypts session cookies.</summary>
internal sealed class DataProtectionKey
{
    public int Id { get; init; }

    public required string Name { get; init; }

    public required string Xml { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<DataProtectionKey>
    {
        public void Configure(EntityTypeBuilder<DataProtectionKey> builder)
        {
            builder.ToTable("DataProtectionKeys");
            builder.HasKey(k => k.Id);
        }
    }
}

/// <summary>Keeps the keys in the database: sessions outlive a restart, and whoever shares the database shares them.</summary>
internal sealed class DataProtectionKeys(IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = contexts.CreateDbContext();
        return [.. db.DataProtectionKeys.OrderBy(k => k.Id).Select(k => k.Xml).AsEnumerable().Select(xml => XElement.Parse(xml))];
    }

    /// <remarks>The framework asks for this once in 90 days, and leaves no way but to wait.</remarks>
    public void StoreElement(XElement element, string friendlyName) =>
        writer.ChangeAsync(db => db.DataProtectionKeys.Add(new DataProtectionKey
        {
            Name = friendlyName,
            Xml = element.ToString(SaveOptions.DisableFormatting),
        }).Entity).AsTask().GetAwaiter().GetResult();
}
