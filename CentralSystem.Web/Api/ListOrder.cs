using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace CentralSystem.Web.Api;

/// <summary>Order of a list of what happened.</summary>
internal enum ListOrder
{
    /// <summary>The last comes first.</summary>
    Newest,

    /// <summary>The first comes first.</summary>
    Oldest,
}

/// <summary>Order of a list that goes by what its entries are called.</summary>
internal enum KeyOrder
{
    /// <summary>From the lowest key to the highest.</summary>
    Ascending,

    /// <summary>From the highest key to the lowest.</summary>
    Descending,
}

/// <summary>Lists are read from either end, by a key that no two rows share.</summary>
internal static class ListOrders
{
    extension<TRow>(IQueryable<TRow> rows)
    {
        /// <summary>The rows after the cursor in the order of a key that rises with time, to be made a page by <c>ToPageAsync</c> with that key as cursor.</summary>
        /// <remarks>Errors: <see cref="ProblemException"/> for a cursor that is none.</remarks>
        public IQueryable<TRow> InOrder<TKey>(Expression<Func<TRow, TKey>> key, ListOrder order, PageQuery page)
            where TKey : IParsable<TKey> => rows.InOrder(key, order == ListOrder.Newest, page);

        /// <inheritdoc cref="InOrder{TRow, TKey}(IQueryable{TRow}, Expression{Func{TRow, TKey}}, ListOrder, PageQuery)"/>
        public IQueryable<TRow> InOrder<TKey>(Expression<Func<TRow, TKey>> key, KeyOrder order, PageQuery page)
            where TKey : IParsable<TKey> => rows.InOrder(key, order == KeyOrder.Descending, page);

        /// <summary>The rows after the cursor in the order of a key.</summary>
        public IQueryable<TRow> InOrder<TKey>(Expression<Func<TRow, TKey>> key, bool isDescending, PageQuery page)
            where TKey : IParsable<TKey>
        {
            if (page.IsAfter(out TKey after))
            {
                // A variable of the closure, not a constant: the database gets a parameter and keeps its plan.
                Expression<Func<TKey>> last = () => after;
                rows = rows.Where(Expression.Lambda<Func<TRow, bool>>(IsLeft(key.Body, last.Body, isDescending), key.Parameters));
            }

            return isDescending ? rows.OrderByDescending(key) : rows.OrderBy(key);
        }

        /// <summary>The rows after the cursor in the order of a key of two parts.</summary>
        public IQueryable<TRow> InOrder<TFirst, TSecond>(
            Expression<Func<TRow, TFirst>> first, Expression<Func<TRow, TSecond>> second, bool isDescending, PageQuery page)
            where TFirst : IParsable<TFirst>
            where TSecond : IParsable<TSecond>
        {
            if (page.IsAfter(out TFirst afterFirst, out TSecond afterSecond))
            {
                Expression<Func<TFirst>> lastFirst = () => afterFirst;
                Expression<Func<TSecond>> lastSecond = () => afterSecond;
                var secondBody = ReplacingExpressionVisitor.Replace(second.Parameters[0], first.Parameters[0], second.Body);

                // The first bound alone is the one by which an index is entered.
                var isLeft = Expression.AndAlso(
                    IsLeft(first.Body, lastFirst.Body, isDescending, orEqual: true),
                    Expression.OrElse(IsLeft(first.Body, lastFirst.Body, isDescending), IsLeft(secondBody, lastSecond.Body, isDescending)));
                rows = rows.Where(Expression.Lambda<Func<TRow, bool>>(isLeft, first.Parameters));
            }

            return isDescending ? rows.OrderByDescending(first).ThenByDescending(second) : rows.OrderBy(first).ThenBy(second);
        }
    }

    private static BinaryExpression IsLeft(Expression key, Expression last, bool isDescending, bool orEqual = false)
    {
        if (key.Type == typeof(string))
        {
            // Text has no operators: it is compared as the column orders it.
            (key, last) = (Expression.Call(typeof(string), nameof(string.Compare), null, key, last), Expression.Constant(0));
        }

        return (isDescending, orEqual) switch
        {
            (false, false) => Expression.GreaterThan(key, last),
            (false, true) => Expression.GreaterThanOrEqual(key, last),
            (true, false) => Expression.LessThan(key, last),
            (true, true) => Expression.LessThanOrEqual(key, last),
        };
    }
}
