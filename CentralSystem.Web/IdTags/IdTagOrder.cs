using System.Globalization;
using System.Linq.Expressions;
using CentralSystem.Web.Api;

namespace CentralSystem.Web.IdTags;

/// <summary>Order of a list of idTags or of their groups.</summary>
internal enum IdTagOrder
{
    /// <summary>By identifier.</summary>
    Ascending,

    /// <summary>By identifier, the last one first.</summary>
    Descending,

    /// <summary>The latest comes first.</summary>
    Newest,

    /// <summary>The earliest comes first.</summary>
    Oldest,
}

/// <summary>Lists of idTags and groups are read by identifier or by time, from either end.</summary>
internal static class IdTagOrders
{
    extension<TRow>(IQueryable<TRow> rows)
    {
        /// <summary>The rows after the cursor, to be made a page by <c>ToPageAsync</c> with the order's own cursor.</summary>
        /// <remarks>Errors: <see cref="ProblemException"/> for a cursor that is none, or is one of another order.</remarks>
        public IQueryable<TRow> InOrder(Expression<Func<TRow, string>> id, Expression<Func<TRow, DateTimeOffset>> at, IdTagOrder order, PageQuery page) =>
            IsByTime(order)
                ? rows.InOrder(at, id, order == IdTagOrder.Newest, page)
                : rows.InOrder(id, order == IdTagOrder.Descending, page);
    }

    extension(IdTagOrder order)
    {
        public string CursorOf(string id, DateTimeOffset at) =>
            IsByTime(order) ? PageQuery.CursorOf(at.ToString("O", CultureInfo.InvariantCulture), id) : PageQuery.CursorOf([id]);
    }

    private static bool IsByTime(IdTagOrder order) => order is IdTagOrder.Newest or IdTagOrder.Oldest;
}
