namespace Router.Bench.Bgp.Results;

/// <summary>What one start of a daemon showed. Times in milliseconds, memory in octets; 0 where not measured.</summary>
internal sealed record BgpSample
{
    /// <summary>From the first UPDATE's first octet in to the last prefix out at the collector.</summary>
    public double Arrived { get; init; }

    /// <summary>Processor time of the daemon meanwhile.</summary>
    public double ArrivedCpu { get; init; }

    /// <summary>From the loss of the only peer to the last prefix withdrawn at the collector.</summary>
    public double Withdrawn { get; init; }

    /// <summary>Sessions up, no routes.</summary>
    public long Idle { get; init; }

    /// <summary>The most until all had arrived.</summary>
    public long Peak { get; init; }

    /// <summary>A moment after all had arrived.</summary>
    public long Settled { get; init; }

    /// <summary>UPDATEs that the collector got.</summary>
    public long Updates { get; init; }

    /// <summary>Prefixes in them.</summary>
    public long Announced { get; init; }

    public long Wrong { get; init; }

    /// <summary>Share of the time in which the tester had something to do.</summary>
    public double TesterBusy { get; init; }

    /// <summary>Of a mesh at rest: share of a core.</summary>
    public double RestCpu { get; init; }

    /// <summary>Of a mesh: what the sessions added.</summary>
    public double PerSession { get; init; }
}
