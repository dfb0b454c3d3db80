namespace Ocpp.Types;

/// <summary>Place of a measurement.</summary>
/// <remarks>Source: OCPP 1.6 ed. 2 §7.30.</remarks>
public enum Location
{
    /// <summary>Inside the body of the Charge Point, a temperature for instance.</summary>
    Body,

    /// <summary>On the cable between vehicle and Charge Point.</summary>
    Cable,

    /// <summary>Measured by the vehicle.</summary>
    EV,

    /// <summary>At the grid connection.</summary>
    Inlet,

    /// <summary>At a Connector. The default.</summary>
    Outlet,
}
