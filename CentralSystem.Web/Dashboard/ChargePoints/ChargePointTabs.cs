namespace CentralSystem.Web.Dashboard.ChargePoints;

/// <summary>The sides of a Charge Point that its page shows one at a time, as they are called in the address.</summary>
internal static class ChargePointTabs
{
    public const string Overview = "overview";
    public const string Commands = "commands";
    public const string Messages = "messages";
    public const string Transactions = "transactions";
    public const string Configuration = "configuration";
    public const string ChargingProfiles = "charging-profiles";
    public const string Reservations = "reservations";
    public const string LocalList = "local-list";
    public const string Files = "files";
    public const string Deviations = "deviations";
    public const string Events = "events";
    public const string Settings = "settings";

    /// <summary>All of them with their titles, in their order.</summary>
    public static IReadOnlyList<(string Name, string Title)> All { get; } =
    [
        (Overview, "Overview"), (Commands, "Commands"), (Messages, "Messages"), (Transactions, "Transactions"), (Configuration, "Configuration"),
        (ChargingProfiles, "Charging profiles"), (Reservations, "Reservations"), (LocalList, "Local list"), (Files, "Files and firmware"), (Deviations, "Deviations"),
        (Events, "Events"), (Settings, "Settings"),
    ];
}
