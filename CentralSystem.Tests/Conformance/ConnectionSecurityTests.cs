using System.Text;
using CentralSystem.Tests.Support;
using Ocpp.Messages;

namespace CentralSystem.Tests.Conformance;

/// <summary>Certification cases of the handshake that need no TLS.</summary>
public sealed class ConnectionSecurityTests
{
    private const string Password = "0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF";

    [Fact, Trait("Case", "TC_085_CSMS"), Trait("Spec", "OCPP-J §6.2.2; whitepaper A00")]
    public async Task TC_085_Basic_authentication_is_demanded_and_accepted()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await system.AddChargePointAsync("AL1000", Password);

        await using (var refused = await system.HandshakeAsync("/ocpp/AL1000", "Sec-WebSocket-Protocol: ocpp1.6"))
        {
            refused.StatusCode.ShouldBe(401);
            refused.Headers["WWW-Authenticate"].ShouldStartWith("Basic ");
        }

        // The header of the specification's own example.
        await using var chargePoint = await system.ConnectAsync("AL1000", boot: false, options =>
        {
            options.AddSubProtocol("ocpp1.6");
            options.SetRequestHeader("Authorization", "Basic QUwxMDAwOgABAgMEBQYH////////////////");
        });
        (await chargePoint.CallAsync(A.BootNotification)).Status.Known.ShouldBe(RegistrationStatus.Accepted);
        await chargePoint.ReportAllAvailableAsync();
    }

    [Theory, Trait("Case", "TC_085_CSMS"), Trait("Spec", "OCPP-J §6.2.2")]
    [InlineData("OCA_OCTT_admin_test", "OCA_OCTT_admin_test")]
    [InlineData("4F43415F4F4354545F61646D696E5F74657374", "OCA_OCTT_admin_test")]
    [InlineData("4F43415F4F4354545F61646D696E5F74657374", "4f43415f4f4354545f61646d696e5f74657374")]
    public async Task TC_085_password_is_accepted_as_plain_text_as_bytes_and_as_hex(string configured, string presented)
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await system.AddChargePointAsync("CP001", configured);
        await using var client = await system.HandshakeAsync("/ocpp/CP001", "Sec-WebSocket-Protocol: ocpp1.6", Basic("CP001", presented));
        client.StatusCode.ShouldBe(101);
    }

    [Fact, Trait("Case", "TC_088_CSMS"), Trait("Spec", "OCPP-J §3.1.2")]
    public async Task TC_088_subprotocol_ocpp01_is_not_upgraded()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var client = await system.HandshakeAsync("/ocpp/CP001", "Sec-WebSocket-Protocol: ocpp0.1");
        client.StatusCode.ShouldBe(400);
    }

    [Fact, Trait("Case", "TC_088_CSMS"), Trait("Spec", "OCPP-J §3.1.2")]
    public async Task TC_088_ocpp16_is_chosen_out_of_a_list()
    {
        await using var system = await RunningCentralSystem.StartAsync();
        await using var client = await system.HandshakeAsync("/ocpp/CP001", "Sec-WebSocket-Protocol: ocpp0.1,ocpp1.6");
        client.StatusCode.ShouldBe(101);
        client.Headers["Sec-WebSocket-Protocol"].ShouldBe("ocpp1.6");
    }

    private static string Basic(string user, string password) => $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";
}
