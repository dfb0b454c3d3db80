using System.Reflection;
using CentralSystem.Web.Api;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace CentralSystem.Web.Reports;

/// <summary>The form a list is asked for in: by <c>?format=</c>, else by the header <c>Accept</c>; JSON when nothing is said.</summary>
internal readonly record struct TableFormat(bool IsCsv, bool IsXlsx) : IEndpointParameterMetadataProvider
{
    public const string Parameter = "format";
    public const string CsvMediaType = "text/csv";
    public const string XlsxMediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static TableFormat Csv { get; } = new(true, false);

    public bool IsTable => IsCsv || IsXlsx;

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new TakesParameter(Parameter, "json (the default), csv or xlsx; instead of the header Accept. A table holds all that fits, not a page of it."));

    public static ValueTask<TableFormat> BindAsync(HttpContext context)
    {
        var accepted = context.Request.Headers.Accept.ToString();
        return ValueTask.FromResult(context.Request.Query[Parameter].ToString() switch
        {
            "csv" => Csv,
            "xlsx" => new TableFormat(false, true),
            "json" => default,
            "" => new TableFormat(accepted.StartsWith(CsvMediaType, StringComparison.OrdinalIgnoreCase), accepted.StartsWith(XlsxMediaType, StringComparison.OrdinalIgnoreCase)),
            _ => throw Problems.Invalid(Parameter, "must be json, csv or xlsx"),
        });
    }
}

/// <summary>A table that is written row by row, however many there are.</summary>
/// <param name="Name">File name without its ending.</param>
/// <param name="Columns">Heads.</param>
/// <param name="Rows">Cells: texts, whole numbers, numbers, instants, or null.</param>
internal sealed record Table(string Name, IReadOnlyList<string> Columns, IAsyncEnumerable<object?[]> Rows);

/// <summary>Answers with a table; a caller that hangs up ends the query behind it.</summary>
internal sealed class TableResult(Table table, TableFormat format) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var ending = format.IsCsv ? "csv" : "xlsx";
        response.ContentType = format.IsCsv ? "text/csv; charset=utf-8" : TableFormat.XlsxMediaType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{table.Name}.{ending}\"";
        try
        {
            if (format.IsCsv)
            {
                await CsvWriter.WriteAsync(response.Body, table, httpContext.RequestAborted);
            }
            else
            {
                // The archive writes its few headers synchronously, also in its asynchronous form; the rows do not block.
                httpContext.Features.Get<IHttpBodyControlFeature>()?.AllowSynchronousIO = true;
                await XlsxWriter.WriteAsync(response.Body, table, httpContext.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up: nobody is left to answer.
        }
    }
}
