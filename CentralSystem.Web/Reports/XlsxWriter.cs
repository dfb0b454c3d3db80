using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Ocpp.Payloads;

namespace CentralSystem.Web.Reports;

/// <summary>Writes tables as SpreadsheetML (ECMA-376), row by row into the compressed stream; texts stand in their cells, so nothing is gathered.</summary>
internal static class XlsxWriter
{
    /// <summary>A sheet holds no more (ECMA-376 18.3.1.73); the next ones go on another.</summary>
    private const int MostRows = 1_048_576;

    private const int FlushAtChars = 16_384;
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string PackageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    public static async Task WriteAsync(Stream stream, Table table, CancellationToken cancellationToken)
    {
        await using var archive = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        var sheets = 0;
        await using (var rows = table.Rows.GetAsyncEnumerator(cancellationToken))
        {
            var more = await rows.MoveNextAsync();
            do
            {
                sheets++;
                more = await WriteSheetAsync(archive, sheets, table.Columns, rows, more, cancellationToken);
            }
            while (more);
        }

        var numbers = Enumerable.Range(1, sheets).ToArray();
        await AddAsync(archive, "[Content_Types].xml",
            $"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{Types}.sheet.main+xml\"/>"
            + string.Concat(numbers.Select(n => $"<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{Types}.worksheet+xml\"/>")) + "</Types>", cancellationToken);
        await AddAsync(archive, "_rels/.rels",
            $"<Relationships xmlns=\"{PackageRelations}\"><Relationship Id=\"rId1\" Type=\"{Relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>", cancellationToken);
        await AddAsync(archive, "xl/workbook.xml",
            $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheets>"
            + string.Concat(numbers.Select(n => $"<sheet name=\"{table.Name} {n}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>")) + "</sheets></workbook>", cancellationToken);
        await AddAsync(archive, "xl/_rels/workbook.xml.rels",
            $"<Relationships xmlns=\"{PackageRelations}\">"
            + string.Concat(numbers.Select(n => $"<Relationship Id=\"rId{n}\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>")) + "</Relationships>",
            cancellationToken);
    }

    private static async Task<bool> WriteSheetAsync(
        ZipArchive archive, int number, IReadOnlyList<string> columns, IAsyncEnumerator<object?[]> rows, bool more, CancellationToken cancellationToken)
    {
        await using var entry = await archive.CreateEntry($"xl/worksheets/sheet{number}.xml", CompressionLevel.Fastest).OpenAsync(cancellationToken);
        var xml = new StringBuilder($"<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"{Main}\"><sheetData>");
        Append(xml, [.. columns]);
        for (var count = 1; more && count < MostRows; count++, more = await rows.MoveNextAsync())
        {
            Append(xml, rows.Current);
            if (xml.Length >= FlushAtChars)
            {
                await entry.WriteAsync(Encoding.UTF8.GetBytes(xml.ToString()), cancellationToken);
                xml.Clear();
            }
        }

        xml.Append("</sheetData></worksheet>");
        await entry.WriteAsync(Encoding.UTF8.GetBytes(xml.ToString()), cancellationToken);
        return more;
    }

    private static void Append(StringBuilder xml, object?[] cells)
    {
        xml.Append("<row>");
        foreach (var cell in cells)
        {
            switch (cell)
            {
                case null:
                    xml.Append("<c/>");
                    break;
                case string text:
                    AppendText(xml, text);
                    break;
                case DateTimeOffset instant:
                    AppendText(xml, OcppDateTime.Format(instant));
                    break;
                default:
                    xml.Append(CultureInfo.InvariantCulture, $"<c><v>{cell}</v></c>");
                    break;
            }
        }

        xml.Append("</row>");
    }

    /// <summary>A text cell is never a formula, whatever it begins with.</summary>
    private static void AppendText(StringBuilder xml, string text)
    {
        xml.Append("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => xml.Append("&amp;"),
                '<' => xml.Append("&lt;"),
                '>' => xml.Append("&gt;"),
                _ => xml.Append(XmlConvert.IsXmlChar(c) ? c : '\ufffd'),
            };
        }

        xml.Append("</t></is></c>");
    }

    private static async Task AddAsync(ZipArchive archive, string name, string xml, CancellationToken cancellationToken)
    {
        await using var entry = await archive.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancellationToken);
        await entry.WriteAsync(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + xml), cancellationToken);
    }
}
