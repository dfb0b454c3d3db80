using System.Collections.Concurrent;
using System.Reflection;

namespace CentralSystem.Web.Api;

/// <summary>Maps the endpoints of a group so that the code that binds their parameters is made when one is first called.</summary>
/// <remarks>
/// In place of the framework's own methods of these names, which compile every endpoint before the first request is answered: with
/// some 150 endpoints, six tenths of a second of CPU in which Charge Points reconnect. What describes an endpoint is made at once.
/// </remarks>
internal static class LazyEndpoints
{
    private static readonly ConcurrentDictionary<(MethodInfo Handler, string Route), object[]> Descriptions = new();

    extension(RouteGroupBuilder group)
    {
        public RouteHandlerBuilder MapGet(string pattern, Delegate handler) => group.Map(pattern, handler, HttpMethods.Get);

        public RouteHandlerBuilder MapPost(string pattern, Delegate handler) => group.Map(pattern, handler, HttpMethods.Post);

        public RouteHandlerBuilder MapPut(string pattern, Delegate handler) => group.Map(pattern, handler, HttpMethods.Put);

        public RouteHandlerBuilder MapPatch(string pattern, Delegate handler) => group.Map(pattern, handler, HttpMethods.Patch);

        public RouteHandlerBuilder MapDelete(string pattern, Delegate handler) => group.Map(pattern, handler, HttpMethods.Delete);

        private RouteHandlerBuilder Map(string pattern, Delegate handler, string method) =>
            RouteHandlerServices.Map(group, pattern, handler, [method], Describe, CreateLater);
    }

    /// <summary>What the framework says of a handler, asked once for all applications of a process: it compiles a method for each parameter that binds itself.</summary>
    private static RequestDelegateMetadataResult Describe(MethodInfo handler, RequestDelegateFactoryOptions? options)
    {
        var metadata = options!.EndpointBuilder!.Metadata;
        var route = ((RouteEndpointBuilder)options.EndpointBuilder).RoutePattern.RawText!;
        if (Descriptions.TryGetValue((handler, route), out var description))
        {
            foreach (var said in description)
            {
                metadata.Add(said);
            }

            return new() { EndpointMetadata = metadata.AsReadOnly() };
        }

        var before = metadata.Count;
        var described = RequestDelegateFactory.InferMetadata(handler, options);
        Descriptions[(handler, route)] = [.. metadata.Skip(before)];
        return described;
    }

    private static RequestDelegateResult CreateLater(Delegate handler, RequestDelegateFactoryOptions options, RequestDelegateMetadataResult? metadata)
    {
        var made = new Lazy<RequestDelegate>(() => RequestDelegateFactory.Create(handler, options, metadata).RequestDelegate);
        return new RequestDelegateResult(context => made.Value(context), metadata?.EndpointMetadata ?? []);
    }
}
