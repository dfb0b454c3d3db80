using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace CentralSystem.Web.Storage;

/// <summary>Lets queries count in quarters of an hour: every time zone's days and months begin with one.</summary>
internal static class SqlTime
{
    private const long QuarterHourMs = 900_000;

    private static readonly LongTypeMapping Whole = new("INTEGER", System.Data.DbType.Int64);

    /// <summary>Number of the quarter of an hour since 1970; for queries only.</summary>
    public static long QuarterHour(DateTimeOffset instant) => throw new NotSupportedException($"{instant} can be counted in a query only.");

    public static DateTimeOffset OfQuarterHour(long number) => DateTimeOffset.FromUnixTimeMilliseconds(number * QuarterHourMs);

    /// <summary>Instants are whole numbers in the database, so it is a division.</summary>
    public static void ApplyTo(ModelBuilder modelBuilder) =>
        modelBuilder.HasDbFunction(typeof(SqlTime).GetMethod(nameof(QuarterHour))!).HasTranslation(arguments => new SqlBinaryExpression(
            ExpressionType.Divide, arguments[0], new SqlConstantExpression(QuarterHourMs, Whole), typeof(long), Whole));
}
