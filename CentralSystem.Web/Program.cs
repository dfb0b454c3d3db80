using CentralSystem.Web.Access;
using CentralSystem.Web.Api;
using CentralSystem.Web.Api.Description;
using CentralSystem.Web.Campaigns;
using CentralSystem.Web.Certificates;
using CentralSystem.Web.Certificates.Issued;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.ChargingProfiles;
using CentralSystem.Web.Commands;
using CentralSystem.Web.Configuration;
using CentralSystem.Web.Connections;
using CentralSystem.Web.Connections.Limits;
using CentralSystem.Web.Connections.Tls;
using CentralSystem.Web.Dashboard;
using CentralSystem.Web.DataTransfers;
using CentralSystem.Web.Events;
using CentralSystem.Web.Files;
using CentralSystem.Web.Firmware;
using CentralSystem.Web.Health;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Journal;
using CentralSystem.Web.LocalLists;
using CentralSystem.Web.MeterValues;
using CentralSystem.Web.Reports;
using CentralSystem.Web.Reservations;
using CentralSystem.Web.Security;
using CentralSystem.Web.Settings;
using CentralSystem.Web.Storage;
using CentralSystem.Web.Telemetry;
using CentralSystem.Web.Transactions;
using CentralSystem.Web.Webhooks;
using Serilog;

if (args.Contains(HealthCheckCommand.Argument))
{
    return await HealthCheckCommand.RunAsync();
}

if (BackupCommands.Match(args))
{
    return BackupCommands.Run(args);
}

try
{
    // The settings file lies beside the program, wherever it is started from; data lies where it is started.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddWebServer();
    builder.AddLimits();
    builder.AddTls();
    builder.AddStorage();
    builder.AddJournal();
    builder.AddConnections();
    builder.AddChargePoints();
    builder.AddIdTags();
    builder.AddTransactions();
    builder.AddMeterValues();
    builder.AddReports();
    builder.AddFirmware();
    builder.AddFiles();
    builder.AddSecurity();
    builder.AddDataTransfers();
    builder.AddReservations();
    builder.AddChargingProfiles();
    builder.AddLocalLists();
    builder.AddConfigurationKeys();
    builder.AddCertificates();
    builder.AddCommands();
    builder.AddEvents();
    builder.AddWebhooks();
    builder.AddCampaigns();
    builder.AddTelemetry();
    builder.AddHealth();
    builder.AddAccess();
    builder.AddApi();
    builder.AddApiDescription();
    builder.AddDashboard();

    var app = builder.Build();
    app.Services.GetRequiredService<Store>().Claim();
    app.UseOcpp();

    // Stated, since the framework would put it first: a handshake is not looked up among the REST endpoints, nor waits for them to be made.
    app.UseRouting();
    app.UseOcppFallback();
    app.MapHealth();
    app.MapLogin();
    app.MapAccountPages();
    app.MapApiDescription();
    app.MapFileLinks();
    app.MapPki();
    app.MapTelemetry();
    var api = app.MapApi();
    api.MapAccess();
    api.MapChargePoints();
    api.MapTransactions();
    api.MapMeterValues();
    api.MapReports();
    api.MapIdTags();
    api.MapIdTagGroups();
    api.MapAuthorizationPolicies();
    api.MapCommands();
    api.MapCampaigns();
    api.MapReservations();
    api.MapChargingProfiles();
    api.MapLocalLists();
    api.MapConfiguration();
    api.MapCertificates();
    api.MapSecurity();
    api.MapFirmware();
    api.MapFiles();
    api.MapDataTransfers();
    api.MapConnectionAttempts();
    api.MapMessages();
    api.MapEvents();
    api.MapWebhooks();
    app.MapDashboard();
    var writer = app.Services.GetRequiredService<GroupCommitWriter>();
    await app.ServeAsync();

    // A failure to whoever manages services: it starts the program again, as it does after a crash.
    return writer.IsSuperseded ? 1 : 0;
}
catch (Exception e) when (e is SettingsException or ListenException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
finally
{
    await Log.CloseAndFlushAsync();
}
