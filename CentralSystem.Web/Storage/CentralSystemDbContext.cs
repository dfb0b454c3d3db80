using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Campaigns;
using CentralSystem.Web.Certificates.Authority;
using CentralSystem.Web.Certificates.Installed;
using CentralSystem.Web.Certificates.Issued;
using CentralSystem.Web.Certificates.Signing;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.ChargingProfiles;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Configuration;
using CentralSystem.Web.Connections;
using CentralSystem.Web.DataTransfers;
using CentralSystem.Web.Events;
using CentralSystem.Web.Files;
using CentralSystem.Web.Firmware;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.LocalLists;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Reservations;
using CentralSystem.Web.Security;
using CentralSystem.Web.Transactions;
using CentralSystem.Web.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace CentralSystem.Web.Storage;

/// <summary>The model of everything that is kept. It owns the schema, the migrations, every read and every administrative change.</summary>
/// <remarks>What Charge Points send in volume is written by prepared statements on the <see cref="GroupCommitWriter"/>; a test keeps both views of the schema in step.</remarks>
internal class CentralSystemDbContext : DbContext
{
    public CentralSystemDbContext(DbContextOptions<CentralSystemDbContext> options)
        : base(options)
    {
    }

    /// <summary>For the same model over another database.</summary>
    protected CentralSystemDbContext(DbContextOptions options)
        : base(options)
    {
    }

    public DbSet<ChargePoint> ChargePoints => Set<ChargePoint>();

    public DbSet<ChargePointTag> ChargePointTags => Set<ChargePointTag>();

    public DbSet<Connector> Connectors => Set<Connector>();

    public DbSet<ProtocolDeviation> ProtocolDeviations => Set<ProtocolDeviation>();

    public DbSet<ConnectionAttempt> ConnectionAttempts => Set<ConnectionAttempt>();

    public DbSet<IdTag> IdTags => Set<IdTag>();

    public DbSet<IdTagGroup> IdTagGroups => Set<IdTagGroup>();

    public DbSet<ChargePointPolicy> ChargePointPolicies => Set<ChargePointPolicy>();

    public DbSet<UnknownIdTag> UnknownIdTags => Set<UnknownIdTag>();

    public DbSet<Transaction> Transactions => Set<Transaction>();

    public DbSet<TransactionCorrection> TransactionCorrections => Set<TransactionCorrection>();

    public DbSet<OriginalTransaction> OriginalTransactions => Set<OriginalTransaction>();

    public DbSet<Anomaly> Anomalies => Set<Anomaly>();

    public DbSet<UnmatchedMessage> UnmatchedMessages => Set<UnmatchedMessage>();

    public DbSet<StoredMeterValue> MeterValues => Set<StoredMeterValue>();

    public DbSet<MeterValueHour> MeterValueHours => Set<MeterValueHour>();

    public DbSet<MeterValueRollUpState> MeterValueRollUpStates => Set<MeterValueRollUpState>();

    public DbSet<SampleKind> SampleKinds => Set<SampleKind>();

    public DbSet<Command> Commands => Set<Command>();

    public DbSet<Campaign> Campaigns => Set<Campaign>();

    public DbSet<CampaignTarget> CampaignTargets => Set<CampaignTarget>();

    public DbSet<Reservation> Reservations => Set<Reservation>();

    public DbSet<InstalledChargingProfile> ChargingProfiles => Set<InstalledChargingProfile>();

    public DbSet<LocalListState> LocalLists => Set<LocalListState>();

    public DbSet<ConfigurationKey> ConfigurationKeys => Set<ConfigurationKey>();

    public DbSet<ConfigurationTemplate> ConfigurationTemplates => Set<ConfigurationTemplate>();

    public DbSet<ConfigurationApplication> ConfigurationApplications => Set<ConfigurationApplication>();

    public DbSet<ConfigurationTarget> ConfigurationTargets => Set<ConfigurationTarget>();

    public DbSet<InstalledCertificate> InstalledCertificates => Set<InstalledCertificate>();

    public DbSet<KnownCertificate> KnownCertificates => Set<KnownCertificate>();

    public DbSet<CertificateReading> CertificateReadings => Set<CertificateReading>();

    public DbSet<IssuedCertificate> IssuedCertificates => Set<IssuedCertificate>();

    public DbSet<SigningKey> SigningKeys => Set<SigningKey>();

    public DbSet<StoredFile> Files => Set<StoredFile>();

    public DbSet<FileLink> FileLinks => Set<FileLink>();

    public DbSet<StatusReport> StatusReports => Set<StatusReport>();

    public DbSet<SecurityEvent> SecurityEvents => Set<SecurityEvent>();

    public DbSet<CertificateSigningRequest> CertificateSigningRequests => Set<CertificateSigningRequest>();

    public DbSet<ReceivedDataTransfer> DataTransfers => Set<ReceivedDataTransfer>();

    public DbSet<DomainEvent> Events => Set<DomainEvent>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<User> Users => Set<User>();

    public DbSet<LoginSession> LoginSessions => Set<LoginSession>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    public DbSet<IdempotentRequest> IdempotentRequests => Set<IdempotentRequest>();

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        foreach (var entry in ChangeTracker.Entries<IRevisioned>().Where(entry => entry.State == EntityState.Modified))
        {
            entry.Entity.Revision++;
        }

        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

        // An index costs every write; each one is stated where a read needs it.
        configurationBuilder.Conventions.Remove<ForeignKeyIndexConvention>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(CentralSystemDbContext).Assembly);

        // Rows that Charge Points make by prepared statements begin at the first revision too.
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(entity => entity.ClrType.IsAssignableTo(typeof(IRevisioned))))
        {
            modelBuilder.Entity(entity.ClrType).Property<int>(nameof(IRevisioned.Revision)).HasDefaultValue(0).ValueGeneratedNever();
        }

        SqlTime.ApplyTo(modelBuilder);
        SnakeCaseNames.ApplyTo(modelBuilder);
    }
}
