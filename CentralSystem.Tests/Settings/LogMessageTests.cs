using System.Reflection;
using CentralSystem.Web.Settings;
using Microsoft.Extensions.Logging;

namespace CentralSystem.Tests.Settings;

/// <summary>The ids of log messages are part of the interface: whoever watches for one gets no other.</summary>
public class LogMessageTests
{
    [Fact]
    public void No_two_log_messages_have_the_same_id()
    {
        var ids = typeof(ServerOptions).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId).OfType<int>().ToList();
        ids.Count.ShouldBeGreaterThan(50);
        ids.ShouldBeUnique();
    }
}
