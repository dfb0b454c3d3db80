using System.Diagnostics;

namespace Ocpp.Rpc;

/// <summary>One activity for each CALL that is handled or sent, while somebody listens; without a listener nothing is made.</summary>
public static class CallTracing
{
    /// <summary>Name under which listeners find the activities.</summary>
    public const string SourceName = "CentralSystem.Ocpp";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the activity of a CALL of the peer. It belongs to no other: a connection outlives everything around it.</summary>
    internal static Activity? Handling(string action, MessageId id) => Source.HasListeners() ? Begin(action, id, ActivityKind.Server, default) : null;

    /// <summary>Begins the activity of a CALL of this side, linked to what asked for it.</summary>
    internal static Activity? Calling(OutgoingCall call) => Source.HasListeners() ? Begin(call.Action.Name, call.Id, ActivityKind.Client, call.Origin) : null;

    /// <summary>Marks the activity as failed.</summary>
    internal static void Failed(Activity? activity, string why) => activity?.SetStatus(ActivityStatusCode.Error, why);

    /// <summary>Ends the activity of a CALL of this side.</summary>
    internal static void Ended(Activity? activity, CallOutcome outcome)
    {
        if (outcome is not CallOutcome.Answered)
        {
            Failed(activity, outcome.GetType().Name);
        }

        activity?.Dispose();
    }

    private static Activity? Begin(string action, MessageId id, ActivityKind kind, ActivityContext origin)
    {
        Activity.Current = null;
        var activity = Source.CreateActivity(action, kind, default(ActivityContext), links: origin == default ? null : [new ActivityLink(origin)]);
        activity?.SetTag("ocpp.message_id", id.Text);
        return activity?.Start();
    }
}
