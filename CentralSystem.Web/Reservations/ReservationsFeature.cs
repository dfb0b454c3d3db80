using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;

namespace CentralSystem.Web.Reservations;

/// <summary>Registers reservations.</summary>
internal static class ReservationsFeature
{
    extension(IHostApplicationBuilder builder)
    {
        public void AddReservations()
        {
            builder.AddSettings<ReservationOptions>(ReservationOptions.Section);
            builder.Services.AddSingleton<ReservationIds>();
            builder.Services.AddSingleton<IMirror>(services => services.GetRequiredService<ReservationIds>());
            builder.Services.AddSingleton<ICommandDefault>(services => services.GetRequiredService<ReservationIds>());
            builder.Services.AddSingleton<ReservationExpiry>();
            builder.Services.AddSingleton<IMirror>(services => services.GetRequiredService<ReservationExpiry>());
            builder.Services.AddHostedService(services => services.GetRequiredService<ReservationExpiry>());
            builder.Services.AddSingleton<ReservationRetention>();
            builder.Services.AddHostedService(services => services.GetRequiredService<ReservationRetention>());
            builder.Services.AddSingleton<ICommandEffect, ReserveNowEffect>();
            builder.Services.AddSingleton<ICommandEffect, CancelReservationEffect>();
            builder.Services.AddSingleton<IChargePointRemoval, ReservationRemoval>();
            builder.Services.AddSingleton<ReservationReader>();
        }
    }
}
