using System.Text;
using System.Xml.Linq;
using CentralSystem.Web.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Options;

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
/// <remarks>With <c>Access:PasswordPepper</c> they are sealed, so that a copy of the database makes nobody's cookie.</remarks>
internal sealed partial class DataProtectionKeys(
    IDbContextFactory<CentralSystemDbContext> contexts, GroupCommitWriter writer, IOptions<AccessOptions> options, ILogger<DataProtectionKeys> logger) : IXmlRepository, IStorageSeed
{
    private readonly PepperSeal? _seal = PepperSeal.Of(options.Value.PasswordPepper, "session keys");

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = contexts.CreateDbContext();
        var keys = db.DataProtectionKeys.OrderBy(k => k.Id).Select(k => k.Xml).AsEnumerable().Select(Opened).ToList();
        if (keys.Contains(null))
        {
            LogUnopened(keys.Count(key => key is null));
        }

        return [.. keys.OfType<string>().Select(xml => XElement.Parse(xml))];
    }

    /// <remarks>The framework asks for this once in 90 days, and leaves no way but to wait.</remarks>
    public void StoreElement(XElement element, string friendlyName) =>
        writer.ChangeAsync(db => db.DataProtectionKeys.Add(new DataProtectionKey
        {
            Name = friendlyName,
            Xml = Sealed(element.ToString(SaveOptions.DisableFormatting)),
        }).Entity).AsTask().GetAwaiter().GetResult();

    /// <summary>Seals what was stored before there was a pepper.</summary>
    public async Task SeedAsync(bool isNew, CancellationToken cancellationToken)
    {
        await using var read = await contexts.CreateDbContextAsync(cancellationToken);
        var plain = _seal is null ? [] : (await read.DataProtectionKeys.ToListAsync(cancellationToken)).Where(key => !PepperSeal.IsSealed(key.Xml)).ToList();
        if (plain.Count == 0)
        {
            return;
        }

        await writer.ChangeAsync(db =>
        {
            foreach (var key in plain)
            {
                var xml = Sealed(key.Xml);
                db.DataProtectionKeys.Where(k => k.Id == key.Id).ExecuteUpdate(set => set.SetProperty(k => k.Xml, xml));
            }

            return true;
        });
    }

    private string Sealed(string xml) => _seal?.Seal(Encoding.UTF8.GetBytes(xml)) ?? xml;

    private string? Opened(string stored) =>
        !PepperSeal.IsSealed(stored) ? stored : _seal?.Open(stored) is { } xml ? Encoding.UTF8.GetString(xml) : null;

    [LoggerMessage(EventId = 1614, Level = LogLevel.Warning,
        Message = "{Count} keys of sessions cannot be opened: Access:PasswordPepper is not the one they were sealed by. Whoever was logged in has to log in again, and what they protect is out of reach until the old one is back")]
    private partial void LogUnopened(int count);
}
