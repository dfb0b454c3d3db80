using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChargePointEmulator.Documents;

namespace ChargePointEmulator.Check.Data;

/// <summary>Test data from <c>--data</c> and from options; an option wins over the file.</summary>
/// <remarks>Errors: <see cref="DocumentException"/> with line and column.</remarks>
internal static class TestDataFile
{
    private static readonly string[] Keys =
    [
        "chargePoints", "idPrefix", "password", "idTags", "sameParent", "invalidIdTag", "expiredIdTag", "blockedIdTag",
        "passwordChargePoint", "changingPasswordChargePoint", "rejectedChargePoint", "tlsOnlyChargePoint", "upgradableChargePoint", "unknownChargePoint",
        "vendor", "model", "serialNumber", "cpoName", "firmwareUrl", "uploadUrl", "tls",
    ];

    public static TestData Read(CheckOptions options)
    {
        var data = options.DataFile is { } file ? Read(file) : new TestData();
        var password = options.Password ?? data.Password;
        var chargePoints = options.ChargePoints.Count > 0 ? [.. options.ChargePoints.Select(identity => new ChargePointLogin(identity))] : data.ChargePoints;
        return data with
        {
            ChargePoints = [.. chargePoints.Select(login => login.Password is null && password is not null ? login with { Password = ChargePointLogin.PasswordBytes(password) } : login)],
            IdPrefix = options.IdPrefix ?? data.IdPrefix,
            Password = password,
            IdTags = options.IdTags.Count > 0 ? options.IdTags : data.IdTags,
            ExpiredIdTag = options.ExpiredIdTag ?? data.ExpiredIdTag,
            BlockedIdTag = options.BlockedIdTag ?? data.BlockedIdTag,
        };
    }

    private static TestData Read(string file)
    {
        var root = DocumentReader.ReadFile(NamedFiles.Find(file)).AsMap("Test data");
        root.AllowOnly("Test data", Keys);
        var tls = root.Find("tls")?.AsMap("tls") ?? new DocumentMap(root.Place, []);
        tls.AllowOnly("tls", ["url", "clientCertificateUrl", "centralSystemRoots", "clientCertificate", "clientKey", "clientIdentity"]);
        var defaults = new TestData();
        return defaults with
        {
            ChargePoints = [.. root.Find("chargePoints")?.AsList("chargePoints").Items.Select(LoginOf) ?? []],
            IdPrefix = root.OptionalText("idPrefix") ?? defaults.IdPrefix,
            Password = root.OptionalText("password"),
            IdTags = root.Find("idTags") switch
            {
                null => [],
                DocumentList list => [.. list.Items.Select(item => item.AsText("An idTag"))],
                var single => [single.AsText("idTags")],
            },
            SameParent = root.Find("sameParent")?.AsMap("sameParent") is { } parent ? SameParentOf(parent) : null,
            InvalidIdTag = root.OptionalText("invalidIdTag") ?? defaults.InvalidIdTag,
            ExpiredIdTag = root.OptionalText("expiredIdTag"),
            BlockedIdTag = root.OptionalText("blockedIdTag"),
            PasswordChargePoint = OptionalLogin(root, "passwordChargePoint"),
            ChangingPasswordChargePoint = OptionalLogin(root, "changingPasswordChargePoint"),
            RejectedChargePoint = OptionalLogin(root, "rejectedChargePoint"),
            TlsOnlyChargePoint = OptionalLogin(root, "tlsOnlyChargePoint"),
            UpgradableChargePoint = OptionalLogin(root, "upgradableChargePoint"),
            UnknownChargePoint = root.OptionalText("unknownChargePoint"),
            Vendor = root.OptionalText("vendor") ?? defaults.Vendor,
            Model = root.OptionalText("model") ?? defaults.Model,
            SerialNumber = root.OptionalText("serialNumber"),
            CpoName = root.OptionalText("cpoName") ?? defaults.CpoName,
            FirmwareUrl = root.OptionalText("firmwareUrl") ?? defaults.FirmwareUrl,
            UploadUrl = root.OptionalText("uploadUrl") ?? defaults.UploadUrl,
            TlsUrl = UrlOf(tls, "url"),
            ClientCertificateUrl = UrlOf(tls, "clientCertificateUrl"),
            CentralSystemRoots = tls.Find("centralSystemRoots") is { } roots ? RootsOf(roots) : [],
            ClientCertificate = tls.Find("clientCertificate") is { } certificate
                ? (CertificateOf(certificate, tls.OptionalText("clientKey")), tls.Required("tls", "clientIdentity").AsText("clientIdentity")) : null,
        };
    }

    private static (string First, string Second, string Parent) SameParentOf(DocumentMap map)
    {
        map.AllowOnly("sameParent", ["first", "second", "parent"]);
        return (Text("first"), Text("second"), Text("parent"));

        string Text(string key) => map.Required("sameParent", key).AsText(key);
    }

    private static ChargePointLogin? OptionalLogin(DocumentMap root, string key) => root.Find(key) is { } node ? LoginOf(node) : null;

    /// <summary>An identity, or a map of identity and password.</summary>
    private static ChargePointLogin LoginOf(DocumentNode node)
    {
        if (node is not DocumentMap map)
        {
            return new ChargePointLogin(node.AsText("A charge point"));
        }

        map.AllowOnly("A charge point", ["id", "password"]);
        return new ChargePointLogin(
            map.Required("A charge point", "id").AsText("id"), map.OptionalText("password") is { } password ? ChargePointLogin.PasswordBytes(password) : null);
    }

    private static Uri? UrlOf(DocumentMap tls, string key) =>
        tls.Find(key) is not { } node ? null
        : Uri.TryCreate(node.AsText(key), UriKind.Absolute, out var url) && url.Scheme == "wss" ? url
        : throw node.Place.Error($"{key} must be wss://host:port/path, but is {node.Kind}.");

    private static X509Certificate2Collection RootsOf(DocumentNode node) => FromPem(node, "centralSystemRoots", file =>
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        return roots;
    });

    private static X509Certificate2 CertificateOf(DocumentNode node, string? keyFile) =>
        FromPem(node, "clientCertificate", file => X509Certificate2.CreateFromPemFile(file, keyFile ?? file));

    private static T FromPem<T>(DocumentNode node, string key, Func<string, T> read)
    {
        try
        {
            return read(node.AsText(key));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw node.Place.Error($"{key} cannot be read as PEM: {e.Message}");
        }
    }
}
