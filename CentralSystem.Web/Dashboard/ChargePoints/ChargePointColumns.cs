using CentralSystem.Web.ChargePoints;

namespace CentralSystem.Web.Dashboard.ChargePoints;

/// <summary>What the list of charge points can show of each, as it is called in the address.</summary>
internal static class ChargePointColumns
{
    public const string Connection = "connection";
    public const string Connectors = "connectors";
    public const string Name = "name";
    public const string LastMessage = "lastSeen";
    public const string CreatedAt = "createdAt";
    public const string BootedAt = "bootedAt";

    /// <summary>All of them with their titles, in their order.</summary>
    public static IReadOnlyList<(string Name, string Title)> All { get; } =
    [
        (Connection, "Connection"), ("registration", "Registration"), (Connectors, "Connectors"), (Name, "Name"), ("location", "Location"), ("tags", "Tags"), ("model", "Model"),
        ("firmware", "Firmware"), ("serial", "Serial number"), ("profile", "Security profile"), (LastMessage, "Last message"), (BootedAt, "Booted"), (CreatedAt, "Registered"),
    ];

    /// <summary>Those that are shown where nobody chose.</summary>
    public const string Default = "connection,registration,connectors,model,firmware,lastSeen";

    /// <summary>The columns an address names; those it should not know of are left out.</summary>
    public static IReadOnlyList<(string Name, string Title)> Of(string? names)
    {
        var wanted = (string.IsNullOrEmpty(names) ? Default : names).Split(',');
        return [.. All.Where(column => wanted.Contains(column.Name, StringComparer.Ordinal))];
    }

    /// <summary>What is to be read in a column that is plain text.</summary>
    public static string? TextOf(ChargePointView row, string column) => column switch
    {
        "registration" => row.RegistrationStatus.ToString(),
        Name => row.Name,
        "location" => row.Location,
        "tags" => string.Join(", ", row.Tags),
        "model" => $"{row.ChargePointVendor} {row.ChargePointModel}",
        "firmware" => row.FirmwareVersion,
        "serial" => row.ChargePointSerialNumber ?? row.ChargeBoxSerialNumber,
        "profile" => row.SecurityProfile.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>The instant of a column that is one.</summary>
    public static DateTimeOffset? InstantOf(ChargePointView row, string column) => column switch
    {
        LastMessage => row.LastSeenAt,
        BootedAt => row.BootedAt,
        _ => row.CreatedAt,
    };
}
