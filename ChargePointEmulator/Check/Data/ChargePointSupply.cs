using System.Globalization;
using System.Security.Cryptography;
using System.Threading.Channels;
using ChargePointEmulator.Check.Drivers;

namespace ChargePointEmulator.Check.Data;

/// <summary>Hands out identities and idTags so that cases side by side do not share them.</summary>
internal sealed class ChargePointSupply
{
    private readonly TestData _data;
    private readonly IProvisioner? _provisioner;
    private readonly Channel<ChargePointLogin>? _pool;
    private readonly Channel<string>? _idTags;
    private readonly string _run = RandomNumberGenerator.GetHexString(5);
    private int _lastFresh;

    public ChargePointSupply(TestData data, IProvisioner? provisioner)
    {
        (_data, _provisioner) = (data, provisioner);
        _pool = data.ChargePoints.Count > 0 ? Filled(data.ChargePoints) : null;
        _idTags = data.IdTags.Count > 0 ? Filled(data.IdTags) : null;
    }

    /// <summary>How many cases can run side by side with the identities given.</summary>
    public int Width => _data.ChargePoints.Count > 0 ? _data.ChargePoints.Count : int.MaxValue;

    /// <summary>An identity for one case, registered where this can be done.</summary>
    public async Task<ChargePointLogin> TakeAsync(CancellationToken cancellationToken)
    {
        if (_pool is not null)
        {
            return await _pool.Reader.ReadAsync(cancellationToken);
        }

        return await MakeAsync(_data.Password, "Accepted", cancellationToken);
    }

    /// <summary>An idTag that is accepted, for one case; null where none was given.</summary>
    public async Task<string?> TakeIdTagAsync(CancellationToken cancellationToken) =>
        _idTags is null ? null : await _idTags.Reader.ReadAsync(cancellationToken);

    /// <summary>Takes back what a case is done with.</summary>
    public void Return(ChargePointLogin? login, string? idTag)
    {
        if (login is { IsFresh: false })
        {
            _pool?.Writer.TryWrite(login);
        }

        if (idTag is not null)
        {
            _idTags?.Writer.TryWrite(idTag);
        }
    }

    public async Task<ChargePointLogin> WithPasswordAsync(string hexPassword, CancellationToken cancellationToken) =>
        _provisioner is null
            ? _data.PasswordChargePoint ?? throw new NotApplicableException("needs a charge point with a password (passwordChargePoint in --data, or --provision)")
            : await MakeAsync(hexPassword, "Accepted", cancellationToken);

    public async Task<ChargePointLogin> RejectedAsync(CancellationToken cancellationToken) =>
        _data.RejectedChargePoint is { } known
            ? new ChargePointLogin(known)
            : _provisioner is not null
                ? await MakeAsync(null, "Rejected", cancellationToken)
                : throw new NotApplicableException("needs a charge point that is rejected (rejectedChargePoint in --data, or --provision)");

    /// <summary>An identity that nobody registered.</summary>
    public string Unknown() => _data.UnknownChargePoint ?? $"NOBODY-{_run}-{Next()}";

    private async Task<ChargePointLogin> MakeAsync(string? password, string registrationStatus, CancellationToken cancellationToken)
    {
        var identity = $"{_data.IdPrefix}-{_run}-{Next()}";
        if (_provisioner is not null)
        {
            await _provisioner.AddChargePointAsync(identity, password, registrationStatus, cancellationToken);
        }

        return new ChargePointLogin(identity, password is null ? null : ChargePointLogin.PasswordBytes(password)) { IsFresh = true };
    }

    private string Next() => Interlocked.Increment(ref _lastFresh).ToString("000", CultureInfo.InvariantCulture);

    private static Channel<T> Filled<T>(IEnumerable<T> items)
    {
        var channel = Channel.CreateUnbounded<T>();
        foreach (var item in items)
        {
            channel.Writer.TryWrite(item);
        }

        return channel;
    }
}
