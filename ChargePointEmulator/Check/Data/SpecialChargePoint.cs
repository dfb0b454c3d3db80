using ChargePointEmulator.Check.Drivers;

namespace ChargePointEmulator.Check.Data;

/// <summary>A kind of charge point that the central system has to know as something special.</summary>
/// <param name="Member">Its name in a data file.</param>
/// <param name="Given">The one that was given.</param>
/// <param name="Make">What makes a new one special.</param>
internal sealed record SpecialChargePoint(string Member, Func<TestData, ChargePointLogin?> Given, Func<NewChargePoint, NewChargePoint> Make)
{
    /// <summary>It has a password.</summary>
    public static SpecialChargePoint WithPassword { get; } = new("passwordChargePoint", data => data.PasswordChargePoint, fresh => fresh);

    /// <summary>Its password is changed, and changed back.</summary>
    public static SpecialChargePoint ChangingPassword { get; } = new("changingPasswordChargePoint", data => data.ChangingPasswordChargePoint, fresh => fresh);

    /// <summary>Its BootNotification is answered Rejected.</summary>
    public static SpecialChargePoint Rejected { get; } = new("rejectedChargePoint", data => data.RejectedChargePoint, fresh => fresh with { RegistrationStatus = "Rejected" });

    /// <summary>It has to use TLS with its password (security profile 2).</summary>
    public static SpecialChargePoint TlsOnly { get; } = new("tlsOnlyChargePoint", data => data.TlsOnlyChargePoint, fresh => fresh with { SecurityProfile = 2 });

    /// <summary>It is upgraded from security profile 1 to 2, for good.</summary>
    public static SpecialChargePoint Upgradable { get; } = new("upgradableChargePoint", data => data.UpgradableChargePoint, fresh => fresh with { SecurityProfile = 1 });
}
