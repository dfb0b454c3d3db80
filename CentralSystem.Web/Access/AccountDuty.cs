namespace CentralSystem.Web.Access;

/// <summary>What a person has to do before anything else may be done as them.</summary>
internal enum AccountDuty
{
    None,

    /// <summary>Change the password: somebody else knows it.</summary>
    NewPassword,

    /// <summary>Add a second factor: <c>Access:SecondFactorFrom</c> asks for it.</summary>
    SecondFactor,
}

/// <summary>An endpoint that is open to a person who has an <see cref="AccountDuty"/>: what the duty needs, and the way out.</summary>
internal sealed record OpenBeforeDuties;

/// <summary>An endpoint that a person reaches only with a password that was asked for lately: a session that somebody took over makes no user and no key.</summary>
/// <remarks>Pages of the dashboard that do the same ask <see cref="UserDirectory.HasFreshPassword"/>, too.</remarks>
internal sealed record NeedsFreshPassword;
