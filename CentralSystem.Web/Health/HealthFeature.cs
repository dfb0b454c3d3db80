namespace CentralSystem.Web.Health;

/// <summary>Tells load balancers and people how the service is.</summary>
internal static class HealthFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddHealth() => builder.Services.AddSingleton<HealthReader>();
    }

    extension(WebApplication app)
    {
        public void MapHealth()
        {
            // Made now: it tells since when the program runs.
            var reader = app.Services.GetRequiredService<HealthReader>();
            var health = app.MapGroup("").AllowAnonymous();
            health.MapGet("/health/live", () => Results.Json(new { status = HealthReader.Healthy }));
            health.MapGet("/health/ready", async (CancellationToken cancellationToken) => await reader.IsReadyAsync(cancellationToken)
                ? Results.Json(new { status = HealthReader.Healthy })
                : Results.Json(new { status = HealthReader.Unhealthy }, statusCode: StatusCodes.Status503ServiceUnavailable));
            health.MapGet("/health", async (CancellationToken cancellationToken) => Results.Json(await reader.ReadAsync(cancellationToken)));
        }
    }
}
