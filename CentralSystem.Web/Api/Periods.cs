using System.Linq.Expressions;

namespace CentralSystem.Web.Api;

/// <summary>Lists are cut by the instant at which their entries happened.</summary>
internal static class Periods
{
    extension<TRow>(IQueryable<TRow> rows)
    {
        /// <summary>The rows of a period; null leaves that end open.</summary>
        /// <param name="instant">When a row happened.</param>
        /// <param name="from">First instant.</param>
        /// <param name="to">First instant that is left out.</param>
        public IQueryable<TRow> Within(Expression<Func<TRow, DateTimeOffset>> instant, Instant? from, Instant? to)
        {
            // Variables of the closure, not constants: the database gets parameters and keeps its plan.
            if (from is { Value: var first })
            {
                Expression<Func<DateTimeOffset>> bound = () => first;
                rows = rows.Where(Expression.Lambda<Func<TRow, bool>>(Expression.GreaterThanOrEqual(instant.Body, bound.Body), instant.Parameters));
            }

            if (to is { Value: var end })
            {
                Expression<Func<DateTimeOffset>> bound = () => end;
                rows = rows.Where(Expression.Lambda<Func<TRow, bool>>(Expression.LessThan(instant.Body, bound.Body), instant.Parameters));
            }

            return rows;
        }
    }
}
