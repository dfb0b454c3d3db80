namespace ChargePointEmulator.Check.Drivers;

/// <summary>Makes the test data that the central system has to know, and removes it in the end.</summary>
/// <remarks>Errors: <see cref="EnvironmentException"/>.</remarks>
internal interface IProvisioner
{
    /// <summary>Registers a charge point.</summary>
    Task AddChargePointAsync(NewChargePoint chargePoint, CancellationToken cancellationToken);

    /// <summary>Registers an idTag.</summary>
    Task AddIdTagAsync(string idTag, string status, string? parentIdTag, DateTimeOffset? expiryDate, CancellationToken cancellationToken);

    /// <summary>Removes what was made; what cannot be removed stays.</summary>
    Task CleanUpAsync();
}

/// <summary>A charge point as the central system should know it.</summary>
internal sealed record NewChargePoint(string Identity)
{
    /// <summary>Password of Basic authentication; 32 to 40 hex digits stand for their bytes.</summary>
    public string? Password { get; init; }

    public string RegistrationStatus { get; init; } = "Accepted";

    /// <summary>Lowest security profile that it may connect with; null leaves it to the central system.</summary>
    public int? SecurityProfile { get; init; }
}
