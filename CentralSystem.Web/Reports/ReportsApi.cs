using CentralSystem.Web.Api;
using CentralSystem.Web.Transactions;

namespace CentralSystem.Web.Reports;

/// <summary>Reports and exports over REST: JSON, or a table with <c>Accept: text/csv</c> or <c>?format=csv</c> or <c>xlsx</c>.</summary>
internal static class ReportsApi
{
    extension(RouteGroupBuilder api)
    {
        public void MapReports()
        {
            api.MapGet("/transactions", async (
                    [AsParameters] TransactionFilter filter, [AsParameters] TransactionOrder order, [AsParameters] PageQuery page, TableFormat format, TransactionReader transactions,
                    TransactionExport export, CancellationToken cancellationToken) =>
                    format.IsTable ? export.Of(filter, format) : Results.Ok(await transactions.ListAsync(filter, order.Value, page, cancellationToken)))
                .Produces<Page<TransactionView>>()
                .WithSummary("Transactions; all of a filter as CSV or XLSX");
            api.MapGet("/transactions.csv", ([AsParameters] TransactionFilter filter, TransactionExport export) => export.Of(filter, TableFormat.Csv))
                .Produces<string>(contentType: "text/csv")
                .WithSummary("All transactions of a filter as CSV");
            api.MapGet("/reports/energy", async (
                    [AsParameters] EnergyReportQuery query, [AsParameters] TransactionFilter filter, [AsParameters] PageQuery page, TableFormat format, EnergyReport report,
                    CancellationToken cancellationToken) =>
                    format.IsTable ? await report.TableAsync(query, filter, format, cancellationToken) : Results.Ok(await report.PageAsync(query, filter, page, cancellationToken)))
                .Produces<Page<EnergyReportRow>>()
                .WithSummary("Energy and duration of transactions by idTag, group, charge point, charge point tag, month or day");
        }
    }
}
