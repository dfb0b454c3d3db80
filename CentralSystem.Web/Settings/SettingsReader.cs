using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace CentralSystem.Web.Settings;

/// <summary>Reads a section of the settings into its options object and checks every value.</summary>
/// <remarks>
/// Keys come from appsettings.json, the environment and the command line alike. Errors: <see cref="SettingsException"/> with
/// one line that names the key, the value and what is allowed; it stops the start.
/// </remarks>
internal static class SettingsReader
{
    private static readonly string[] TrueTexts = ["true", "1", "yes", "on"];
    private static readonly string[] FalseTexts = ["false", "0", "no", "off"];

    extension(IHostApplicationBuilder builder)
    {
        /// <summary>Reads a section now and registers it as <see cref="IOptions{TOptions}"/>.</summary>
        public TOptions AddSettings<TOptions>(string section)
            where TOptions : class, new()
        {
            var options = Read<TOptions>(builder.Configuration, section);
            builder.Services.AddSingleton(Options.Create(options));
            builder.Services.AddSingleton(new SettingsSection(section, options));
            return options;
        }
    }

    /// <summary>Reads every settable property that has a value; the others keep their defaults.</summary>
    public static TOptions Read<TOptions>(IConfiguration configuration, string section)
        where TOptions : class, new()
    {
        var options = new TOptions();
        foreach (var property in typeof(TOptions).GetProperties())
        {
            var environmentName = property.GetCustomAttribute<EnvironmentNameAttribute>()?.Name;
            var key = environmentName is not null && configuration[environmentName] is { Length: > 0 } ? environmentName : $"{section}:{property.Name}";
            if (property.PropertyType == typeof(string[]))
            {
                ReadList(configuration.GetSection(key), property, options);
            }
            else if (configuration[key] is { } text)
            {
                property.SetValue(options, Parse(key, text, property));
            }
        }

        return options;
    }

    private static void ReadList(IConfigurationSection section, PropertyInfo property, object options)
    {
        if (section.Exists())
        {
            property.SetValue(options, section.GetChildren().Select(child => child.Value ?? "").Where(text => text.Length > 0).ToArray());
        }
    }

    private static object Parse(string key, string text, PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == typeof(string))
        {
            if (property.GetCustomAttribute<SecretAttribute>() is not null)
            {
                return text;
            }

            var pattern = property.GetCustomAttribute<AllowedTextAttribute>();
            return text.Length > 0 && pattern?.Allows(text) != false ? text : throw new SettingsException(key, text, pattern?.Description ?? "some text");
        }

        if (type == typeof(bool))
        {
            return TrueTexts.Contains(text, StringComparer.OrdinalIgnoreCase)
                || (FalseTexts.Contains(text, StringComparer.OrdinalIgnoreCase)
                    ? false
                    : throw new SettingsException(key, text, "true, 1, yes, on, false, 0, no or off"));
        }

        if (type == typeof(int))
        {
            var range = property.GetCustomAttribute<RangeAttribute>()!;
            var zero = property.GetCustomAttribute<OrZeroAttribute>() is not null;
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && ((number >= (int)range.Minimum && number <= (int)range.Maximum) || (zero && number == 0))
                ? number
                : throw new SettingsException(key, text, $"{(zero ? "0 or " : "")}a whole number from {range.Minimum} to {range.Maximum}");
        }

        return Enum.GetNames(type).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } member
            ? Enum.Parse(type, member)
            : throw new SettingsException(key, text, string.Join(" or ", Enum.GetNames(type)));
    }
}

/// <summary>Name under which the environment or the command line may give a setting besides its section; it wins over the section.</summary>
/// <param name="name">Such as <c>WEB_SRV_PORT</c>: the names of the program this one replaces.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class EnvironmentNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>0 is allowed besides the range: it switches something off.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OrZeroAttribute : Attribute;

/// <summary>A value that nobody is shown.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal class NeverShownAttribute : Attribute;

/// <summary>A text that no message may show; empty when it is not set. Whoever uses it checks it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute : NeverShownAttribute;

/// <summary>What a text setting may be.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal abstract class AllowedTextAttribute(string description) : Attribute
{
    public string Description { get; } = description;

    public abstract bool Allows(string text);
}

/// <summary>A setting that cannot be used.</summary>
internal sealed class SettingsException(string key, string value, string allowed)
    : Exception($"Setting {key} has the value '{Connections.Secrets.Mask(value)}'; allowed is {allowed}.");
