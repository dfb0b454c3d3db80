using System.Data.Common;
using System.Reflection;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Journal;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Health;

/// <summary>Tells load balancers and people how the service is.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan DatabaseTimeout = TimeSpan.FromSeconds(3);

    private static readonly string Version =
        typeof(HealthEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    extension(WebApplication app)
    {
        public void MapHealth()
        {
            var startedAt = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
            var health = app.MapGroup("").AllowAnonymous();
            health.MapGet("/health/live", () => Results.Json(new { status = "Healthy" }));
            health.MapGet("/health/ready", async (
                ConnectionDrain drain, GroupCommitWriter writer, IDbContextFactory<CentralSystemDbContext> contexts, CancellationToken cancellationToken) =>
                !drain.IsLeaving && await AnswersAsync(writer, contexts, cancellationToken)
                    ? Results.Json(new { status = "Healthy" })
                    : Results.Json(new { status = "Unhealthy" }, statusCode: StatusCodes.Status503ServiceUnavailable));
            health.MapGet("/health", async (
                ChargePointRegistry registry, TimeProvider time, GroupCommitWriter writer, MessageJournal journal, IDbContextFactory<CentralSystemDbContext> contexts,
                CancellationToken cancellationToken) =>
            {
                var databaseAnswers = await AnswersAsync(writer, contexts, cancellationToken);
                return Results.Json(new
                {
                    status = databaseAnswers ? "Healthy" : "Degraded",
                    version = Version,
                    uptimeSeconds = (long)(time.GetUtcNow() - startedAt).TotalSeconds,
                    connected = registry.Count,
                    database = databaseAnswers ? "Healthy" : "Unhealthy",
                    writer = writer.IsHealthy ? "Healthy" : "Unhealthy",
                    journal = !journal.IsEnabled ? "Off" : journal.IsHealthy ? "Healthy" : "Unhealthy",
                });
            });
        }
    }

    private static async Task<bool> AnswersAsync(GroupCommitWriter writer, IDbContextFactory<CentralSystemDbContext> contexts, CancellationToken cancellationToken)
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
