using System.Text;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Connections;

namespace CentralSystem.Tests.Connections;

/// <summary>Secrets are taken out of frames, and no frame makes that expensive.</summary>
[Collection(Heavy.Name)]
public sealed class SecretsTests
{
    [Theory]
    [InlineData("\"key\":\"AuthorizationKey\"")]
    [InlineData("\"key\":\"WifiPassword\"")]
    [InlineData("\"key\":\"passpasspasspass\"")]
    [InlineData("\"value\":\"x\"")]
    [InlineData("\"value\":1")]
    [InlineData("\"key\":\"AuthorizationKey\",\"value\":\"\\\\\"")]
    public async Task Long_frame_made_to_keep_the_masking_busy_is_masked_within_a_second(string repeated)
    {
        const int Length = 400_000;
        var frame = Encoding.UTF8.GetBytes(
            $$"""[2,"1","DataTransfer",{{{string.Join(',', Enumerable.Repeat(repeated, Length / repeated.Length))}}},{"key":"AuthorizationKey","value":"0123456789abcdef"}]""");
        var masked = await Task.Run(() => Secrets.Mask(frame)).Within("the masked frame", TimeSpan.FromSeconds(1));
        masked.ShouldNotContain("0123456789abcdef");
    }
}
