using ChargePointEmulator.Metering;
using ChargePointEmulator.SmartCharging;
using Ocpp.Types;

namespace CentralSystem.Tests.Emulator;

public class CompositeScheduleTests
{
    private static readonly DateTimeOffset T = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SupplyModel Supply = SupplyModel.ThreePhase32A;

    [Theory, Trait("Case", "TC_066_CS"), InlineData(0), InlineData(7), InlineData(49)]
    public void TC_066_Worked_example_1_an_ended_TxProfile_leaves_the_charge_point_maximum(int x)
    {
        InstalledProfile[] profiles =
        [
            Installed(0, ChargingProfilePurpose.ChargePointMaxProfile, ChargingRateUnit.A, T, null, (0, 10)),
            Installed(1, ChargingProfilePurpose.TxDefaultProfile, ChargingRateUnit.A, T, 300, (0, 6), (60, 10), (120, 8), (180, 15), (260, 8)),
            Installed(1, ChargingProfilePurpose.TxProfile, ChargingRateUnit.A, T, 260, (0, 8), (50, 11), (140, 16), (200, 6), (240, 12)) is var tx
                ? tx with { Profile = tx.Profile with { ValidTo = T.AddSeconds(401) } } : tx,
        ];
        var schedule = new CompositeSchedule(profiles, Supply).Over(1, [new ChargingSince(T, 1), null], T.AddSeconds(x), 400, ChargingRateUnit.A);
        Periods(schedule).ShouldBe([(0, 8), (50 - x, 10), (200 - x, 6), (240 - x, 10)]);
        schedule.Duration.ShouldBe(400);
        schedule.StartSchedule.ShouldBeNull();
    }

    [Fact, Trait("Spec", "OCPP 1.6 §3.13")]
    public void Worked_example_2_daily_default_and_absolute_exception_under_a_maximum()
    {
        var midnight = T.Date;
        var daily = Installed(0, ChargingProfilePurpose.TxDefaultProfile, ChargingRateUnit.W, new(midnight, TimeSpan.Zero), null, (0, 11000), (28800, 6000), (72000, 11000));
        InstalledProfile[] profiles =
        [
            Installed(0, ChargingProfilePurpose.ChargePointMaxProfile, ChargingRateUnit.W, new(midnight, TimeSpan.Zero), null, (0, 9000)),
            daily with { Profile = daily.Profile with { ChargingProfileKind = ChargingProfileKind.Recurring, RecurrencyKind = RecurrencyKind.Daily } },
            Installed(0, ChargingProfilePurpose.TxDefaultProfile, ChargingRateUnit.W, new(midnight.AddHours(9), TimeSpan.Zero), 7200, (0, 4000)) is var level1
                ? level1 with { Profile = level1.Profile with { StackLevel = 1 } } : level1,
        ];
        var schedule = new CompositeSchedule(profiles, Supply).Over(1, [null, null], new(midnight.AddHours(7.5), TimeSpan.Zero), 14 * 3600, ChargingRateUnit.W);
        Periods(schedule).ShouldBe([(0, 9000), (1800, 6000), (5400, 4000), (12600, 6000), (45000, 9000)]);
    }

    [Fact, Trait("Case", "TC_072_CS")]
    public void TC_072_A_lower_level_takes_over_where_the_higher_one_ends()
    {
        var level1 = Installed(1, ChargingProfilePurpose.TxDefaultProfile, ChargingRateUnit.A, T, 150, (0, 7), (100, 9));
        InstalledProfile[] profiles =
        [
            Installed(1, ChargingProfilePurpose.TxDefaultProfile, ChargingRateUnit.A, T, 400, (0, 6), (100, 8), (200, 10)),
            level1 with { Profile = level1.Profile with { StackLevel = 1 } },
        ];
        var schedule = new CompositeSchedule(profiles, Supply).Over(1, [null, null], T.AddSeconds(10), 350, ChargingRateUnit.A);
        Periods(schedule).ShouldBe([(0, 7), (90, 9), (140, 8), (190, 10)]);
    }

    [Fact]
    public void Without_profiles_the_installation_limits()
    {
        var schedule = new CompositeSchedule([], Supply).Over(1, [null, null], T, 60, ChargingRateUnit.A);
        Periods(schedule).ShouldBe([(0, 32)]);
        Periods(new CompositeSchedule([], Supply).Over(0, [null, null], T, 60, ChargingRateUnit.W)).ShouldBe([(0, 2 * 22080)]);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §7.12")]
    public void Watts_become_amperes_per_phase_rounded_down()
    {
        InstalledProfile[] profiles = [Installed(1, ChargingProfilePurpose.TxDefaultProfile, ChargingRateUnit.W, T, null, (0, 6000))];
        Periods(new CompositeSchedule(profiles, Supply).Over(1, [null, null], T, 60, ChargingRateUnit.A)).ShouldBe([(0, 8.6m)]);
    }

    [Fact, Trait("Spec", "OCPP 1.6 errata §3.43")]
    public void A_relative_profile_counts_from_the_start_of_the_transaction()
    {
        var relative = Installed(1, ChargingProfilePurpose.TxDefaultProfile, ChargingRateUnit.A, T, null, (0, 16), (600, 10));
        InstalledProfile[] profiles = [relative with { Profile = relative.Profile with { ChargingProfileKind = ChargingProfileKind.Relative } }];
        var schedule = new CompositeSchedule(profiles, Supply).Over(1, [new ChargingSince(T.AddSeconds(100), 1)], T.AddSeconds(200), 1000, ChargingRateUnit.A);
        Periods(schedule).ShouldBe([(0, 16), (500, 10)]);
    }

    [Fact, Trait("Spec", "OCPP 1.6 §7.14")]
    public void Phases_are_told_with_the_limit_they_belong_to_and_part_periods_of_equal_limits()
    {
        var own = Installed(1, ChargingProfilePurpose.TxDefaultProfile, ChargingRateUnit.A, T, null, (0, 16), (60, 16), (120, 20));
        InstalledProfile[] profiles =
        [
            own with { Profile = own.Profile with { ChargingSchedule = own.Profile.ChargingSchedule with { ChargingSchedulePeriod = [With(0, 16, 1), With(60, 16, 3), With(120, 20, 3)] } } },
            Installed(0, ChargingProfilePurpose.ChargePointMaxProfile, ChargingRateUnit.A, T, null, (0, 18)),
        ];
        new CompositeSchedule(profiles, Supply).Over(1, [null, null], T, 300, ChargingRateUnit.A).ChargingSchedulePeriod
            .Select(period => (period.StartPeriod, period.Limit, period.NumberPhases)).ShouldBe([(0, 16m, 1), (60, 16m, 3), (120, 18m, null)]);

        static ChargingSchedulePeriod With(int start, decimal limit, int phases) => new() { StartPeriod = start, Limit = limit, NumberPhases = phases };
    }

    [Fact, Trait("Spec", "OCPP 1.6 §7.13")]
    public void A_recurring_profile_says_nothing_before_its_first_start()
    {
        var daily = Installed(1, ChargingProfilePurpose.TxDefaultProfile, ChargingRateUnit.A, T.AddHours(30), null, (0, 10));
        InstalledProfile[] profiles = [daily with { Profile = daily.Profile with { ChargingProfileKind = ChargingProfileKind.Recurring, RecurrencyKind = RecurrencyKind.Daily } }];
        Periods(new CompositeSchedule(profiles, Supply).Over(1, [null, null], T, 48 * 3600, ChargingRateUnit.A)).ShouldBe([(0, 32), (30 * 3600, 10)]);
    }

    private static InstalledProfile Installed(
        int connectorId, ChargingProfilePurpose purpose, ChargingRateUnit unit, DateTimeOffset start, int? duration, params (int Start, decimal Limit)[] periods) => new(
        connectorId,
        new ChargingProfile
        {
            ChargingProfileId = (connectorId * 10) + (int)purpose,
            StackLevel = 0,
            ChargingProfilePurpose = purpose,
            ChargingProfileKind = ChargingProfileKind.Absolute,
            ChargingSchedule = new()
            {
                ChargingRateUnit = unit,
                StartSchedule = start,
                Duration = duration,
                ChargingSchedulePeriod = [.. periods.Select(period => new ChargingSchedulePeriod { StartPeriod = period.Start, Limit = period.Limit })],
            },
        },
        T);

    private static (int, decimal)[] Periods(ChargingSchedule schedule) => [.. schedule.ChargingSchedulePeriod.Select(period => (period.StartPeriod, period.Limit))];
}
