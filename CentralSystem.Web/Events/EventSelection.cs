using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;

namespace CentralSystem.Web.Events;

/// <summary>Which events somebody wants; an empty list wants all.</summary>
internal sealed record EventSelection(IReadOnlyList<string> Types, IReadOnlyList<string> ChargePointIds, IReadOnlyList<string> ChargePointTags)
{
    private const string AnyOf = ".*";

    /// <summary>The types that patterns such as <c>transaction.started</c>, <c>transaction.*</c> and <c>*</c> stand for.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/> for a pattern that no type fits.</remarks>
    public static string[] TypesOf(IEnumerable<string> patterns, string field) => [.. patterns.SelectMany(pattern => TypesOf(pattern, field)).Distinct()];

    /// <param name="message">The event.</param>
    /// <param name="types">The types the patterns stand for; see <see cref="TypesOf(IEnumerable{string}, string)"/>.</param>
    /// <param name="directory">Knows the tags of a Charge Point as they are now.</param>
    public bool Takes(EventMessage message, IReadOnlySet<string> types, ChargePointDirectory directory)
    {
        if (types.Count > 0 && !types.Contains(message.Type))
        {
            return false;
        }

        if (ChargePointIds.Count == 0 && ChargePointTags.Count == 0)
        {
            return true;
        }

        return message.ChargePointId is { } identity
            && (ChargePointIds.Contains(identity, StringComparer.OrdinalIgnoreCase)
                || (ChargePointTags.Count > 0 && directory.TryFind(identity, out var chargePoint) && ChargePointTags.Any(chargePoint.Tags.Contains)));
    }

    private static string[] TypesOf(string pattern, string field)
    {
        string[] types = pattern switch
        {
            "*" => [.. EventTypes.All],
            _ when pattern.EndsWith(AnyOf, StringComparison.Ordinal) => [.. EventTypes.All.Where(type => type.StartsWith(pattern[..^1], StringComparison.Ordinal))],
            _ => [.. EventTypes.All.Where(type => type == pattern)],
        };
        return types.Length > 0 ? types : throw Problems.Invalid(field, $"must be *, a prefix such as transaction.*, or one of {string.Join(", ", EventTypes.All)}");
    }
}
