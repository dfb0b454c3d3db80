using CentralSystem.Web.Api;
using Ocpp.Types;

namespace CentralSystem.Web.IdTags;

/// <summary>What an operator says of an idTag.</summary>
internal sealed record IdTagChange
{
    /// <summary>CiString20Type (OCPP 1.6 §7.28).</summary>
    public const int MaxIdLength = 20;

    private const int MaxNoteLength = 500;
    private const string IdTagMember = "idTag";
    private const string Parent = "parentIdTag";
    private const string StatusMember = "status";
    private const string Expiry = "expiryDate";
    private const string MaxActive = "maxActiveTransactions";
    private const string NoteMember = "note";

    /// <summary>The identifier, where it is not in the path.</summary>
    public string? IdTag { get; private init; }

    public string? ParentIdTag { get; private init; }

    public AuthorizationStatus? Status { get; private init; }

    public DateTimeOffset? ExpiryDate { get; private init; }

    public int? MaxActiveTransactions { get; private init; }

    public string? Note { get; private init; }

    private Func<string, bool> Says { get; init; } = _ => true;

    /// <summary>Reads and checks a body.</summary>
    public static async Task<IdTagChange> ReadAsync(HttpContext context)
    {
        var body = await JsonBody.ReadAsync(context, IdTagMember, Parent, StatusMember, Expiry, MaxActive, NoteMember);
        return new IdTagChange
        {
            IdTag = body.Text(IdTagMember, MaxIdLength),
            ParentIdTag = body.Text(Parent, MaxIdLength),
            Status = body.Choice<AuthorizationStatus>(StatusMember),
            ExpiryDate = body.Instant(Expiry),
            MaxActiveTransactions = body.Number(MaxActive, 0),
            Note = body.Text(NoteMember, MaxNoteLength),
            Says = body.Has,
        };
    }

    /// <summary>An identifier that may be stored.</summary>
    public static string Checked(string idTag) =>
        idTag.Length is > 0 and <= MaxIdLength && !idTag.Any(char.IsControl) ? idTag : throw Problems.Invalid(IdTagMember, $"must be 1 to {MaxIdLength} printable characters");

    /// <summary>Sets everything; what is not said is back at its default.</summary>
    public void ReplaceIn(IdTag tag)
    {
        (tag.ParentIdTag, tag.Status, tag.ExpiryDate) = (ParentIdTag, Status ?? AuthorizationStatus.Accepted, ExpiryDate);
        (tag.MaxActiveTransactions, tag.Note) = (MaxActiveTransactions, Note);
    }

    /// <summary>Sets what is said; null clears.</summary>
    public void ApplyTo(IdTag tag)
    {
        tag.ParentIdTag = Says(Parent) ? ParentIdTag : tag.ParentIdTag;
        tag.Status = Status ?? tag.Status;
        tag.ExpiryDate = Says(Expiry) ? ExpiryDate : tag.ExpiryDate;
        tag.MaxActiveTransactions = Says(MaxActive) ? MaxActiveTransactions : tag.MaxActiveTransactions;
        tag.Note = Says(NoteMember) ? Note : tag.Note;
    }
}
