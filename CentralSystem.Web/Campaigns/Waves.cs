using CentralSystem.Web.Api;

namespace CentralSystem.Web.Campaigns;

/// <summary>Divides the Charge Points of a campaign into waves.</summary>
internal static class Waves
{
    /// <summary>The wave of each position, counted from 1.</summary>
    /// <remarks>Errors: <see cref="ProblemException"/>.</remarks>
    public static int[] Of(NewCampaign campaign, int count)
    {
        if (campaign.Waves is not null && campaign.WaveSize is not null)
        {
            throw Problems.Invalid("waveSize", "must not be given with waves");
        }

        var sizes = campaign.Waves?.Select((wave, index) => SizeOf(wave, index, count)).ToArray() ?? [];
        var waves = new int[count];
        var (wave, left) = (1, sizes.Length > 0 ? sizes[0] : campaign.WaveSize ?? count);
        for (var position = 0; position < count; position++)
        {
            if (left == 0)
            {
                left = wave < sizes.Length ? sizes[wave] : campaign.WaveSize ?? count;
                wave++;
            }

            waves[position] = wave;
            left--;
        }

        return waves;
    }

    private static int SizeOf(WaveSize wave, int index, int count) => wave switch
    {
        { Percent: { } percent, Count: null } => (int)Math.Ceiling(count * percent / 100.0),
        { Percent: null, Count: { } fixedCount } => fixedCount,
        _ => throw Problems.Invalid($"waves[{index}]", "must have either percent or count"),
    };
}
