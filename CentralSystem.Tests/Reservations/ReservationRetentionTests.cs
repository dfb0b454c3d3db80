using System.Text.Json;
using CentralSystem.Tests.Access;
using CentralSystem.Tests.Support;
using CentralSystem.Web.Reservations;
using CentralSystem.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CentralSystem.Tests.Reservations;

/// <summary>Reservations go when their time is over, but none that is in force, and no id is allotted twice for it.</summary>
public sealed class ReservationRetentionTests() : RetentionTests("Reservations:RetentionDays")
{
    [Fact]
    public async Task Those_that_were_over_too_long_ago_go_and_no_other()
    {
        await AddAsync(1, ReservationState.Used, changedDaysAgo: 31, expiredDaysAgo: 31);
        await AddAsync(2, ReservationState.Requested, changedDaysAgo: 31, expiredDaysAgo: 31);
        await AddAsync(3, ReservationState.Accepted, changedDaysAgo: 31, expiredDaysAgo: 31);
        await AddAsync(4, ReservationState.Accepted, changedDaysAgo: 31, expiredDaysAgo: -5);
        await AddAsync(5, ReservationState.Cancelled, changedDaysAgo: 31, expiredDaysAgo: 29);
        await AddAsync(6, ReservationState.Expired, changedDaysAgo: 29, expiredDaysAgo: 31);
        await AddAsync(7, ReservationState.Refused, changedDaysAgo: 40, expiredDaysAgo: 40);
        await AddAsync(8, ReservationState.Expired, changedDaysAgo: 40, expiredDaysAgo: 40);
        await AddAsync(2_000_000_000, ReservationState.Expired, changedDaysAgo: 40, expiredDaysAgo: 40);

        (await Retention(days: 0).TrimAsync(CancellationToken.None)).ShouldBe(0, "0 keeps them for ever.");
        (await Running.Get<ReservationRetention>().TrimAsync(CancellationToken.None)).ShouldBe(4);

        (await IdsAsync()).ShouldBe([3, 4, 5, 6, 8]);
    }

    [Fact]
    public async Task No_reservationId_is_allotted_twice_though_all_that_were_used_are_over_long_ago()
    {
        await AddAsync(41, ReservationState.Expired, changedDaysAgo: 40, expiredDaysAgo: 40);
        await AddAsync(42, ReservationState.Expired, changedDaysAgo: 40, expiredDaysAgo: 40);
        await Running.Get<ReservationRetention>().TrimAsync(CancellationToken.None);
        await RestartAsync();

        await using var chargePoint = await Running.ConnectRawAsync(ChargePoint);
        var command = Http.AskAsync(
            HttpMethod.Post, $"/api/v1/charge-points/{ChargePoint}/commands/ReserveNow", $$"""{"connectorId":1,"idTag":"TAG","expiryDate":"{{A.Start.AddHours(1):O}}"}""");
        var call = JsonDocument.Parse(await chargePoint.ReceiveRawAsync()).RootElement;
        await chargePoint.SendRawAsync($$"""[3,"{{call[1]}}",{"status":"Accepted"}]""");
        (await command).Status.ShouldBe(200);

        call[3].GetProperty("reservationId").GetInt32().ShouldBe(43);
    }

    private ReservationRetention Retention(int days) => new(
        Running.Get<IDbContextFactory<CentralSystemDbContext>>(), Running.Get<GroupCommitWriter>(), Options.Create(new ReservationOptions { RetentionDays = days }), Time,
        NullLogger<ReservationRetention>.Instance);

    private async Task AddAsync(int id, ReservationState state, int changedDaysAgo, int expiredDaysAgo) => await Running.Get<GroupCommitWriter>().ChangeAsync(db => db.Reservations.Add(new Reservation
    {
        ChargePointKey = ChargePointKey,
        ReservationId = id,
        ConnectorId = 1,
        IdTag = "TAG",
        State = state,
        CreatedAt = DaysAgo(changedDaysAgo),
        UpdatedAt = DaysAgo(changedDaysAgo),
        ExpiryDate = DaysAgo(expiredDaysAgo),
    }).Entity.ReservationId);

    private Task<List<int>> IdsAsync() => Running.ReadAsync(db => db.Reservations.OrderBy(r => r.ReservationId).Select(r => r.ReservationId).ToListAsync());
}
