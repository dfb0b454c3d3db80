using System.Data.Common;
using System.Reflection;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Journal;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Health;

/// <summary>How the service is, and since when.</summary>
internal sealed class HealthReader(
    ConnectionDrain drain, ChargePointRegistry registry, GroupCommitWriter writer, MessageJournal journal, IDbContextFactory<CentralSystemDbContext> contexts, TimeProvider time)
{
    public const string Healthy = "Healthy";
    public const string Unhealthy = "Unhealthy";

    private static readonly TimeSpan DatabaseTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Version of the program.</summary>
    public static string Version { get; } =
        typeof(HealthReader).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>Whether a load balancer may lead anybody here.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken) => !drain.IsLeaving && await AnswersAsync(cancellationToken);

    public async Task<HealthView> ReadAsync(CancellationToken cancellationToken)
    {
        var databaseAnswers = await AnswersAsync(cancellationToken);
        return new HealthView(
            databaseAnswers ? Healthy : "Degraded", Version, (long)(time.GetUtcNow() - StartedAt).TotalSeconds, registry.Count, databaseAnswers ? Healthy : Unhealthy,
            writer.IsHealthy ? Healthy : Unhealthy, !journal.IsEnabled ? "Off" : journal.IsHealthy ? Healthy : Unhealthy);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        if (!writer.IsHealthy)
        {
            return false;
        }

        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            return await db.Database.CanConnectAsync(cancellationToken).WaitAsync(DatabaseTimeout, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or DbException)
        {
            return false;
        }
    }
}

/// <summary>How the service is.</summary>
/// <param name="Status">Healthy, or Degraded when the database fails.</param>
/// <param name="Version">Of the program.</param>
/// <param name="UptimeSeconds">Since its start.</param>
/// <param name="Connected">Charge points that are connected.</param>
/// <param name="Database">Whether it answers.</param>
/// <param name="Writer">Whether what charge points send can be stored.</param>
/// <param name="Journal">Whether messages are recorded; Off where they need not be.</param>
internal sealed record HealthView(string Status, string Version, long UptimeSeconds, int Connected, string Database, string Writer, string Journal);
