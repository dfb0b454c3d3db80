using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace CentralSystem.Web.Api;

/// <summary>What an endpoint takes in its query, and nothing else: a filter with a slip of the pen would let everything through.</summary>
internal static class QueryParameters
{
    private static readonly ConditionalWeakTable<Endpoint, Dictionary<string, Type>> Known = [];

    /// <remarks>Errors: <see cref="ProblemException"/> for a parameter nobody knows.</remarks>
    public static ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        if (request.QueryString.HasValue && context.HttpContext.GetEndpoint() is { } endpoint)
        {
            var known = Of(endpoint);
            foreach (var name in request.Query.Keys)
            {
                if (!known.ContainsKey(name))
                {
                    throw Problems.Invalid(name, known.Count == 0
                        ? "is not known here; no parameters are taken"
                        : $"is not known here; known are {string.Join(", ", known.Keys.Select(JsonNamingPolicy.CamelCase.ConvertName))}");
                }
            }
        }

        return next(context);
    }

    /// <summary>The type of a parameter of the endpoint a request is for.</summary>
    public static bool TryFind(HttpContext context, string name, [NotNullWhen(true)] out Type? type)
    {
        type = null;
        return context.GetEndpoint() is { } endpoint && Of(endpoint).TryGetValue(name, out type);
    }

    private static Dictionary<string, Type> Of(Endpoint endpoint) => Known.GetValue(endpoint, Read);

    private static Dictionary<string, Type> Read(Endpoint endpoint)
    {
        var known = new Dictionary<string, Type>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [])
        {
            if (parameter.GetCustomAttribute<AsParametersAttribute>() is not null)
            {
                foreach (var property in parameter.ParameterType.GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    known.TryAdd(property.Name, TypeOf(property.PropertyType));
                }
            }
            else if (IsText(parameter.ParameterType))
            {
                known.TryAdd(parameter.Name!, TypeOf(parameter.ParameterType));
            }
        }

        foreach (var own in endpoint.Metadata.GetOrderedMetadata<TakesParameter>())
        {
            known.TryAdd(own.Name, typeof(string));
        }

        foreach (var ofPath in (endpoint as RouteEndpoint)?.RoutePattern.Parameters ?? [])
        {
            known.Remove(ofPath.Name);
        }

        return known;
    }

    private static Type TypeOf(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    /// <summary>Whether it is read from a text; anything else is a service or the body.</summary>
    private static bool IsText(Type type)
    {
        var inner = TypeOf(type);
        return inner == typeof(string) || inner == typeof(Instant) || inner == typeof(Guid) || inner.IsPrimitive || inner.IsEnum;
    }
}

/// <summary>A parameter of the query that an endpoint reads by itself.</summary>
internal sealed record TakesParameter(string Name, string Description);
