using System.Reflection;
using System.Text;
using Ocpp;
using Ocpp.Payloads;

namespace CentralSystem.Tests.Messages;

/// <summary>Reads payloads by the name of their action.</summary>
internal static class Payloads
{
    private static readonly MethodInfo Generic = typeof(Payloads).GetMethod(nameof(ReadAs), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Reads a request as lenient readers do and gives it with the notes made.</summary>
    public static (IOcppPayload Payload, IReadOnlyList<ProtocolNote> Notes) ReadLeniently(string action, string json)
    {
        var context = new PayloadReadContext(ValidationMode.Lenient);
        context.Begin(Support.A.Stop);
        return (Read(TypeOf(action), json, context), context.Notes);
    }

    /// <summary>Reads a request, or with the suffix <c>.conf</c> a response, as strict readers do.</summary>
    public static IOcppPayload ReadStrictly(string action, string json) => Read(TypeOf(action), json, new PayloadReadContext(ValidationMode.Strict));

    private static Type TypeOf(string action) =>
        action.EndsWith(".conf", StringComparison.Ordinal) ? OcppActions.Find(action[..^5])!.ResponseType : OcppActions.Find(action)!.RequestType;

    private static IOcppPayload Read(Type type, string json, PayloadReadContext context)
    {
        try
        {
            return (IOcppPayload)Generic.MakeGenericMethod(type).Invoke(null, [json, context])!;
        }
        catch (TargetInvocationException e)
        {
            throw e.InnerException!;
        }
    }

    private static T ReadAs<T>(string json, PayloadReadContext context)
        where T : IOcppPayload<T> =>
        OcppPayload.Read<T>(Encoding.UTF8.GetBytes(json), context);
}
