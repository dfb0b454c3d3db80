namespace CentralSystem.Web.IdTags;

/// <summary>Section <c>Authorization</c>: what happens to idTags.</summary>
internal sealed class AuthorizationOptions
{
    public const string Section = "Authorization";

    /// <summary>Verdict for an idTag nobody registered.</summary>
    public UnknownIdTagPolicy UnknownIdTags { get; set; } = UnknownIdTagPolicy.Invalid;

    /// <summary>idTags put into a database that has just been made, so that the first run works.</summary>
    public string[] SampleIdTags { get; set; } = [];
}

/// <summary>What is done with idTags nobody registered.</summary>
internal enum UnknownIdTagPolicy
{
    /// <summary>They are answered Invalid (OCPP 1.6 §7.2).</summary>
    Invalid,

    /// <summary>They are answered Accepted: everybody may charge.</summary>
    Accept,
}
