using ChargePointEmulator.Boot;
using ChargePointEmulator.Fleet;

namespace ChargePointEmulator.Load;

/// <summary>What befalls a fleet: blackouts, storms, surges, restarts; and how long it takes to recover.</summary>
internal sealed class LoadEvents(LoadProfile profile, TimeProvider time, LoadFleet fleet, LoadTraffic traffic)
{
    private readonly Lock _lock = new();
    private readonly List<Recovery> _recoveries = [];

    /// <summary>Those of the events so far.</summary>
    public IReadOnlyList<Recovery> Recoveries
    {
        get
        {
            lock (_lock)
            {
                return [.. _recoveries];
            }
        }
    }

    /// <summary>Lets it happen; gives what came of it.</summary>
    /// <param name="stage">What happens.</param>
    /// <param name="index">Its place in the run, which seeds what is drawn.</param>
    /// <param name="interrupted">Ends it early.</param>
    public async Task<string> HappenAsync(EventStage stage, int index, CancellationToken interrupted)
    {
        var met = Draw(stage, index);
        switch (stage.Kind)
        {
            case EventKind.Idle:
                traffic.Follow(null, index);
                await fleet.Clock.DelayAsync(stage.For, interrupted);
                return "";
            case EventKind.Surge:
                foreach (var member in met)
                {
                    member.ChargePoint.Do(() => member.Connectors[0].Expect(SessionPlan.OfSurge(profile, index, stage, member.ChargePoint.Number)));
                }

                await fleet.Clock.DelayAsync(stage.For > stage.Over ? stage.For : stage.Over, interrupted);
                return $"{met.Length} arrivals";
            case EventKind.Blackout:
                return await RecoverAsync(stage, met, await BlackOutAsync(stage, met, index, interrupted), interrupted);
            case EventKind.ReconnectStorm:
                met = [.. met.Where(member => member.ChargePoint.Outbox.IsConnected)];
                var before = TimesOnline(met);
                foreach (var member in met)
                {
                    var pause = stage.ReconnectWithin * Chance(index, member);
                    member.ChargePoint.Do(() => member.ChargePoint.Outbox.Abort(pause));
                }

                return await RecoverAsync(stage, met, before, interrupted);
            default:
                return await RecoverAsync(stage, met, await RestartAsync(stage, met, interrupted), interrupted);
        }
    }

    /// <summary>The mains fail and come back; gives how often each was online before.</summary>
    private async Task<int[]> BlackOutAsync(EventStage stage, LoadChargePoint[] met, int index, CancellationToken interrupted)
    {
        var before = new int[met.Length];
        for (var i = 0; i < met.Length; i++)
        {
            var (member, place) = (met[i], i);
            member.ChargePoint.Do(() =>
            {
                member.ChargePoint.Power.Fail(hasBackup: false);

                // From here on: another blackout that meets it as well may bring it back before this one does.
                before[place] = member.TimesOnline;
            });
        }

        await fleet.Clock.DelayAsync(stage.For, interrupted);
        foreach (var member in met)
        {
            var (wait, chargePoint) = (stage.ReconnectWithin * Chance(index, member), member.ChargePoint);
            chargePoint.After(wait, chargePoint.Power.Return);
        }

        return before;
    }

    private async Task<int[]> RestartAsync(EventStage stage, LoadChargePoint[] met, CancellationToken interrupted)
    {
        var (began, before) = (time.GetTimestamp(), new int[met.Length]);
        for (var i = 0; i < met.Length && !interrupted.IsCancellationRequested; i++)
        {
            await fleet.UntilAsync(began, stage.Over * i / Math.Max(1, met.Length - 1), interrupted);
            var chargePoint = met[i].ChargePoint;
            before[i] = met[i].TimesOnline;
            chargePoint.Do(() =>
            {
                chargePoint.Transactions.StopAll(Ocpp.Messages.Reason.Reboot);
                ResetHandler.Down(chargePoint, "rolling restart", chargePoint.Settings.RestartTime);
            });
        }

        return before;
    }

    private async Task<string> RecoverAsync(EventStage stage, LoadChargePoint[] met, int[] before, CancellationToken interrupted)
    {
        if (met.Length == 0)
        {
            // A recovery of nobody would hold whatever it has to be.
            return "met nobody";
        }

        var ended = time.GetTimestamp();
        var missing = await fleet.AllAsync(met, (member, index) => member.TimesOnline > before[index] || !fleet.IsOn(member), stage.Within, interrupted);
        var last = met.Max(member => member.OnlineSince);
        var recovery = new Recovery(stage.Name, stage.Kind, met.Length, missing > 0 ? null : last > ended ? time.GetElapsedTime(ended, last) : TimeSpan.Zero, missing);
        lock (_lock)
        {
            _recoveries.Add(recovery);
        }

        return recovery.Took is { } took ? $"{met.Length} back after {Texts.Duration(took)}" : $"{missing} of {met.Length} not back within {Texts.Duration(stage.Within)}";
    }

    /// <summary>Those an event meets: a share of the fleet that the seed decides.</summary>
    private LoadChargePoint[] Draw(EventStage stage, int index)
    {
        var members = fleet.Members.ToArray();
        var count = (int)Math.Round(members.Length * stage.Percent / 100);
        return count == members.Length ? members
            : [.. members.Select(member => (Member: member, Place: new SeededRandom(profile.Seed, index, member.ChargePoint.Number, 0).NextDouble())).OrderBy(each => each.Place).Take(count).Select(each => each.Member).OrderBy(member => member.ChargePoint.Number)];
    }

    private double Chance(int index, LoadChargePoint member) => new SeededRandom(profile.Seed, index, member.ChargePoint.Number).NextDouble();

    private static int[] TimesOnline(LoadChargePoint[] members) => [.. members.Select(member => member.TimesOnline)];
}
