using Router.Node.Echo;

namespace Router.Lab.Checks;

/// <summary>A ping under way in the lab.</summary>
public interface IPingRun
{
    /// <summary>All echoes are answered or given up.</summary>
    bool IsFinished { get; }

    PingStatistics Statistics { get; }

    /// <summary>Smallest and largest TTL of the replies; 0 while there are none.</summary>
    (int Least, int Most) ReplyTtl { get; }
}
