namespace CentralSystem.Web.Dashboard.Charts;

/// <summary>One line of a <see cref="TimeChart"/>.</summary>
/// <param name="Name">What it shows, such as <c>L1</c> or <c>Offered</c>.</param>
/// <param name="Unit">Unit of its values, such as <c>kW</c>. A chart has room for two: the first one stands on the left, another one on the right.</param>
/// <param name="Points">In the order of time.</param>
/// <param name="IsStep">Whether a value holds until the next point (limits, states) instead of leading to it (measurements). The last one ends where it stands: who knows how long it holds adds a point there.</param>
public sealed record ChartSeries(string Name, string Unit, IReadOnlyList<ChartPoint> Points, bool IsStep = false);

/// <summary>A value at an instant.</summary>
/// <param name="At">When.</param>
/// <param name="Value">In the unit of the series; null interrupts the line.</param>
public readonly record struct ChartPoint(DateTimeOffset At, double? Value);
