using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChargePointEmulator.Fleet;
using ChargePointEmulator.State;
using Ocpp.Messages;
using Ocpp.Types;
using HashAlgorithm = Ocpp.Types.HashAlgorithm;

namespace ChargePointEmulator.Security;

/// <summary>Root certificates the Central System installed, and the charge point's own keys and certificates.</summary>
/// <remarks>Source: whitepaper A02, A03, L01, M03, M04, M05. Keys never leave the charge point but for its own store.</remarks>
internal sealed class CertificateStore
{
    private readonly EmulatedChargePoint _chargePoint;
    private readonly List<(CertificateUse Use, string Pem, CertificateHashData Hash)> _roots = [];
    private readonly List<OwnCertificate> _own = [];
    private string? _pendingKey;
    private string? _rootInUse;
    private ScheduledWork? _nextChange;

    public CertificateStore(EmulatedChargePoint chargePoint)
    {
        _chargePoint = chargePoint;
        if (chargePoint.Settings.CertificateFile is { } pattern)
        {
            var pem = File.ReadAllText(pattern.Replace("{id}", chargePoint.Identity, StringComparison.Ordinal));
            _own.Add(new OwnCertificate(pem, pem));
            WatchDates();
        }
    }

    /// <summary>Roots the Central System is checked with: those installed, before them those the charge point came with.</summary>
    public X509Certificate2Collection CentralSystemRoots
    {
        get
        {
            var installed = RootsOf(CertificateUse.CentralSystemRootCertificate);
            return installed.Count > 0 ? installed : _chargePoint.Settings.Roots;
        }
    }

    /// <summary>The certificate to show: of those that are valid now, the one that became so last (A02.FR.08, A02.FR.09).</summary>
    public SslStreamCertificateContext? Own =>
        _own.AsEnumerable().Reverse().Where(own => IsCurrent(own.Leaf)).MaxBy(own => own.Leaf.NotBefore)?.Context;

    /// <summary>What firmware signing certificates have to lead to.</summary>
    public X509Certificate2Collection ManufacturerRoots => RootsOf(CertificateUse.ManufacturerRootCertificate);

    /// <summary>Signed updates are possible once there is a root to check them with (L01.FR.20).</summary>
    public bool HasManufacturerRoot => _roots.Exists(root => root.Use == CertificateUse.ManufacturerRootCertificate);

    public CertificateState State => new(
        [.. _roots.Select(root => new RootState(root.Use, root.Pem))], [.. _own.Select(own => new OwnCertificateState(own.Chain, own.Key))], _pendingKey);

    public void Recall(CertificateState state)
    {
        foreach (var (use, pem) in state.Roots)
        {
            using var certificate = Parse(pem)!;
            _roots.Add((use, pem, CertificateHashes.Of(certificate, HashAlgorithm.Sha256)));
        }

        _own.AddRange(state.Own.Where(own => !_own.Exists(known => known.Chain == own.Chain)).Select(own => new OwnCertificate(own.Chain, own.Key)));
        _pendingKey = state.PendingKey;
        WatchDates();
    }

    public InstallCertificateStatus Install(CertificateUse use, string pem)
    {
        using var certificate = Parse(pem);
        if (certificate is null || !IsCurrent(certificate) || !IsSuccessor(use, certificate))
        {
            return InstallCertificateStatus.Rejected;
        }

        var hash = CertificateHashes.Of(certificate, HashAlgorithm.Sha256);
        var known = _roots.FindIndex(root => root.Use == use && root.Hash == hash);
        if (known < 0 && _roots.Count >= _chargePoint.Configuration.Number("CertificateStoreMaxLength"))
        {
            return InstallCertificateStatus.Rejected;
        }

        if (known >= 0)
        {
            // It counts as the newest again.
            _roots.RemoveAt(known);
        }

        _roots.Add((use, pem, hash));
        _chargePoint.Keep();
        return InstallCertificateStatus.Accepted;
    }

    public IReadOnlyList<CertificateHashData> Installed(CertificateUse use) => [.. _roots.Where(root => root.Use == use).Select(root => root.Hash)];

    /// <summary>Removes the root with this hash, whatever algorithm the Central System counted with; not the one the connection rests on (M04.FR.06).</summary>
    public DeleteCertificateStatus Delete(CertificateHashData hash)
    {
        var found = _roots.FindIndex(root => CertificateHashes.Match(root.Pem, hash));
        if (found < 0)
        {
            return DeleteCertificateStatus.NotFound;
        }

        using var certificate = Parse(_roots[found].Pem)!;
        if (_roots[found].Use == CertificateUse.CentralSystemRootCertificate && certificate.Thumbprint == _rootInUse && _chargePoint.Outbox.IsConnected)
        {
            return DeleteCertificateStatus.Failed;
        }

        _roots.RemoveAt(found);
        _chargePoint.Keep();
        return DeleteCertificateStatus.Accepted;
    }

    /// <summary>The Central System proved itself by this root; with AdditionalRootCertificateCheck the ones before it have served (M05.FR.12).</summary>
    public void Trusted(X509Certificate2 root)
    {
        _rootInUse = root.Thumbprint;
        var newest = _roots.FindLastIndex(each => each.Use == CertificateUse.CentralSystemRootCertificate);
        if (_chargePoint.Settings.AdditionalRootCheck && newest >= 0 && _roots[newest].Pem is var pem && Parse(pem) is { } certificate)
        {
            using (certificate)
            {
                if (certificate.Thumbprint == root.Thumbprint)
                {
                    _roots.RemoveAll(each => each.Use == CertificateUse.CentralSystemRootCertificate && each.Pem != pem);
                    _chargePoint.Keep();
                }
            }
        }
    }

    /// <summary>Makes a new key and asks for its certificate (A02.FR.02).</summary>
    public void RequestCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(_chargePoint.SerialNumber);
        name.AddOrganizationName(_chargePoint.Configuration.Text("CpoName"));
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        _pendingKey = key.ExportPkcs8PrivateKeyPem();
        _chargePoint.Keep();
        _chargePoint.Outbox.SendUnregistered(new SignCertificateRequest { Csr = request.CreateSigningRequestPem() });
    }

    /// <summary>Takes a signed certificate: not over, for the key that was made for it, in the name of this charge point, and each of its chain signed by the next.</summary>
    public bool Accept(string chain)
    {
        if (_pendingKey is null || chain.Length > _chargePoint.Configuration.Number("CertificateSignedMaxChainSize") || !IsChain(chain))
        {
            return false;
        }

        using var leaf = Parse(chain)!;
        using var key = ECDsa.Create();
        key.ImportFromPem(_pendingKey);
        using var certified = leaf.GetECDsaPublicKey();
        if (certified is null || leaf.NotAfter.ToUniversalTime() <= _chargePoint.Now.UtcDateTime || leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: false) != _chargePoint.SerialNumber
            || !certified.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
        {
            return false;
        }

        _own.Add(new OwnCertificate(chain, _pendingKey));
        _own.RemoveAll(own => own.Leaf.NotAfter.ToUniversalTime() <= _chargePoint.Now.UtcDateTime);
        _pendingKey = null;
        _chargePoint.Keep();
        WatchDates();
        return true;
    }

    /// <summary>
    /// A certificate that begins to be valid is shown in a new connection; one about to end is renewed a month before (A02.FR.08, A03).
    /// To be called again when the charge point is online or has a CpoName: what was due before is due then.
    /// </summary>
    public void WatchDates()
    {
        _nextChange?.Cancel();
        var now = _chargePoint.Now;
        if (_own.MaxBy(own => own.Leaf.NotAfter) is not { } last)
        {
            return;
        }

        if (last.RenewAt <= now && !last.IsRenewalAsked && _chargePoint.Outbox.IsOnline && _chargePoint.Configuration.Text("CpoName").Length > 0)
        {
            // Once: a request that leads to nothing is not repeated by itself (A02, error handling).
            last.IsRenewalAsked = true;
            RequestCertificate();
        }

        var next = _own.Select(own => own.BeginsAt).Append(last.RenewAt).Where(instant => instant > now).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        if (next != DateTimeOffset.MaxValue)
        {
            _nextChange = _chargePoint.After(next - now, () =>
            {
                if (_own.Exists(own => own.BeginsAt == next))
                {
                    _chargePoint.Outbox.Close("a new certificate is valid", TimeSpan.FromSeconds(1));
                }

                WatchDates();
            });
        }
    }

    /// <summary>A certificate in PEM, the first one of a chain; null when it cannot be read.</summary>
    internal static X509Certificate2? Parse(string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private X509Certificate2Collection RootsOf(CertificateUse use) => [.. _roots.Where(root => root.Use == use).Select(root => Parse(root.Pem)!)];

    /// <summary>With AdditionalRootCertificateCheck a new Central System root is signed by one of those before it (M05.FR.08).</summary>
    private bool IsSuccessor(CertificateUse use, X509Certificate2 certificate)
    {
        if (!_chargePoint.Settings.AdditionalRootCheck || use != CertificateUse.CentralSystemRootCertificate || CentralSystemRoots is not { Count: > 0 } before)
        {
            return true;
        }

        return before.Any(root => IsSignedBy(certificate, root));
    }

    private static bool IsChain(string pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            return false;
        }

        return certificates.Count > 0 && certificates.Zip(certificates.Skip(1)).All(pair => IsSignedBy(pair.First, pair.Second));
    }

    private static bool IsSignedBy(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(issuer);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;

        // The issuer may itself be signed by another; here only its signature on this one is asked about.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority | X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(certificate) && chain.ChainElements.Count > 1 && chain.ChainElements[1].Certificate.Thumbprint == issuer.Thumbprint;
    }

    private bool IsCurrent(X509Certificate2 certificate) =>
        certificate.NotBefore.ToUniversalTime() <= _chargePoint.Now.UtcDateTime && certificate.NotAfter.ToUniversalTime() > _chargePoint.Now.UtcDateTime;
}
