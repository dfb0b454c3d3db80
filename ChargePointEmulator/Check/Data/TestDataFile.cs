using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using YamlDotNet.RepresentationModel;

namespace ChargePointEmulator.Check.Data;

/// <summary>Test data from <c>--data</c> and from options; an option wins over the file.</summary>
/// <remarks>Errors: <see cref="BadInputException"/> with line and column.</remarks>
internal static class TestDataFile
{
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
        var root = YamlMap.ReadFile(file).Allow("chargePoints", "idPrefix", "password", "idTags", "sameParent", "invalidIdTag", "expiredIdTag", "blockedIdTag",
            "passwordChargePoint", "changingPasswordChargePoint", "rejectedChargePoint", "tlsOnlyChargePoint", "upgradableChargePoint", "unknownChargePoint", "vendor", "model", "serialNumber", "cpoName", "firmwareUrl", "uploadUrl", "tls");
        var tls = root.Map("tls")?.Allow("url", "clientCertificateUrl", "centralSystemRoots", "clientCertificate", "clientKey", "clientIdentity");
        var defaults = new TestData();
        return defaults with
        {
            ChargePoints = [.. root.List("chargePoints").Select(node => LoginOf(root, node, "chargePoints"))],
            IdPrefix = root.Text("idPrefix") ?? defaults.IdPrefix,
            Password = root.Text("password"),
            IdTags = root.Texts("idTags"),
            SameParent = root.Map("sameParent")?.Allow("first", "second", "parent") is { } parent ? (parent.NeededText("first"), parent.NeededText("second"), parent.NeededText("parent")) : null,
            InvalidIdTag = root.Text("invalidIdTag") ?? defaults.InvalidIdTag,
            ExpiredIdTag = root.Text("expiredIdTag"),
            BlockedIdTag = root.Text("blockedIdTag"),
            PasswordChargePoint = LoginOf(root, "passwordChargePoint"),
            ChangingPasswordChargePoint = LoginOf(root, "changingPasswordChargePoint"),
            RejectedChargePoint = LoginOf(root, "rejectedChargePoint"),
            TlsOnlyChargePoint = LoginOf(root, "tlsOnlyChargePoint"),
            UpgradableChargePoint = LoginOf(root, "upgradableChargePoint"),
            UnknownChargePoint = root.Text("unknownChargePoint"),
            Vendor = root.Text("vendor") ?? defaults.Vendor,
            Model = root.Text("model") ?? defaults.Model,
            SerialNumber = root.Text("serialNumber"),
            CpoName = root.Text("cpoName") ?? defaults.CpoName,
            FirmwareUrl = root.Text("firmwareUrl") ?? defaults.FirmwareUrl,
            UploadUrl = root.Text("uploadUrl") ?? defaults.UploadUrl,
            TlsUrl = UrlOf(tls, "url"),
            ClientCertificateUrl = UrlOf(tls, "clientCertificateUrl"),
            CentralSystemRoots = tls?.Text("centralSystemRoots") is { } roots ? RootsOf(tls, roots) : [],
            ClientCertificate = tls?.Text("clientCertificate") is { } certificate ? (CertificateOf(tls, certificate), tls.NeededText("clientIdentity")) : null,
        };
    }

    private static ChargePointLogin LoginOf(YamlMap root, YamlNode node, string key) =>
        node is YamlScalarNode ? new ChargePointLogin(root.TextOf(node, key)) : LoginOf(root.MapOf(node, key));

    private static ChargePointLogin? LoginOf(YamlMap root, string key) => root.Node(key) is { } node ? LoginOf(root, node, key) : null;

    private static ChargePointLogin LoginOf(YamlMap map)
    {
        map.Allow("id", "password");
        return new ChargePointLogin(map.NeededText("id"), map.Text("password") is { } password ? ChargePointLogin.PasswordBytes(password) : null);
    }

    private static Uri? UrlOf(YamlMap? tls, string key) =>
        tls?.Text(key) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == "wss" ? url
        : throw tls.Bad(key, $"'{key}' must be wss://host:port/path");

    private static X509Certificate2Collection RootsOf(YamlMap tls, string file) => FromPem(tls, "centralSystemRoots", () =>
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        return roots;
    });

    private static X509Certificate2 CertificateOf(YamlMap tls, string file) =>
        FromPem(tls, "clientCertificate", () => X509Certificate2.CreateFromPemFile(file, tls.Text("clientKey") ?? file));

    private static T FromPem<T>(YamlMap tls, string key, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw tls.Bad(key, $"'{key}' cannot be read as PEM: {e.Message}");
        }
    }
}
