using CentralSystem.Web.Storage;
using Microsoft.Extensions.Options;
using Ocpp.Types;

namespace CentralSystem.Web.IdTags;

/// <summary>Puts the sample idTags of the settings into a database that has just been made.</summary>
internal sealed partial class SampleIdTags(GroupCommitWriter writer, IOptions<AuthorizationOptions> options, TimeProvider time, ILogger<SampleIdTags> logger) : IStorageSeed
{
    public async Task SeedAsync(bool isNew, CancellationToken cancellationToken)
    {
        var ids = options.Value.SampleIdTags.Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        if (!isNew || ids.Length == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        await writer.ChangeAsync(db =>
        {
            db.IdTags.AddRange(ids.Select(id => new IdTag
            {
                Id = id,
                Status = AuthorizationStatus.Accepted,
                Note = "Sample of a new installation",
                CreatedAt = now,
                UpdatedAt = now,
            }));
            return ids.Length;
        });
        LogSeeded(string.Join(", ", ids));
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "Sample idTags {IdTags} may charge; delete them, or empty Authorization:SampleIdTags before the first start")]
    private partial void LogSeeded(string idTags);
}
