using System.Globalization;
using ChargePointEmulator.Driving;

namespace ChargePointEmulator.Documents;

/// <summary>Typed values of a map; an error names the place of the value, what is allowed and what stands there.</summary>
internal static class DocumentValues
{
    extension(DocumentMap map)
    {
        /// <summary>What stands behind a key that must be there.</summary>
        public DocumentNode Required(string what, string key) => map.Find(key) ?? throw map.Place.Error($"{what} needs {key}.");

        public string? OptionalText(string key) => map.Find(key)?.AsText(key);

        public TimeSpan Duration(string key, TimeSpan whenAbsent) => map.OptionalDuration(key) ?? whenAbsent;

        public TimeSpan? OptionalDuration(string key) => map.Find(key)?.AsDuration(key);

        public double? OptionalNumber(string key, double least = double.MinValue, double most = double.MaxValue) => map.Find(key)?.AsNumber(key, least, most);

        /// <summary>A whole number.</summary>
        public int? OptionalCount(string key, int least, int most) => map.Find(key)?.AsCount(key, least, most);

        public bool Flag(string key, bool whenAbsent = false) => map.Find(key)?.AsFlag(key) ?? whenAbsent;
    }

    extension(DocumentNode node)
    {
        public TimeSpan AsDuration(string what) => DurationText.TryParse(node.AsText(what), out var duration) ? duration
            : throw node.Place.Error($"{what} must be {DurationText.Allowed}, but is {node.Kind}.");

        public double AsNumber(string what, double least = double.MinValue, double most = double.MaxValue) =>
            double.TryParse(node.AsText(what), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw node.Place.Error(least == double.MinValue ? $"{what} must be a number, but is {node.Kind}."
                : string.Create(CultureInfo.InvariantCulture, $"{what} must be a number from {least} to {most}, but is {node.Kind}."));

        public int AsCount(string what, int least, int most) =>
            int.TryParse(node.AsText(what), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least && count <= most ? count
            : throw node.Place.Error($"{what} must be a whole number from {least} to {most}, but is {node.Kind}.");

        public bool AsFlag(string what) => node.AsText(what) switch
        {
            "true" => true,
            "false" => false,
            _ => throw node.Place.Error($"{what} must be true or false, but is {node.Kind}."),
        };

        /// <summary>One of a few words.</summary>
        public string AsWord(string what, IReadOnlyCollection<string> words) => words.Contains(node.AsText(what)) ? node.AsText(what)
            : throw node.Place.Error($"{what} is {node.Kind}, which is not known{NearestWord.Suggestion(node.AsText(what), words)}");
    }
}
