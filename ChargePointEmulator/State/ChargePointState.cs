using ChargePointEmulator.Firmware;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.SmartCharging;
using ChargePointEmulator.Transactions;
using Ocpp.Messages;
using Ocpp.Types;

namespace ChargePointEmulator.State;

/// <summary>What one charge point keeps when its process ends: everything a real one has in its flash memory, its meters and its cables.</summary>
internal sealed record ChargePointState
{
    public required string Identity { get; init; }

    /// <summary>By the charge point's clock; a power loss is dated with it.</summary>
    public required DateTimeOffset SavedAt { get; init; }

    public TimeSpan ClockOffset { get; init; }

    public required string FirmwareVersion { get; init; }

    /// <summary>An update that has to be told as installed after the next boot.</summary>
    public InstalledUpdate? Update { get; init; }

    /// <summary>An update that is not over, or whose end was not told.</summary>
    public UpdateState? PendingUpdate { get; init; }

    public IReadOnlyDictionary<string, string>? Configuration { get; init; }

    public IReadOnlyDictionary<string, string>? AfterRestart { get; init; }

    /// <summary>Profile to return to when the one in force does not connect.</summary>
    public int? FallBackProfile { get; init; }

    public bool IsOperative { get; init; }

    public bool IsScheduledInoperative { get; init; }

    public required IReadOnlyList<ConnectorState> Connectors { get; init; }

    /// <summary>Those that run, and those whose messages wait.</summary>
    public IReadOnlyList<TransactionState>? Transactions { get; init; }

    public IReadOnlyList<QueuedMessage>? Queue { get; init; }

    public int ListVersion { get; init; }

    public IReadOnlyList<AuthorizationData>? List { get; init; }

    public IReadOnlyList<AuthorizationData>? Cache { get; init; }

    public IReadOnlyList<ProfileState>? Profiles { get; init; }

    public IReadOnlyList<ReserveNowRequest>? Reservations { get; init; }

    public IReadOnlyList<SecurityEventNotificationRequest>? SecurityEvents { get; init; }

    public IReadOnlyList<SecurityEventNotificationRequest>? SecurityLog { get; init; }

    public CertificateState? Certificates { get; init; }

    /// <summary>The state of this moment; called under the charge point's lock.</summary>
    public static ChargePointState Of(EmulatedChargePoint chargePoint)
    {
        var transactions = chargePoint.Queue.Messages.Select(message => message.Transaction)
            .Concat(chargePoint.Connectors.Select(connector => connector.Transaction))
            .OfType<Transaction>().Distinct().ToArray();
        return new()
        {
            Identity = chargePoint.Identity,
            SavedAt = chargePoint.Now,
            ClockOffset = chargePoint.ClockOffset,
            FirmwareVersion = chargePoint.Boot.FirmwareVersion,
            Update = chargePoint.FirmwareUpdateOrNone?.Installed,
            PendingUpdate = chargePoint.FirmwareUpdateOrNone?.State,
            Configuration = chargePoint.Configuration.Set,
            AfterRestart = chargePoint.Configuration.SetAfterRestart,
            FallBackProfile = chargePoint.ProfileChange.FallBack,
            IsOperative = chargePoint.IsOperative,
            IsScheduledInoperative = chargePoint.IsScheduledInoperative,
            Connectors = [.. chargePoint.Connectors.Select(ConnectorState.Of)],
            Transactions = NoneIfEmpty(transactions.Select(TransactionState.Of)),
            Queue = NoneIfEmpty(chargePoint.Queue.Messages.Select(QueuedMessage.Of)),
            ListVersion = chargePoint.Authorizer.ListOrNone?.LastVersion ?? 0,
            List = NoneIfEmpty(chargePoint.Authorizer.ListOrNone?.Entries ?? []),
            Cache = NoneIfEmpty(chargePoint.Authorizer.Cached),
            Profiles = NoneIfEmpty(chargePoint.Charging.Installed.Select(ProfileState.Of)),
            Reservations = NoneIfEmpty(chargePoint.Reservations.Asked),
            SecurityEvents = NoneIfEmpty(chargePoint.Security.Waiting),
            SecurityLog = NoneIfEmpty(chargePoint.Security.Entries),
            Certificates = chargePoint.CertificatesOrNone?.State,
        };
    }

    /// <summary>Gives a new charge point what another one of its identity left; transactions that ran then ended with the power (§7.36).</summary>
    public void Restore(EmulatedChargePoint chargePoint)
    {
        chargePoint.Configuration.Recall(Configuration, AfterRestart);
        chargePoint.ProfileChange.FallBack = FallBackProfile;
        chargePoint.Boot.FirmwareVersion = FirmwareVersion;
        (chargePoint.IsOperative, chargePoint.IsScheduledInoperative) = (IsOperative, IsScheduledInoperative);
        if (ListVersion > 0)
        {
            chargePoint.Authorizer.List.Recall(ListVersion, List ?? []);
        }

        chargePoint.Authorizer.Recall(Cache ?? []);
        chargePoint.Charging.Recall((Profiles ?? []).Select(profile => profile.Restore()));
        if (SecurityEvents is not null || SecurityLog is not null)
        {
            chargePoint.Security.Recall(SecurityEvents ?? [], SecurityLog ?? []);
        }

        if (Certificates is { } certificates)
        {
            chargePoint.Certificates.Recall(certificates);
        }

        if (Update is { } update)
        {
            chargePoint.FirmwareUpdate.Recall(update);
        }

        if (PendingUpdate is { } pending)
        {
            chargePoint.FirmwareUpdate.Recall(pending);
        }

        RestoreTransactions(chargePoint);
        foreach (var reservation in Reservations ?? [])
        {
            chargePoint.Reservations.Take(reservation);
        }

        chargePoint.Power.StopInterrupted(SavedAt);
        chargePoint.Power.ForgetVolatile();
    }

    private void RestoreTransactions(EmulatedChargePoint chargePoint)
    {
        foreach (var (connector, state) in chargePoint.Connectors.Zip(Connectors))
        {
            state.Restore(connector);
        }

        var transactions = (Transactions ?? []).ToDictionary(state => state.LocalNumber, state => state.Restore());
        foreach (var running in transactions.Values.Where(transaction => !transaction.HasEnded))
        {
            if (chargePoint.FindConnector(running.ConnectorId) is { } connector)
            {
                chargePoint.Transactions.Recall(connector, running);
            }
        }

        foreach (var message in Queue ?? [])
        {
            chargePoint.Queue.Recall(message.Restore(transactions));
        }
    }

    private static T[]? NoneIfEmpty<T>(IEnumerable<T> items) => items.ToArray() is { Length: > 0 } some ? some : null;
}

/// <summary>A charging profile at its place.</summary>
internal sealed record ProfileState(int ConnectorId, ChargingProfile Profile, DateTimeOffset InstalledAt)
{
    public static ProfileState Of(InstalledProfile installed) => new(installed.ConnectorId, installed.Profile, installed.InstalledAt);

    public InstalledProfile Restore() => new(ConnectorId, Profile, InstalledAt);
}

/// <summary>An update that was installed and waits for the boot that tells of it.</summary>
internal sealed record InstalledUpdate(bool IsSigned, int? RequestId);

/// <summary>An update under way, or one that failed and was not told as such.</summary>
/// <param name="Order">What was asked for.</param>
/// <param name="Image">What was fetched.</param>
/// <param name="Status">The last one, by the words of signed updates; null before the first.</param>
/// <param name="IsOpen">It goes on after the next boot.</param>
internal sealed record UpdateState(UpdateOrder Order, FirmwareImage? Image, SignedFirmwareStatus? Status, bool IsOpen);

/// <summary>Root certificates, and the charge point's own keys and certificates, in PEM.</summary>
internal sealed record CertificateState(IReadOnlyList<RootState> Roots, IReadOnlyList<OwnCertificateState> Own, string? PendingKey);

internal sealed record RootState(CertificateUse Use, string Pem);

internal sealed record OwnCertificateState(string Chain, string Key);
