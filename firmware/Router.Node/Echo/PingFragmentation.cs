namespace Router.Node.Echo;

/// <summary>The path MTU discovery modes of iputils' <c>ping -M</c>.</summary>
public enum PingFragmentation
{
    /// <summary>DF set as long as the request fits the known path; a longer one is fragmented here.</summary>
    Want,

    /// <summary>DF always set; a request that is too long is an error.</summary>
    Do,

    /// <summary>DF never set.</summary>
    Dont,
}
