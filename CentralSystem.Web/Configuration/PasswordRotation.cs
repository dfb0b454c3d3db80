using System.Security.Cryptography;
using CentralSystem.Web.Api;
using CentralSystem.Web.Commands;
using Ocpp.Messages;
using Ocpp.Rpc;

namespace CentralSystem.Web.Configuration;

/// <summary>Gives a Charge Point a new password over its connection (whitepaper A01): made here, sent as its AuthorizationKey, in force with its next log-in.</summary>
internal sealed class PasswordRotation(CommandService commands)
{
    /// <summary>The longest AuthorizationKey there is (OCPP-J §6.2.2).</summary>
    private const int PasswordBytes = 20;

    /// <summary>Random, in hex: the form of an AuthorizationKey. The Charge Point may log in with its bytes or with its text.</summary>
    public static string NewPassword() => Convert.ToHexString(RandomNumberGenerator.GetBytes(PasswordBytes));

    /// <remarks>Errors: <see cref="ProblemException"/> when it cannot be sent, or is not answered.</remarks>
    public async Task<RotatedPassword> RotateAsync(string chargePointId, CancellationToken cancellationToken)
    {
        var password = NewPassword();
        var request = new ChangeConfigurationRequest { Key = KnownKeys.AuthorizationKey, Value = password };
        var run = await commands.StartAsync(chargePointId, request, new CommandOptions(), cancellationToken);
        if (await run.Outcome.WaitAsync(cancellationToken) is not CallOutcome.Answered { Response: ChangeConfigurationResponse response } outcome)
        {
            throw new ProblemException(CommandApi.FailureOf(run, await run.Outcome));
        }

        var isTaken = response.Status.Known is ConfigurationStatus.Accepted or ConfigurationStatus.RebootRequired;
        return new RotatedPassword(run.Id, run.ChargePointId, response.Status.ToString(), isTaken ? password : null);
    }
}

/// <summary>What came of a new password.</summary>
/// <param name="CommandId">The ChangeConfiguration it went with.</param>
/// <param name="ChargePointId">Whose it is.</param>
/// <param name="Status">The Charge Point's answer: Accepted, RebootRequired, Rejected or NotSupported.</param>
/// <param name="GeneratedPassword">The password, shown in this one answer; null when the Charge Point did not take it, and keeps the old one.</param>
internal sealed record RotatedPassword(Guid CommandId, string ChargePointId, string Status, string? GeneratedPassword) : ISecretAnswer
{
    bool ISecretAnswer.ShowsSecret => GeneratedPassword is not null;
}
