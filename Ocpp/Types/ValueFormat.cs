namespace Ocpp.Types;

/// <summary>How the text of a sampled value is to be read.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.49.</remarks>
public enum ValueFormat
{
    /// <summary>An integer or decimal number. The default.</summary>
    Raw,

    /// <summary>A signed binary block, as hex.</summary>
    SignedData,
}
