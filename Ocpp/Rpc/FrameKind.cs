namespace Ocpp.Rpc;

/// <summary>What a frame is, by its first element (OCPP-J §4.1.3).</summary>
public enum FrameKind
{
    /// <summary>Nothing that can be told; see the note made for it.</summary>
    None = 0,

    /// <summary><c>[2, id, action, payload]</c>.</summary>
    Call = 2,

    /// <summary><c>[3, id, payload]</c>.</summary>
    CallResult = 3,

    /// <summary><c>[4, id, code, description, details]</c>.</summary>
    CallError = 4,
}
