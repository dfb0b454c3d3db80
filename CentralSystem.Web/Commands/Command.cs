using CentralSystem.Web.Access;
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

    /// <summary>Who asked for it.</summary>
    public CallerKind CallerKind { get; init; }

    /// <summary>Name of the user or of the API key.</summary>
    public required string CallerName { get; init; }

    /// <summary>The campaign or batch it is part of; null for a command of its own.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>Until when it may wait for a connection; null ends it with the connection it was asked on.</summary>
    public DateTimeOffset? QueueUntil { get; init; }

    /// <summary>Longest wait for the answer, in seconds, counted from the moment it is sent.</summary>
    public int TimeoutSeconds { get; init; }

    /// <summary>Payload of the CALL as JSON; while it may wait, whole, since a later connection has to send it; else with its secrets masked.</summary>
    public required string Payload { get; set; }

    public CommandStatus Status { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the frame left; null at the end of a CALL only where no byte of it can have.</summary>
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
            builder.Property(c => c.CallerKind).HasConversion<string>();
            builder.HasIndex(c => new { c.ChargePointKey, c.Id });
            builder.HasIndex(c => new { c.ChargePointKey, c.Action, c.Id });
            builder.HasIndex(c => new { c.BatchId, c.Id }).HasFilter("batch_id IS NOT NULL");
            builder.HasOne<ChargePoint>().WithMany().HasForeignKey(c => c.ChargePointKey);

            // What was under way when the process ended is found at the next start.
            builder.HasIndex(c => c.Status).HasFilter("status IN ('Queued', 'Pending', 'Sent')");
        }
    }
}

/// <summary>Where a command stands.</summary>
internal enum CommandStatus
{
    /// <summary>Waits for a connection.</summary>
    Queued,

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

    /// <summary>No connection came in time; it was not sent.</summary>
    Expired,

    /// <summary>Given up by an operator before it was sent.</summary>
    Cancelled,
}
