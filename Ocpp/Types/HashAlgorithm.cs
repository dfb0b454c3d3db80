using System.Text.Json.Serialization;

namespace Ocpp.Types;

/// <summary>Hash algorithm of a certificate identification.</summary>
/// <remarks>Source: security whitepaper ed. 2, §6.10 (HashAlgorithmEnumType).</remarks>
public enum HashAlgorithm
{
    /// <summary>SHA-256.</summary>
    [JsonStringEnumMemberName("SHA256")]
    Sha256,

    /// <summary>SHA-384.</summary>
    [JsonStringEnumMemberName("SHA384")]
    Sha384,

    /// <summary>SHA-512.</summary>
    [JsonStringEnumMemberName("SHA512")]
    Sha512,
}
