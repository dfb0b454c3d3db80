using OtpNet;

namespace CentralSystem.Tests.Access;

/// <summary>What a person's telephone shows.</summary>
internal static class Authenticator
{
    public static string CodeOf(string secret, DateTimeOffset at) => new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(at.UtcDateTime);
}
