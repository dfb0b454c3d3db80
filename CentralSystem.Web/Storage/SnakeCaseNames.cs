using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace CentralSystem.Web.Storage;

/// <summary>Names tables, columns and indexes the way SQL is read: <c>charge_points.accepted_at</c>.</summary>
internal static partial class SnakeCaseNames
{
    public static void ApplyTo(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            entity.SetTableName(ToSnakeCase(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(ToSnakeCase(property.Name));
            }

            foreach (var index in entity.GetIndexes())
            {
                index.SetDatabaseName(ToSnakeCase(index.GetDatabaseName()!));
            }
        }
    }

    private static string ToSnakeCase(string name) => WordStart().Replace(name, "$1_$2").Replace("__", "_", StringComparison.Ordinal).ToLowerInvariant();

    [GeneratedRegex("([a-z0-9])([A-Z])")]
    private static partial Regex WordStart();
}
