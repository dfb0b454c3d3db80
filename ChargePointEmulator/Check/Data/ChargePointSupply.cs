using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _holders = new();
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

        return await MakeAsync(new NewChargePoint(Fresh()) { Password = _data.Password }, cancellationToken);
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

    /// <summary>A charge point of a special kind: the one that was given, held by one case at a time, or a new one.</summary>
    /// <param name="special">Which kind.</param>
    /// <param name="hexPassword">Password of a new one, in hex.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ChargePointLogin> BorrowAsync(SpecialChargePoint special, string? hexPassword, CancellationToken cancellationToken)
    {
        if (special.Given(_data) is { } given)
        {
            await HolderOf(given).WaitAsync(cancellationToken);
            return given;
        }

        return _provisioner is null
            ? throw new NotApplicableException($"needs {special.Member} in --data, or --provision")
            : await MakeAsync(special.Make(new NewChargePoint(Fresh()) { Password = hexPassword }), cancellationToken);
    }

    /// <summary>Takes back what was borrowed.</summary>
    public void GiveBack(ChargePointLogin login) => _ = login.IsFresh ? 0 : HolderOf(login).Release();

    /// <summary>An identity that nobody registered.</summary>
    public string Unknown() => _data.UnknownChargePoint ?? $"NOBODY-{_run}-{Next()}";

    private SemaphoreSlim HolderOf(ChargePointLogin login) => _holders.GetOrAdd(login.Identity, _ => new SemaphoreSlim(1, 1));

    private async Task<ChargePointLogin> MakeAsync(NewChargePoint chargePoint, CancellationToken cancellationToken)
    {
        await (_provisioner?.AddChargePointAsync(chargePoint, cancellationToken) ?? Task.CompletedTask);
        return new ChargePointLogin(chargePoint.Identity, chargePoint.Password is { } password ? ChargePointLogin.PasswordBytes(password) : null) { IsFresh = true };
    }

    private string Fresh() => $"{_data.IdPrefix}-{_run}-{Next()}";

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
