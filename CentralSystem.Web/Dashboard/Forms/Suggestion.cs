namespace CentralSystem.Web.Dashboard.Forms;

/// <summary>A value that is known to make sense in a field; any other one may be entered, too.</summary>
/// <param name="Value">What is entered.</param>
/// <param name="Label">What it is, in words.</param>
public sealed record Suggestion(string Value, string Label);
