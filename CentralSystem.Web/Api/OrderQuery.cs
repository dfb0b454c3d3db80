namespace CentralSystem.Web.Api;

/// <summary>The order of a list without filters that begins with the newest.</summary>
internal sealed record NewestFirst
{
    /// <summary>Which comes first; the newest when absent.</summary>
    public ListOrder? Order { get; init; }

    internal ListOrder Value => Order ?? ListOrder.Newest;
}

/// <summary>The order of a list without filters that begins with the oldest.</summary>
internal sealed record OldestFirst
{
    /// <summary>Which comes first; the oldest when absent.</summary>
    public ListOrder? Order { get; init; }

    internal ListOrder Value => Order ?? ListOrder.Oldest;
}

/// <summary>The order of a list without filters that goes by name.</summary>
internal sealed record AscendingFirst
{
    /// <summary>By name; ascending when absent.</summary>
    public KeyOrder? Order { get; init; }

    internal KeyOrder Value => Order ?? KeyOrder.Ascending;
}
