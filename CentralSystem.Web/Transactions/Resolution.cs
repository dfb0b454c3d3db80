namespace CentralSystem.Web.Transactions;

/// <summary>Why a transaction was ended without its StopTransaction.</summary>
internal enum Resolution
{
    /// <summary>Its connector reported Available, which no connector in a transaction does (OCPP 1.6 §4.9).</summary>
    ConnectorAvailable,

    /// <summary>A later transaction began on its connector; messages of transactions come in their order (§3.7).</summary>
    NextStart,

    /// <summary>The Charge Point booted, and neither a stop nor a sign of the transaction came since.</summary>
    NoStopAfterBoot,

    /// <summary>An operator ended it.</summary>
    Operator,
}
