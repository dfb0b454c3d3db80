using System.Text;
using CentralSystem.Web.Api;
using CentralSystem.Web.Reports;

namespace CentralSystem.Tests.Api;

/// <summary>Tables as text, as they go out and as they come back from spreadsheets.</summary>
public sealed class CsvTests
{
    [Theory]
    [InlineData("a,b\r\n1,2\r\n", "1:a|b 2:1|2")]
    [InlineData("a,b\n1,2", "1:a|b 2:1|2")]
    [InlineData("a,b\r1,2\r", "1:a|b 2:1|2")]
    [InlineData("\uFEFFa , b\n 1 ,\t2 ", "1:a|b 2:1|2")]
    [InlineData("a,b\n\n,\n  \n1,\n", "1:a|b 3:| 5:1|")]
    [InlineData("a;b\n1,5;2\n", "1:a|b 2:1,5|2")]
    [InlineData("a;b,c\n1;2,3\n", "1:a;b|c 2:1;2|3")]
    [InlineData("a,b\n\" 1 \" ,\"x\"\"y\"\n", "1:a|b 2: 1 |x\"y")]
    [InlineData("a\n1\"2\"\n", "1:a 2:1\"2\"")]
    [InlineData("a,b\n\"1\n\r\n2\",x\ny,\n", "1:a|b 2:1\n\r\n2|x 5:y|")]
    [InlineData("", "")]
    public void Lines_are_read_with_their_numbers(string csv, string lines) =>
        string.Join(' ', new CsvReader(csv).Lines().Select(line => $"{line.Number}:{string.Join('|', line.Cells)}")).ShouldBe(lines);

    [Theory]
    [InlineData("a\n\"open\n", "line 2")]
    [InlineData("a\n1\n\"x\" y\n", "line 3")]
    public void A_quote_that_goes_wrong_is_refused_with_its_line(string csv, string where) =>
        Should.Throw<ProblemException>(() => new CsvReader(csv).Lines().ToList()).Problem.Detail.ShouldContain(where);

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-5", "'-5")]
    [InlineData("'=1", "''=1")]
    [InlineData("\tx", "'\tx")]
    [InlineData("'tis", "'tis")]
    [InlineData(" spaces ", "\" spaces \"")]
    [InlineData("a;b, \"c\"\r\nd", "\"a;b, \"\"c\"\"\r\nd\"")]
    public async Task A_text_comes_back_as_it_went_out_and_is_no_formula_in_between(string text, string written)
    {
        using var stream = new MemoryStream();
        await CsvWriter.WriteAsync(stream, new Table("t", ["text"], Rows()), CancellationToken.None);
        var csv = Encoding.UTF8.GetString(stream.ToArray());
        csv.ShouldBe($"text\r\n{written}\r\n");
        new CsvReader(csv).Lines().Last().Cells.Select(CsvWriter.AsItWas).ShouldBe([text]);

        async IAsyncEnumerable<object?[]> Rows()
        {
            await Task.CompletedTask;
            yield return [text];
        }
    }
}
