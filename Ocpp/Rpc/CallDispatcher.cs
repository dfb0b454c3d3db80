using System.Diagnostics.CodeAnalysis;
using System.Text;
using Ocpp.Payloads;

namespace Ocpp.Rpc;

/// <summary>Finds the handler of an action.</summary>
/// <typeparam name="TPeer">Who sends the CALLs, as the program knows its peers.</typeparam>
public sealed class CallDispatcher<TPeer>
{
    private readonly Dictionary<string, CallRoute<TPeer>> _routes = new(Utf8KeyComparer.Instance);
    private readonly Dictionary<string, CallRoute<TPeer>>.AlternateLookup<ReadOnlySpan<byte>> _routesByUtf8;
    private readonly ICallGate<TPeer>? _gate;

    /// <summary>A dispatcher without handlers.</summary>
    /// <param name="gate">Decides which CALLs are let in; without it all are.</param>
    public CallDispatcher(ICallGate<TPeer>? gate = null)
    {
        _gate = gate;
        _routesByUtf8 = _routes.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Actions with a handler.</summary>
    public IReadOnlyCollection<string> Actions => _routes.Keys;

    /// <summary>Registers the handler of an action, in place of an earlier one.</summary>
    public CallDispatcher<TPeer> Handle<TRequest, TResponse>(IOcppHandler<TRequest, TResponse, TPeer> handler)
        where TRequest : class, IOcppRequest<TResponse>, IOcppPayload<TRequest>
        where TResponse : class, IOcppResponse
    {
        var action = OcppActions.All.Single(a => a.RequestType == typeof(TRequest));
        _routes[action.Name] = new CallRoute<TRequest, TResponse, TPeer>(action, handler);
        return this;
    }

    /// <summary>Finds the route of a CALL that may pass.</summary>
    /// <remarks>Errors: <see cref="OcppCallException"/> with NotImplemented, NotSupported, or what the gate says (OCPP-J §4.2.3 table 7).</remarks>
    /// <returns>False when the CALL is to be met with silence.</returns>
    internal bool TryFind(ReadOnlySpan<byte> action, TPeer peer, [NotNullWhen(true)] out CallRoute<TPeer>? route)
    {
        if (!_routesByUtf8.TryGetValue(action, out route))
        {
            var name = Encoding.UTF8.GetString(action);
            throw OcppActions.Find(name) is null
                ? new OcppCallException(OcppErrorCode.NotImplemented, "This action is not known.")
                : new OcppCallException(OcppErrorCode.NotSupported, $"{name} is not for this side to answer.");
        }

        return _gate is null || _gate.Admits(peer, route.Action);
    }
}

/// <summary>Decides whether a CALL is let in, by what is known of its sender.</summary>
public interface ICallGate<in TPeer>
{
    /// <summary>True lets the CALL in, false ignores it.</summary>
    /// <remarks>Errors: <see cref="OcppCallException"/> refuses it with a CALLERROR.</remarks>
    bool Admits(TPeer peer, OcppAction action);
}

/// <summary>One action and its handler.</summary>
internal abstract class CallRoute<TPeer>(OcppAction action)
{
    public OcppAction Action { get; } = action;

    /// <summary>Reads the payload of the frame at hand.</summary>
    public abstract IncomingCall<TPeer> Read(ref FrameReader frame);
}

internal sealed class CallRoute<TRequest, TResponse, TPeer>(OcppAction action, IOcppHandler<TRequest, TResponse, TPeer> handler)
    : CallRoute<TPeer>(action)
    where TRequest : class, IOcppRequest<TResponse>, IOcppPayload<TRequest>
    where TResponse : class, IOcppResponse
{
    private static readonly OcppPayload.Reading<TRequest> ReadRequest = TRequest.Read;

    public override IncomingCall<TPeer> Read(ref FrameReader frame) =>
        new Incoming(frame.ReadPayload(ReadRequest), handler) { Action = Action.Name, Id = frame.Id };

    private sealed class Incoming(TRequest request, IOcppHandler<TRequest, TResponse, TPeer> handler) : IncomingCall<TPeer>
    {
        public override ValueTask<IOcppResponse> HandleAsync(CallContext<TPeer> context, CancellationToken cancellationToken)
        {
            var handling = handler.HandleAsync(request, context, cancellationToken);
            return handling.IsCompletedSuccessfully ? new(handling.Result) : AwaitAsync(handling);
        }

        private static async ValueTask<IOcppResponse> AwaitAsync(ValueTask<TResponse> handling) => await handling.ConfigureAwait(false);
    }
}

/// <summary>Compares actions as they stand in a frame with their names, without a string in between.</summary>
internal sealed class Utf8KeyComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    public static readonly Utf8KeyComparer Instance = new();

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public int GetHashCode(string obj)
    {
        Span<byte> utf8 = stackalloc byte[256];
        return GetHashCode(utf8[..Encoding.UTF8.GetBytes(obj, utf8)]);
    }

    public bool Equals(ReadOnlySpan<byte> alternate, string other) => Ascii.Equals(alternate, other);

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        // Names of actions differ in length, first and last letter often enough for a table of forty.
        return alternate.IsEmpty ? 0 : HashCode.Combine(alternate.Length, alternate[0], alternate[^1], alternate[alternate.Length / 2]);
    }

    public string Create(ReadOnlySpan<byte> alternate) => Encoding.UTF8.GetString(alternate);
}
