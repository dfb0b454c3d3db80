namespace CentralSystem.Web.Access;

/// <summary>What somebody may do; each role may do what the one before may.</summary>
internal enum Role
{
    /// <summary>Reads.</summary>
    Viewer,

    /// <summary>Commands Charge Points and changes what belongs to running them.</summary>
    Operator,

    /// <summary>Decides who may do what, and what leaves the system.</summary>
    Admin,
}

/// <summary>The least role an endpoint asks for. Without it an endpoint that reads asks for <see cref="Role.Viewer"/>, any other for <see cref="Role.Operator"/>.</summary>
internal sealed record RequiredRole(Role Role);

/// <summary>States what an endpoint asks for.</summary>
internal static class RequiredRoleExtensions
{
    public static TBuilder RequireRole<TBuilder>(this TBuilder builder, Role role)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RequiredRole(role));
}
