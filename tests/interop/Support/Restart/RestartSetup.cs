namespace Router.Tests.Interop.Support.Restart;

/// <summary>A daemon that will die and come back, in no daemon's language.</summary>
/// <param name="Address">Its own, on eth0.</param>
/// <param name="Asn">Its own.</param>
/// <param name="Remote">Our speaker's.</param>
/// <param name="RemoteAsn">Our speaker's.</param>
internal sealed record RestartSetup(string Address, uint Asn, string Remote, uint RemoteAsn)
{
    /// <summary>What its OPEN says, in seconds (RFC 4724 §3).</summary>
    public required int RestartTime { get; init; }

    /// <summary>What its OPEN says, in seconds (RFC 9494 §3.1); 0: no long-lived graceful restart.</summary>
    public int LongLivedStaleTime { get; init; }

    /// <summary>What it learns goes to the kernel of its namespace, which forwards by it.</summary>
    public bool Forwards { get; init; }
}
