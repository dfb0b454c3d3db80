using System.Data.Common;
using CentralSystem.Tests.Access;
using CentralSystem.Tests.Api;
using CentralSystem.Tests.Support;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.LocalLists;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace CentralSystem.Tests.LocalLists;

/// <summary>The list of local lists: those that are kept in step are known in memory, the others in the database.</summary>
public sealed class LocalListReaderTests : IAsyncLifetime
{
    private const int ChargePoints = 24;

    private readonly RowCount _rows = new();
    private RunningCentralSystem _system = null!;
    private HttpClient _http = null!;

    /// <summary>Of four in a row one is kept in step without a version, one with, one has a version, and one is not in the list.</summary>
    public async Task InitializeAsync()
    {
        _system = await RunningCentralSystem.StartAsync(settings => settings.Set("LocalLists:SynchronizeTags:0", "sync").Services(services =>
        {
            services.ConfigureDbContext<CentralSystemDbContext>(options => options.AddInterceptors(_rows));
            services.ConfigureDbContext<PostgresDbContext>(options => options.AddInterceptors(_rows));
        }));
        _http = _system.CreateHttpClient();
        for (var i = 0; i < ChargePoints; i++)
        {
            var answer = await _http.AskAsync(HttpMethod.Post, "/api/v1/charge-points", $$"""{"chargePointId":"{{IdentityOf(i)}}","tags":[{{(i % 4 < 2 ? "\"sync\"" : "")}}]}""");
            answer.Status.ShouldBe(201, answer.Text);
        }

        var directory = _system.Get<ChargePointDirectory>();
        await _system.Get<GroupCommitWriter>().ChangeAsync(db =>
        {
            db.LocalLists.AddRange(Enumerable.Range(0, ChargePoints).Where(i => i % 4 is 1 or 2)
                .Select(i => new LocalListState { ChargePointKey = directory.Get(IdentityOf(i)).Key, ListVersion = i, UpdatedAt = A.Start }));
            return true;
        });
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _system.DisposeAsync();
    }

    [Theory]
    [InlineData("", "0,1,2,4,5,6,8,9,10,12,13,14,16,17,18,20,21,22")]
    [InlineData("&state=Pending", "0,1,4,5,8,9,12,13,16,17,20,21")]
    [InlineData("&state=Off", "2,6,10,14,18,22")]
    [InlineData("&state=InSync", "")]
    [InlineData("&chargePointId=CP-09", "9")]
    [InlineData("&chargePointId=CP-10", "10")]
    [InlineData("&chargePointId=CP-11", "")]
    public async Task Pages_hold_what_a_filter_lets_through_from_either_end(string filter, string expected)
    {
        int[] all = [.. expected.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        foreach (var limit in (int[])[1, 2, 5, 100])
        {
            (await ReadAsync($"order=Ascending{filter}", limit)).ShouldBe(all);
            (await ReadAsync($"order=Descending{filter}", limit)).ShouldBe(all.Reverse());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("&state=Pending")]
    public async Task A_page_costs_what_it_shows_however_many_lists_there_are(string filter)
    {
        _rows.Read = 0;
        (await _http.ReadAsync($"/api/v1/local-lists?limit=2{filter}")).Json.Items().Length.ShouldBe(2);
        _rows.Read.ShouldBeInRange(1, 2 * 3);
    }

    private async Task<List<int>> ReadAsync(string query, int limit)
    {
        var (found, cursor) = (new List<int>(), (string?)"");
        while (cursor is not null)
        {
            var page = (await _http.ReadAsync($"/api/v1/local-lists?{query}&limit={limit}&cursor={cursor}")).Json;
            foreach (var item in page.Items())
            {
                found.Add(int.Parse(item.Text("chargePointId")![3..], System.Globalization.CultureInfo.InvariantCulture));
                item.Text("listVersion").ShouldBe(found[^1] % 4 == 0 ? null : $"{found[^1]}");
            }

            cursor = page.Text("nextCursor");
        }

        return found;
    }

    private static string IdentityOf(int i) => $"CP-{i:00}";

    /// <summary>Counts the rows that are read from the table.</summary>
    private sealed class RowCount : DbCommandInterceptor
    {
        public int Read { get; set; }

        public override InterceptionResult DataReaderDisposing(DbCommand command, DataReaderDisposingEventData eventData, InterceptionResult result)
        {
            Read += command.CommandText.Contains("local_lists", StringComparison.Ordinal) ? eventData.ReadCount : 0;
            return result;
        }
    }
}
