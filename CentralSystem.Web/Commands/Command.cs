using CentralSystem.Web.ChargePoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CentralSystem.Web.Commands;

/// <summary>One request of an operator to a Charge Point, from its acceptance to its end; survives a restart.</summary>
internal sealed class Command
{
    /// <summary>Rising with time, so that pages by id are pages by age.</summary>
    public Guid Id { get; init; }

    public int ChargePointKey { get; init; }

    public required string Action { get; init; }

    /// <summary>Payload of the CALL as JSON; secrets masked once it was sent.</summary>
    public required string Payload { get; set; }

    public CommandStatus Status { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the frame left.</summary>
    public DateTimeOffset? SentAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Payload of the CALLRESULT as it came, also of a late one.</summary>
    public string? Response { get; set; }

    /// <summary>Code of the CALLERROR.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>Description of the CALLERROR, or what else went wrong.</summary>
    public string? ErrorDescription { get; set; }

    /// <summary>Details of the CALLERROR as JSON.</summary>
    public string? ErrorDetails { get; set; }

    /// <summary>The answer came after the time-out.</summary>
    public bool AnsweredLate { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Command>
    {
        public void Configure(EntityTypeBuilder<Command> builder)
        {
            builder.HasKey(c => c.Id);
            builder.Property(c => c.Id).ValueGeneratedNever();
            builder.Property(c => c.Status).HasConversion<string>();
            builder.HasIndex(c => new { c.ChargePointKey, c.Id });
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(c => c.ChargePointKey);

            // What was under way when the process ended is found at the next start.
            builder.HasIndex(c => c.Status).HasFilter("status IN ('Pending', 'Sent')");
        }
    }
}

/// <summary>Where a command stands.</summary>
internal enum CommandStatus
{
    /// <summary>Waits for its turn on the connection.</summary>
    Pending,

    /// <summary>The frame left; the answer is awaited.</summary>
    Sent,

    /// <summary>A CALLRESULT came; its payload tells what the Charge Point decided.</summary>
    Answered,

    /// <summary>A CALLERROR came, or an answer nobody can read.</summary>
    Failed,

    /// <summary>No answer came in time.</summary>
    TimedOut,

    /// <summary>The connection ended before the answer.</summary>
    Disconnected,

    /// <summary>This central system ended before the answer.</summary>
    Interrupted,
}
