namespace Ocpp.Payloads;

/// <summary>Which side may send the CALL of an action.</summary>
[Flags]
public enum SentBy
{
    /// <summary>Initiated by the Charge Point (OCPP 1.6 chapter 4).</summary>
    ChargePoint = 1,

    /// <summary>Initiated by the Central System (OCPP 1.6 chapter 5).</summary>
    CentralSystem = 2,

    /// <summary>Either side may send it (DataTransfer).</summary>
    Both = ChargePoint | CentralSystem,
}

/// <summary>Feature profiles of OCPP 1.6 §3.2, and the security whitepaper as one more.</summary>
public enum FeatureProfile
{
    /// <summary>Basic functionality; every Charge Point has it.</summary>
    Core,

    /// <summary>Firmware updates and diagnostics files.</summary>
    FirmwareManagement,

    /// <summary>Local authorization list.</summary>
    LocalAuthListManagement,

    /// <summary>Reservations.</summary>
    Reservation,

    /// <summary>Charging profiles.</summary>
    SmartCharging,

    /// <summary>Remote triggers.</summary>
    RemoteTrigger,

    /// <summary>"Improved security for OCPP 1.6-J", edition 2.</summary>
    Security,
}

/// <summary>Names the action whose request the record is; the catalogue <see cref="OcppActions"/> is generated from it.</summary>
/// <param name="name">Case-sensitive operation name on the wire.</param>
/// <param name="sentBy">Who may send the CALL.</param>
/// <param name="profile">Feature profile that owns the action.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class OcppActionAttribute(string name, SentBy sentBy, FeatureProfile profile) : Attribute
{
    /// <summary>Case-sensitive operation name on the wire.</summary>
    public string Name { get; } = name;

    /// <summary>Who may send the CALL.</summary>
    public SentBy SentBy { get; } = sentBy;

    /// <summary>Feature profile that owns the action.</summary>
    public FeatureProfile Profile { get; } = profile;
}

/// <summary>Longest text allowed for each string of a list.</summary>
/// <param name="length">Characters.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemMaxLengthAttribute(int length) : Attribute
{
    /// <summary>Characters.</summary>
    public int Length { get; } = length;
}

/// <summary>The decimal has at most one digit after the point (OCPP 1.6 §7.13, §7.14).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneDecimalAttribute : Attribute;
