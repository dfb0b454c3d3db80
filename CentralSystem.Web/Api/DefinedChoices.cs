using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace CentralSystem.Web.Api;

/// <summary>Refuses parameters that name no member of their enumeration: the framework lets any number pass for one.</summary>
internal static class DefinedChoices
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> ChoicesOf = new();

    public static ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        foreach (var argument in context.Arguments)
        {
            if (argument is not null && argument.GetType().Assembly == typeof(DefinedChoices).Assembly)
            {
                foreach (var property in ChoicesOf.GetOrAdd(argument.GetType(), ChoiceProperties))
                {
                    Check(property, property.GetValue(argument));
                }
            }
        }

        return next(context);
    }

    private static PropertyInfo[] ChoiceProperties(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType).IsEnum)];

    private static void Check(PropertyInfo property, object? value)
    {
        if (value is not null && !Enum.IsDefined(value.GetType(), value))
        {
            throw Problems.Invalid(JsonNamingPolicy.CamelCase.ConvertName(property.Name), $"must be one of {string.Join(", ", Enum.GetNames(value.GetType()))}");
        }
    }
}
