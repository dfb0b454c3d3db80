using CentralSystem.Tests.Support;
using CentralSystem.Web.Reports;

namespace CentralSystem.Tests.Api;

/// <summary>What an export holds in memory. It counts the whole process, so nothing else runs meanwhile.</summary>
[Collection(Heavy.Name)]
public sealed class ExportMemoryTests
{
    [Fact]
    public async Task Two_hundred_thousand_rows_need_no_more_memory_than_a_few()
    {
        long highest = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await CsvWriter.WriteAsync(Stream.Null, new Table("t", ["id", "text", "at"], Rows()), CancellationToken.None);
        (highest - before).ShouldBeLessThan(4_000_000);

        async IAsyncEnumerable<object?[]> Rows()
        {
            for (var i = 0; i < 200_000; i++)
            {
                if (i % 50_000 == 0)
                {
                    highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: true));
                }

                yield return [i, "some text, quoted", A.Start];
            }

            await Task.CompletedTask;
        }
    }
}
