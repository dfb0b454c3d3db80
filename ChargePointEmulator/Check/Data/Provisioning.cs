using System.Security.Cryptography;
using ChargePointEmulator.Check.Drivers;

namespace ChargePointEmulator.Check.Data;

/// <summary>Has the idTags made that were not given.</summary>
internal static class Provisioning
{
    public static async Task<TestData> IdTagsAsync(TestData data, IProvisioner provisioner, int count, CancellationToken cancellationToken)
    {
        // At most 20 characters, and of this run alone.
        var prefix = $"CHK{RandomNumberGenerator.GetHexString(6)}";
        async Task<string> MakeAsync(string name, string status = "Accepted", string? parent = null, DateTimeOffset? expiry = null)
        {
            await provisioner.AddIdTagAsync(prefix + name, status, parent, expiry, cancellationToken);
            return prefix + name;
        }

        var idTags = data.IdTags.ToList();
        for (var i = 1; idTags.Count < count; i++)
        {
            idTags.Add(await MakeAsync($"-V{i:00}"));
        }

        var parent = prefix + "-GROUP";
        return data with
        {
            IdTags = idTags,
            SameParent = data.SameParent ?? (await MakeAsync("-P1", parent: parent), await MakeAsync("-P2", parent: parent), parent),
            ExpiredIdTag = data.ExpiredIdTag ?? await MakeAsync("-EXP", expiry: DateTimeOffset.UtcNow.AddDays(-1)),
            BlockedIdTag = data.BlockedIdTag ?? await MakeAsync("-BLK", "Blocked"),
        };
    }
}
