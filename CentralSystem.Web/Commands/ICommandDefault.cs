using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using CentralSystem.Web.ChargePoints;

namespace CentralSystem.Web.Commands;

/// <summary>What an operator may leave to us in the payload of one action.</summary>
internal interface ICommandDefault
{
    string Action { get; }

    /// <summary>Members that may be absent here in spite of the specification, or stand here only: by their path, with what that means. The API's description shows it.</summary>
    IReadOnlyDictionary<string, string> Optional => ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Fills in what is missing; whatever it leaves is checked afterwards.</summary>
    /// <remarks>Errors: <see cref="Api.ProblemException"/> for what stands in a payload for us alone and makes no sense.</remarks>
    ValueTask CompleteAsync(JsonObject payload, ChargePointState chargePoint, CancellationToken cancellationToken);
}

/// <summary>A number of a payload that an operator may leave to us.</summary>
internal interface ICommandNumber : ICommandDefault
{
    /// <summary>Name of the member.</summary>
    string Member { get; }

    /// <summary>Which number it becomes, as a sentence.</summary>
    string WhenAbsent { get; }

    /// <summary>The value for a payload that comes without the member.</summary>
    ValueTask<int> NextAsync(ChargePointState chargePoint, CancellationToken cancellationToken);

    /// <summary>The operator chose the value.</summary>
    void Chosen(ChargePointState chargePoint, int value);

    IReadOnlyDictionary<string, string> ICommandDefault.Optional => new Dictionary<string, string> { [Member] = WhenAbsent };

    async ValueTask ICommandDefault.CompleteAsync(JsonObject payload, ChargePointState chargePoint, CancellationToken cancellationToken)
    {
        if (payload[Member] is not { } given)
        {
            payload[Member] = await NextAsync(chargePoint, cancellationToken);
        }
        else if (given.GetValueKind() == JsonValueKind.Number && given.AsValue().TryGetValue(out int chosen))
        {
            Chosen(chargePoint, chosen);
        }
    }
}
