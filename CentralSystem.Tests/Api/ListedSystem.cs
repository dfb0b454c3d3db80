using CentralSystem.Tests.Support;
using CentralSystem.Web.Access;
using CentralSystem.Web.Campaigns;
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
using CentralSystem.Web.Journal;
using CentralSystem.Web.LocalLists;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Reservations;
using CentralSystem.Web.Security;
using CentralSystem.Web.Storage;
using CentralSystem.Web.Transactions;
using CentralSystem.Web.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Tests.Api;

/// <summary>A central system with a few rows behind every list of its API.</summary>
public sealed class ListedSystem : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private RunningCentralSystem _system = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Values for the parameters of paths, by the noun they belong to or by their name.</summary>
    public static readonly Dictionary<string, string> Known = new()
    {
        ["chargePointId"] = "CP-1",
        ["transactionId"] = "1",
        ["webhookId"] = "1",
        ["campaignId"] = IdOf(1).ToString(),
        ["batchId"] = IdOf(11).ToString(),
        ["applicationId"] = IdOf(1).ToString(),
    };

    /// <summary>Parameters without which a list shows nothing; and the ways in which one list is read by another path.</summary>
    public static readonly Dictionary<string, string[]> Queries = new()
    {
        ["/api/v1/charge-points"] = ["", "sort=identity", "sort=lastSeen"],
        ["/api/v1/meter-values"] = ["", "transactionId=1", "chargePointId=CP-1&resolution=Hour", "chargePointId=CP-1&resolution=Day"],
        ["/api/v1/reports/energy"] = ["groupBy=IdTag", "groupBy=ChargePoint"],
    };

    public async Task InitializeAsync()
    {
        var system = _system = await RunningCentralSystem.StartAsync();
        Http = system.CreateHttpClient();
        for (var i = 1; i <= 3; i++)
        {
            await system.AddChargePointAsync($"CP-{i}");
        }

        await system.Get<GroupCommitWriter>().ChangeAsync(db =>
        {
            db.SampleKinds.Add(new SampleKind { Id = 1, Measurand = "Power.Active.Import", Context = "Sample.Periodic", Phase = "", Location = "Outlet", Format = "Raw", Unit = "W" });
            Enumerable.Range(1, 3).ToList().ForEach(i => AddRows(db, i));
            return true;
        });
        await using var journal = await system.Get<IDbContextFactory<JournalDbContext>>().CreateDbContextAsync();
        journal.AddRange(Enumerable.Range(1, 3).Select(i => new JournalMessage { At = At(i), ChargePointId = "CP-1", MessageTypeId = 2, MessageId = $"m{i}", Action = "Heartbeat", Frame = "[]" }));
        await journal.SaveChangesAsync();
    }

    internal Task<CentralSystemDbContext> ContextAsync() => _system.Get<IDbContextFactory<CentralSystemDbContext>>().CreateDbContextAsync();

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _system.DisposeAsync();
    }

    private static Guid IdOf(int number) => new(number, 0, 0, new byte[8]);

    private static DateTimeOffset At(int hours) => Now.AddHours(hours - 10);

    /// <summary>A row of each kind; of equal instants where a list has to tell them apart all the same.</summary>
    private static void AddRows(CentralSystemDbContext db, int i)
    {
        var (key, now) = (db.ChargePoints.Single(c => c.Identity == $"CP-{i}").Key, At(i));
        var first = db.ChargePoints.Single(c => c.Identity == "CP-1").Key;
        var later = now.AddYears(10);
        db.AddRange(
            new User { Name = $"user{i}", Role = Role.Viewer, PasswordHash = "", CreatedAt = now, PasswordChangedAt = now },
            new ApiKey { Name = $"key{i}", Prefix = "", Hash = $"{i}", Role = Role.Viewer, CreatedBy = "", CreatedAt = now },
            new AuditEntry { At = now, CallerName = "", Action = "tested", Subject = $"{i}" },
            new Connector { ChargePointKey = first, ConnectorId = i },
            new ProtocolDeviation { ChargePointKey = first, Kind = i == 1 ? "A" : "B", Action = "", Field = $"{i}", LastText = "", LastAt = now },
            new ConfigurationKey { ChargePointKey = first, Key = $"Key{i}", UpdatedAt = now },
            new ConfigurationTemplate { Name = $"template{i}", Keys = $$"""{"Key{{i}}":"1"}""" },
            new ConfigurationApplication { Id = IdOf(i), CallerName = "", CreatedAt = now, QueueUntil = later, FinishedAt = now },
            new LocalListState { ChargePointKey = key, ListVersion = i, UpdatedAt = now },
            new UnmatchedMessage { ChargePointKey = key, Action = "StopTransaction", Payload = $$"""{"n":{{i}}}""", Digest = $"{i}", Reason = "", ReceivedAt = now },
            new Anomaly { Kind = "UnmatchedMessage", Subject = $"test/{i}", ChargePointKey = key, DetectedAt = now },
            new StatusReport { ChargePointKey = first, Action = "FirmwareStatusNotification", Status = $"S{i}", ReceivedAt = now },
            new ReceivedDataTransfer { ChargePointKey = key, VendorId = "V", Status = "Accepted", ReceivedAt = now },
            new SecurityEvent { ChargePointKey = key, Type = "T", Timestamp = now, TechInfo = "", ReceivedAt = now },
            new CertificateSigningRequest { ChargePointKey = key, Csr = "", Status = "Accepted", ReceivedAt = now, State = SigningState.Failed, FinishedAt = now },
            new IssuedCertificate { SerialNumber = $"{i}", Thumbprint = $"{i}", Subject = "", Issuer = "", NotBefore = now, NotAfter = later, Chain = "", IssuedAt = now },
            new InstalledCertificate { ChargePointKey = key, CertificateType = "T", HashAlgorithm = "SHA256", IssuerNameHash = "", IssuerKeyHash = "", SerialNumber = $"{i}", UpdatedAt = now },
            new Reservation { ChargePointKey = key, ReservationId = i == 3 ? 2 : i, IdTag = "T", ExpiryDate = later, State = ReservationState.Accepted, CreatedAt = now, UpdatedAt = now },
            new InstalledChargingProfile { ChargePointKey = first, ChargingProfileId = i, Profile = "{}", InstalledAt = now },
            new ConnectionAttempt { At = now, RemoteAddress = "", Path = $"/{i}", Hint = "" },
            new StoredFile { Id = IdOf(i), Name = $"{i}.bin", Sha256 = "", ContentType = "application/octet-stream", CreatedAt = now, CreatedBy = "" },
            new DomainEvent { Type = EventTypes.ChargePointConnected, At = now, ChargePointId = $"CP-{i}", Data = "{}" },
            new Webhook { Url = $"https://example.com/{i}", Secret = "", CreatedAt = now, UpdatedAt = now },
            new Campaign { Id = IdOf(i), Action = "ClearCache", Payload = "{}", CallerName = "", CreatedAt = now, FinishedAt = now },
            new Campaign { Id = IdOf(10 + i), IsBatch = true, Action = "ClearCache", Payload = "{}", CallerName = "", CreatedAt = now, FinishedAt = now },
            new Command { Id = IdOf(i), ChargePointKey = first, Action = "GetDiagnostics", CallerName = "", Payload = "{}", Status = CommandStatus.Answered, CreatedAt = now },
            new Command { Id = IdOf(10 + i), ChargePointKey = first, Action = i == 1 ? "UpdateFirmware" : "SignedUpdateFirmware", CallerName = "", Payload = "{}", Status = CommandStatus.Answered, CreatedAt = now },
            new IdTag { Id = $"Tag{(i * 7) % 5}", CreatedAt = i == 1 ? now : At(2), UpdatedAt = now },
            new UnknownIdTag { Id = $"Stranger{(i * 7) % 5}", FirstSeenAt = now, LastSeenAt = i == 1 ? now : At(2), LastChargePointId = "CP-1" },
            new IdTagGroup { ParentIdTag = $"Group{(i * 7) % 5}", CreatedAt = i == 1 ? now : At(2), UpdatedAt = now },
            new Transaction { ChargePointKey = key, IdTag = $"T{i}", StartTimestamp = now, StartReceivedAt = now, StopReceivedAt = now, EnergyWh = i == 1 ? 5 : 7 },
            new MeterValueHour { ChargePointKey = first, ConnectorId = i, Hour = now.AddDays(i - 4).AddMinutes(-now.Minute), KindId = 1, Last = i, Count = 1 });
        db.SaveChanges();
        if (i > 1)
        {
            db.Add(new ConfigurationTarget { ApplicationId = IdOf(i), ChargePointKey = first, FinishedAt = now });
        }

        db.AddRange(
            new WebhookDelivery { WebhookId = 1, EventId = 100 + i, ChargePointId = "", State = DeliveryState.DeadLetter, GiveUpAt = now },
            new ConfigurationTarget { ApplicationId = IdOf(1), ChargePointKey = key, FinishedAt = now },
            new StoredMeterValue { ChargePointKey = first, ConnectorId = 1, TransactionId = 1, Timestamp = i == 1 ? now : At(2), Samples = { new() { KindId = 1, Value = i } } },
            new CampaignTarget { CampaignId = IdOf(i), ChargePointId = "CP-1", State = TargetState.Unknown },
            new CampaignTarget { CampaignId = IdOf(10 + i), ChargePointId = "CP-1", State = TargetState.Unknown },
            new CampaignTarget { CampaignId = IdOf(1), Position = i, ChargePointId = $"CP-{i}", State = TargetState.Succeeded },
            new CampaignTarget { CampaignId = IdOf(11), Position = i, ChargePointId = $"CP-{i}", State = TargetState.Succeeded },
            new TransactionCorrection { TransactionId = 1, At = now, By = "", Before = "{}", After = "{}", Note = $"{i}" });
        db.SaveChanges();
    }
}
