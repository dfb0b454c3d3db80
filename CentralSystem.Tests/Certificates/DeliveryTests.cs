using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Certificates.Authority;
using CentralSystem.Web.Certificates.Issued;
using CentralSystem.Web.Certificates.Signing;
using CentralSystem.Web.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ocpp.Messages;
using Ocpp.Types;

namespace CentralSystem.Tests.Certificates;

/// <summary>What time does to certificates: attempts that are repeated, restarts in between, renewals before the end.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private readonly LeapingTime _time = new(A.Start);
    private RunningCentralSystem _system = null!;

    public async Task InitializeAsync() => _system = await RunningCentralSystem.StartAsync(settings => settings
        .Set("Certificates:Sign", "Always").Set("Certificates:Attempts", "2").Set("Certificates:RetryMinutes", "10").Set("Certificates:RenewBeforeDays", "0")
        .Set("HEARTBEAT_INT_MS", "0").Set("Commands:ReconnectDelayMs", "0").Time(_time));

    [Fact, Trait("Spec", "Whitepaper A02")]
    public async Task A_certificate_that_is_not_answered_is_sent_again_also_after_a_restart_and_then_given_up()
    {
        var silent = new TaskCompletionSource<CertificateSignedResponse>();
        await using (var chargePoint = await _system.ConnectAsync("CP1"))
        {
            chargePoint.AnswerAsync<CertificateSignedRequest, CertificateSignedResponse>(_ => new ValueTask<CertificateSignedResponse>(silent.Task));
            await AskAsync(chargePoint, "CP1");
            await StepsAsync(SigningState.Delivering);
            await StepsAsync(async () => (await RequestAsync()).Attempts == 1);
            await chargePoint.ReceivedAsync<CertificateSignedRequest>();
            chargePoint.Abort();
            silent.SetResult(new CertificateSignedResponse { Status = CertificateSignedStatus.Accepted });
        }

        await StepsAsync(async () => (await RequestAsync()).Reason is not null);
        (await RequestAsync()).Reason!.ShouldContain("ConnectionLost");
        var first = (await RequestAsync()).CommandId;
        await _system.RestartAsync();

        await using var again = await _system.ConnectAsync("CP1");
        var silentAgain = new TaskCompletionSource<CertificateSignedResponse>();
        again.AnswerAsync<CertificateSignedRequest, CertificateSignedResponse>(_ => new ValueTask<CertificateSignedResponse>(silentAgain.Task));
        await _system.Get<SigningRunner>().RunOnceAsync(CancellationToken.None);
        (await RequestAsync()).Attempts.ShouldBe(1, "its time has not come");
        _time.Advance(TimeSpan.FromMinutes(10));
        await StepsAsync(async () => (await RequestAsync()).Attempts == 2);
        await again.ReceivedAsync<CertificateSignedRequest>();
        _time.Advance(TimeSpan.FromSeconds(31));
        await StepsAsync(SigningState.Failed);

        var row = await RequestAsync();
        row.Reason!.ShouldContain("TimedOut");
        (await _system.ReadAsync(db => db.Commands.Where(c => c.Action == "CertificateSigned").OrderBy(c => c.Id).Select(c => c.Id).ToListAsync()))
            .ShouldBe([first!.Value, row.CommandId!.Value]);

        // It had it all the same, and says so late.
        silentAgain.SetResult(new CertificateSignedResponse { Status = CertificateSignedStatus.Accepted });
        await StepsAsync(SigningState.Installed);
    }

    [Fact, Trait("Spec", "Whitepaper A02")]
    public async Task A_certificate_waits_for_its_charge_point_to_connect()
    {
        await using (var chargePoint = await _system.ConnectAsync("CP1"))
        {
            await AskAsync(chargePoint, "CP1");
        }

        await StepsAsync(SigningState.Delivering);
        await using var again = await _system.ConnectAsync("CP1");
        again.Answer<CertificateSignedRequest, CertificateSignedResponse>(_ => new() { Status = CertificateSignedStatus.Accepted });
        await StepsAsync(SigningState.Installed);
        (await RequestAsync()).Attempts.ShouldBe(1);
    }

    [Fact, Trait("Spec", "Whitepaper A00.FR.702-704")]
    public async Task A_revocation_outlives_a_restart()
    {
        await using (await InstalledAsync("CP1"))
        {
            // It has its certificate.
        }

        var row = await _system.ReadAsync(db => db.IssuedCertificates.SingleAsync());
        await _system.Get<IssuedCertificates>().RevokeAsync(row.Id, RevocationReason.KeyCompromise);
        await _system.RestartAsync();

        using var certificate = X509Certificate2.CreateFromPem(row.Chain);
        _system.Get<IssuedCertificates>().IsRevoked(row.Thumbprint).ShouldBeTrue();
        _system.Get<RevocationList>().Current()!.AsSpan().IndexOf(certificate.SerialNumberBytes.Span).ShouldBeGreaterThan(0);
    }

    [Fact, Trait("Spec", "Whitepaper A02, A03")]
    public async Task Certificates_that_end_soon_are_told_and_renewed_one_after_the_other_but_not_while_charging()
    {
        await using var one = await InstalledAsync("CP1");
        _time.Advance(TimeSpan.FromMinutes(1));
        await using var two = await InstalledAsync("CP2");

        // With a clock of its own: that of the program would tick through every second of a year. The program's own renewal is off.
        var clock = new LeapingTime(A.Start.AddDays(1));
        var renewals = ActivatorUtilities.CreateInstance<CertificateRenewals>(_system.Services, Options.Create(new CertificateOptions { RenewalsPerMinute = 1 }), clock);
        (await renewals.RunOnceAsync(CancellationToken.None)).ShouldBe(0);

        clock.Advance(TimeSpan.FromDays(340));
        var transaction = (await one.CallAsync(A.StartTransaction)).TransactionId;
        (await renewals.RunOnceAsync(CancellationToken.None)).ShouldBe(1);
        (await two.ReceivedAsync<ExtendedTriggerMessageRequest>()).RequestedMessage.Known.ShouldBe(ExtendedMessageTrigger.SignChargePointCertificate);
        (await renewals.RunOnceAsync(CancellationToken.None)).ShouldBe(0, "CP1 charges and CP2 was asked");
        (await _system.ReadAsync(db => db.Events.Where(e => e.Type == EventTypes.CertificateExpiring).OrderBy(e => e.Id).Select(e => e.ChargePointId).ToListAsync())).ShouldBe(["CP1", "CP2"]);

        await one.CallAsync(A.StopTransaction with { TransactionId = transaction });
        (await renewals.RunOnceAsync(CancellationToken.None)).ShouldBe(1);
        await one.ReceivedAsync<ExtendedTriggerMessageRequest>();

        clock.Advance(TimeSpan.FromHours(25));
        (await renewals.RunOnceAsync(CancellationToken.None)).ShouldBe(1, "those that brought nothing are asked again, one in a look");
        await one.ReceivedAsync<ExtendedTriggerMessageRequest>();
        await AskAsync(one, "CP1");
        await StepsAsync(SigningState.Installed);
        (await _system.ReadAsync(db => db.IssuedCertificates.CountAsync(c => c.State == IssuedCertificateState.Replaced))).ShouldBe(1);
    }

    public async Task DisposeAsync() => await _system.DisposeAsync();

    private static Task<SignCertificateResponse> AskAsync(ScriptedChargePoint chargePoint, string identity)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return chargePoint.CallAsync(new SignCertificateRequest { Csr = new CertificateRequest($"CN={identity}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem() });
    }

    private async Task<ScriptedChargePoint> InstalledAsync(string identity)
    {
        var chargePoint = await _system.ConnectAsync(identity);
        chargePoint.Answer<CertificateSignedRequest, CertificateSignedResponse>(_ => new() { Status = CertificateSignedStatus.Accepted });
        chargePoint.Answer<ExtendedTriggerMessageRequest, ExtendedTriggerMessageResponse>(_ => new() { Status = TriggerMessageStatus.Accepted });
        await AskAsync(chargePoint, identity);
        await StepsAsync(SigningState.Installed);
        return chargePoint;
    }

    private Task<CertificateSigningRequest> RequestAsync() => _system.ReadAsync(db => db.CertificateSigningRequests.OrderByDescending(r => r.Id).FirstAsync());

    private Task StepsAsync(SigningState state) => StepsAsync(async () => (await RequestAsync()).State == state);

    /// <summary>Lets the runner look until something is so.</summary>
    private async Task StepsAsync(Func<Task<bool>> until)
    {
        _time.Advance(TimeSpan.FromMilliseconds(300));
        await Eventually.TrueAsync(
            async () =>
            {
                await _system.Get<SigningRunner>().RunOnceAsync(CancellationToken.None);
                return await until();
            },
            "the signing request goes on");
    }
}
