using System.Text;

namespace CentralSystem.Web.Files;

/// <summary>Makes harmless names of what senders call their files. Names are shown and offered for download; no path is ever made of one.</summary>
internal static class FileNames
{
    private const int MaxLength = 120;

    /// <summary>The last segment with letters, digits, dots, dashes, underscores and spaces; the fallback where nothing is left.</summary>
    public static string Sanitised(string? name, string fallback)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var clean = new StringBuilder();
        foreach (var c in last.Normalize(NormalizationForm.FormC).Take(MaxLength))
        {
            clean.Append(char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or ' ' ? c : '_');
        }

        // No hidden file, no "..", and nothing that Windows cuts off.
        var text = clean.ToString().Trim(' ', '.');
        return text.Any(char.IsLetterOrDigit) ? text : fallback;
    }
}
