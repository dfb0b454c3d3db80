using System.Net;
using CentralSystem.Web.Webhooks;
using Microsoft.Extensions.Options;

namespace CentralSystem.Tests.Webhooks;

/// <summary>Where deliveries may go.</summary>
public sealed class WebhookAddressTests
{
    [Theory]
    [InlineData("93.184.215.14", true, true)]
    [InlineData("2606:2800:21f:cb07::1", true, true)]
    [InlineData("127.0.0.1", false, true)]
    [InlineData("10.1.2.3", false, true)]
    [InlineData("172.31.0.1", false, true)]
    [InlineData("192.168.1.1", false, true)]
    [InlineData("100.64.0.1", false, true)]
    [InlineData("::1", false, true)]
    [InlineData("fd12::1", false, true)]
    [InlineData("::ffff:10.0.0.1", false, true)]
    [InlineData("169.254.169.254", false, false)]
    [InlineData("::ffff:169.254.169.254", false, false)]
    [InlineData("fe80::1", false, false)]
    [InlineData("0.0.0.0", false, false)]
    [InlineData("224.0.0.1", false, false)]
    public void An_address_inside_is_refused_unless_allowed_and_some_always_are(string address, bool byDefault, bool whenPrivateIsAllowed)
    {
        new WebhookAddresses(Options.Create(new WebhookOptions())).Allows(IPAddress.Parse(address)).ShouldBe(byDefault);
        new WebhookAddresses(Options.Create(new WebhookOptions { AllowPrivateAddresses = true })).Allows(IPAddress.Parse(address)).ShouldBe(whenPrivateIsAllowed);
    }

    [Fact]
    public async Task A_name_that_leads_inside_is_not_connected_to()
    {
        var addresses = new WebhookAddresses(Options.Create(new WebhookOptions()));
        (await Should.ThrowAsync<HttpRequestException>(async () => await addresses.ConnectAsync(new DnsEndPoint("localhost", 80), CancellationToken.None)))
            .Message.ShouldContain("Webhooks:AllowPrivateAddresses");
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(5, 80)]
    [InlineData(30, 3_600)]
    public void Pauses_double_up_to_an_hour(int attempts, double seconds)
    {
        RetryPause.After(attempts, 0.5).TotalSeconds.ShouldBe(seconds, 0.001);
        RetryPause.After(attempts, 0).TotalSeconds.ShouldBe(seconds * 0.9, 0.001);
    }
}
