namespace ChargePointEmulator.Check.Drivers;

/// <summary>Makes the central system send a CALL. What it says is kept as evidence; only the CALL that arrives counts.</summary>
internal interface IDriver : IAsyncDisposable
{
    /// <summary>Whether it can cause an operation.</summary>
    bool CanDrive(string operation);

    /// <summary>Causes one CALL; gives what was said.</summary>
    /// <param name="request">What to send to whom.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <remarks>Errors: <see cref="EnvironmentException"/> when it could not be caused, <see cref="NotApplicableException"/> when it was declined.</remarks>
    Task<string> DriveAsync(DriveRequest request, CancellationToken cancellationToken);
}

/// <summary>An operation wanted of the central system.</summary>
/// <param name="ChargePointId">Who is to get it.</param>
/// <param name="Operation">Name of the OCPP action.</param>
/// <param name="Payload">JSON with the members as in the specification.</param>
internal sealed record DriveRequest(string ChargePointId, string Operation, string Payload);

/// <summary>Nobody drives the central system: the charge point alone does.</summary>
internal sealed class NoDriver : IDriver
{
    public bool CanDrive(string operation) => false;

    public Task<string> DriveAsync(DriveRequest request, CancellationToken cancellationToken) =>
        throw new NotApplicableException($"{request.Operation} needs a driver (--driver)");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
