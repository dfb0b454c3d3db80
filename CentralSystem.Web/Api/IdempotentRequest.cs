using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Api;

/// <summary>A request that was sent with an Idempotency-Key, and its answer once there is one.</summary>
internal sealed class IdempotentRequest
{
    /// <summary>SHA-256 of caller, path and Idempotency-Key, in hex.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// HMAC-SHA256 of query and body in hex, keyed by the Idempotency-Key, which is kept nowhere, and by <c>Access:PasswordPepper</c> where there is one: a password in
    /// the body cannot be guessed from it, unless there is no pepper and the Idempotency-Key can be guessed. Empty until there is an answer.
    /// </summary>
    public required string BodyHash { get; init; }

    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>HTTP status of the answer; null until there is one.</summary>
    public int? Status { get; set; }

    public string? ContentType { get; set; }

    public string? Location { get; set; }

    public string? ETag { get; set; }

    /// <summary>The answer, sealed (see <see cref="SealedAnswer"/>); null for one that held a secret under a key too short to seal it.</summary>
    public string? Body { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<IdempotentRequest>
    {
        public void Configure(EntityTypeBuilder<IdempotentRequest> builder)
        {
            builder.ToTable("IdempotentRequests");
            builder.HasKey(r => r.Id);
            builder.HasIndex(r => r.BeganAt);
        }
    }
}
