namespace ChargePointEmulator.Check.Drivers;

/// <summary>Makes the test data that the central system has to know, and removes it in the end.</summary>
/// <remarks>Errors: <see cref="EnvironmentException"/>.</remarks>
internal interface IProvisioner
{
    /// <summary>Registers a charge point.</summary>
    Task AddChargePointAsync(string identity, string? password, string registrationStatus, CancellationToken cancellationToken);

    /// <summary>Registers an idTag.</summary>
    Task AddIdTagAsync(string idTag, string status, string? parentIdTag, DateTimeOffset? expiryDate, CancellationToken cancellationToken);

    /// <summary>Removes what was made; what cannot be removed stays.</summary>
    Task CleanUpAsync();
}
