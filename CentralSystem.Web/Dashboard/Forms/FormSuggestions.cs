using System.Globalization;
using CentralSystem.Web.Api;
using CentralSystem.Web.ChargePoints;
using CentralSystem.Web.ChargingProfiles;
using CentralSystem.Web.Configuration;
using CentralSystem.Web.Files;
using CentralSystem.Web.IdTags;
using CentralSystem.Web.Reservations;
using Ocpp.Types;

namespace CentralSystem.Web.Dashboard.Forms;

/// <summary>What is known to make sense in the fields of commands to a Charge Point: its connectors, keys and reservations, the idTags and firmware kept here.</summary>
internal sealed class FormSuggestions(ConfigurationReader configuration, ChargingProfileReader profiles, ReservationReader reservations, FileReader files, IdTagReader idTags)
{
    private const int Most = 200;

    public async Task<IReadOnlyDictionary<string, IReadOnlyList<Suggestion>>> ReadAsync(ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        var page = new PageQuery { Limit = Most };
        var keys = await configuration.ListAsync(chargePoint, KeyOrder.Ascending, page, cancellationToken);
        var installed = await profiles.ListAsync(new ChargingProfileFilter { ChargePointId = chargePoint.Identity }, page, cancellationToken);
        var reserved = await reservations.ListAsync(new ReservationFilter { ChargePointId = chargePoint.Identity, State = ReservationState.Accepted }, page, cancellationToken);
        return new Dictionary<string, IReadOnlyList<Suggestion>>(await OfAllAsync(cancellationToken))
        {
            ["connectorId"] = [.. chargePoint.Connectors.OrderBy(c => c.ConnectorId).Select(c => Of(c.ConnectorId, c.ConnectorId == 0 ? "the charge point" : c.Status?.Status ?? "connector"))],
            ["transactionId"] = [.. chargePoint.Connectors.Where(c => c.OpenTransactionId > 0).Select(c => Of(c.OpenTransactionId, $"runs on connector {c.ConnectorId}"))],
            ["key"] = [.. keys.Items.Select(k => new Suggestion(k.Key, k.Value ?? "not told"))],
            ["reservationId"] = [.. reserved.Items.Select(r => Of(r.ReservationId, $"{r.IdTag} on connector {r.ConnectorId}"))],
            ["chargingProfileId"] = [.. installed.Items.Select(p => Of(p.ChargingProfileId, $"{p.ChargingProfilePurpose} on connector {p.ConnectorId}"))],
            ["id"] = [.. installed.Items.Select(p => Of(p.ChargingProfileId, $"{p.ChargingProfilePurpose} on connector {p.ConnectorId}"))],
        };
    }

    /// <summary>What makes sense at any Charge Point.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<Suggestion>>> OfAllAsync(CancellationToken cancellationToken)
    {
        var firmware = await files.ListAsync(new FileFilter { Kind = FileKind.Firmware }, new PageQuery { Limit = Most }, cancellationToken);
        return new Dictionary<string, IReadOnlyList<Suggestion>>
        {
            ["fileId"] = [.. firmware.Items.Select(f => new Suggestion(f.FileId.ToString(), f.Name))],
            ["idTag"] = await IdTagsAsync(cancellationToken),
        };
    }

    /// <summary>The newest idTags that may charge; more than these nobody chooses from a list.</summary>
    public async Task<IReadOnlyList<Suggestion>> IdTagsAsync(CancellationToken cancellationToken)
    {
        var accepted = new IdTagFilter { Status = AuthorizationStatus.Accepted, Expired = false, Order = IdTagOrder.Newest };
        return [.. (await idTags.ListAsync(accepted, new PageQuery { Limit = Most }, cancellationToken)).Items.Select(tag => new Suggestion(tag.IdTag, tag.Note ?? tag.ParentIdTag ?? ""))];
    }

    private static Suggestion Of(int value, string label) => new(value.ToString(CultureInfo.InvariantCulture), label);
}
