using System.Linq.Expressions;

namespace CentralSystem.Web.Api;

/// <summary>Order of a list of what happened.</summary>
internal enum ListOrder
{
    /// <summary>The last comes first.</summary>
    Newest,

    /// <summary>The first comes first.</summary>
    Oldest,
}

/// <summary>Lists whose key rises with time: they are read from either end.</summary>
internal static class ListOrders
{
    extension<TRow>(IQueryable<TRow> rows)
    {
        /// <summary>The rows after the cursor in the order of a key, to be made a page by <c>ToPageAsync</c> with that key as cursor.</summary>
        /// <remarks>Errors: <see cref="ProblemException"/> for a cursor that is none.</remarks>
        public IQueryable<TRow> InOrder<TKey>(Expression<Func<TRow, TKey>> key, ListOrder order, PageQuery page)
            where TKey : IParsable<TKey>
        {
            if (page.IsAfter(out TKey after))
            {
                // A variable of the closure, not a constant: the database gets a parameter and keeps its plan.
                Expression<Func<TKey>> last = () => after;
                var isLeft = order == ListOrder.Oldest ? Expression.GreaterThan(key.Body, last.Body) : Expression.LessThan(key.Body, last.Body);
                rows = rows.Where(Expression.Lambda<Func<TRow, bool>>(isLeft, key.Parameters));
            }

            return order == ListOrder.Oldest ? rows.OrderBy(key) : rows.OrderByDescending(key);
        }
    }
}
