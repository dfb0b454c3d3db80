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
            if (page.IsAfter(NameOf(isDescending, key.Body), out TKey after))
            {
                // A variable of the closure, not a constant: the database gets a parameter and keeps its plan.
                Expression<Func<TKey>> last = () => after;
                rows = rows.Where(Expression.Lambda<Func<TRow, bool>>(IsLeft(key.Body, last.Body, isDescending), key.Parameters));
            }

            return isDescending ? rows.OrderByDescending(key) : rows.OrderBy(key);
        }

        /// <summary>The rows after the cursor in the order of a key of two parts; of a page that follows another one, no more than it can take.</summary>
        public IQueryable<TRow> InOrder<TFirst, TSecond>(
            Expression<Func<TRow, TFirst>> first, Expression<Func<TRow, TSecond>> second, bool isDescending, PageQuery page)
            where TFirst : IParsable<TFirst>
            where TSecond : IParsable<TSecond>
        {
            if (!page.IsAfter(NameOf(isDescending, first.Body, second.Body), out TFirst afterFirst, out TSecond afterSecond))
            {
                return Ordered(rows);
            }

            Expression<Func<TFirst>> lastFirst = () => afterFirst;
            Expression<Func<TSecond>> lastSecond = () => afterSecond;
            var secondBody = ReplacingExpressionVisitor.Replace(second.Parameters[0], first.Parameters[0], second.Body);

            // What equals the last entry in its first part, then what lies behind: each enters an index at its place. One condition for both would
            // pass all that are equal once more for every page of them.
            var isEqual = Expression.AndAlso(Compared(ExpressionType.Equal, first.Body, lastFirst.Body), IsLeft(secondBody, lastSecond.Body, isDescending));
            return Ordered(Part(isEqual).Concat(Part(IsLeft(first.Body, lastFirst.Body, isDescending))));

            IQueryable<TRow> Part(Expression condition) => Ordered(rows.Where(Expression.Lambda<Func<TRow, bool>>(condition, first.Parameters))).Take(page.Take() + 1);

            IOrderedQueryable<TRow> Ordered(IQueryable<TRow> some) =>
                isDescending ? some.OrderByDescending(first).ThenByDescending(second) : some.OrderBy(first).ThenBy(second);
        }
    }

    /// <summary>Names an order in its cursors: which way, by which members.</summary>
    public static string NameOf(bool isDescending, params ReadOnlySpan<Expression> keys)
    {
        var name = isDescending ? "desc" : "asc";
        foreach (var key in keys)
        {
            name += $"-{(key as MemberExpression)?.Member.Name}";
        }

        return name;
    }

    private static BinaryExpression IsLeft(Expression key, Expression last, bool isDescending) =>
        Compared(isDescending ? ExpressionType.LessThan : ExpressionType.GreaterThan, key, last);

    private static BinaryExpression Compared(ExpressionType comparison, Expression key, Expression last) => key.Type == typeof(string)
        // Text has no operators: it is compared as the column orders it.
        ? Expression.MakeBinary(comparison, Expression.Call(typeof(string), nameof(string.Compare), null, key, last), Expression.Constant(0))
        : Expression.MakeBinary(comparison, key, last);
}
