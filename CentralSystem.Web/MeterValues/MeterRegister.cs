namespace CentralSystem.Web.MeterValues;

/// <summary>Which samples can be what a meter shows: broken ones send any number, and those beyond all measure would overflow whatever is reckoned with them.</summary>
internal static class MeterRegister
{
    /// <summary>What a meter shows, and what a sample is of that does not say (OCPP 1.6 §7.43).</summary>
    public const string Measurand = "Energy.Active.Import.Register";

    /// <summary>No register and no power reaches it, in whichever unit of OCPP 1.6 §7.45.</summary>
    public const double TooMuch = 1e15;

    /// <summary>The same in SQL, over a sampled value <c>s</c>.</summary>
    public const string IsOne = "abs(s.value) < 1e15";

    /// <summary>Whether a number can be a reading.</summary>
    public static bool CanBe(double value) => Math.Abs(value) < TooMuch;
}
