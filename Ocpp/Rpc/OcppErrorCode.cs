namespace Ocpp.Rpc;

/// <summary>Error codes of a CALLERROR.</summary>
/// <remarks>Source: OCPP-J 1.6 §4.2.3 table 7. The spellings <c>FormationViolation</c> and <c>OccurenceConstraintViolation</c> stay as published (OCPP-J errata §5.1, §5.2).</remarks>
public enum OcppErrorCode
{
    /// <summary>The action is not known to the receiver.</summary>
    NotImplemented,

    /// <summary>The action is known, but not supported by the receiver.</summary>
    NotSupported,

    /// <summary>The receiver failed while it processed the action.</summary>
    InternalError,

    /// <summary>The payload is incomplete.</summary>
    ProtocolError,

    /// <summary>A security issue kept the receiver from processing the action.</summary>
    SecurityError,

    /// <summary>The payload does not follow the structure of the action.</summary>
    FormationViolation,

    /// <summary>The payload is well-formed, but a field has an invalid value.</summary>
    PropertyConstraintViolation,

    /// <summary>The payload is well-formed, but a field occurs too often, too rarely or where it must not.</summary>
    OccurenceConstraintViolation,

    /// <summary>The payload is well-formed, but a field has a wrong type.</summary>
    TypeConstraintViolation,

    /// <summary>Any other error.</summary>
    GenericError,
}
