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
        for (var i = 0; i < context.Arguments.Count; i++)
        {
            var argument = context.Arguments[i];
            if (argument is Enum choice)
            {
                Check(context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<MethodInfo>()?.GetParameters()[i].Name ?? "", choice);
            }
            else if (argument is not null && argument.GetType().Assembly == typeof(DefinedChoices).Assembly)
            {
                foreach (var property in ChoicesOf.GetOrAdd(argument.GetType(), ChoiceProperties))
                {
                    Check(JsonNamingPolicy.CamelCase.ConvertName(property.Name), property.GetValue(argument));
                }
            }
        }

        return next(context);
    }

    private static PropertyInfo[] ChoiceProperties(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType).IsEnum)];

    private static void Check(string name, object? value)
    {
        if (value is not null && !Enum.IsDefined(value.GetType(), value))
        {
            throw Problems.Invalid(name, $"must be one of {string.Join(", ", Enum.GetNames(value.GetType()))}");
        }
    }
}
