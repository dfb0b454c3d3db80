using CentralSystem.Web.Settings;

namespace CentralSystem.Web.Events;

/// <summary>Registers domain events: the feed, the list, streams, retention.</summary>
internal static class EventsFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddEvents()
        {
            builder.AddSettings<EventOptions>(EventOptions.Section);
            builder.Services.AddSingleton<EventFeed>();
            builder.Services.AddSingleton<EventReader>();
            builder.Services.AddSingleton<EventStreams>();
            builder.Services.AddSingleton<EventRetention>();
            builder.Services.AddHostedService(services => services.GetRequiredService<EventFeed>());
            builder.Services.AddHostedService(services => services.GetRequiredService<EventRetention>());
        }
    }
}
