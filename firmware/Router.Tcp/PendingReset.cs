namespace Router.Tcp;

/// <summary>A segment that belongs to no connection and waits for the next Poll: a reset.</summary>
internal readonly record struct PendingReset(
    FourTuple Tuple, TcpSequence Sequence, TcpSequence Acknowledgment, bool Acknowledges, byte Tos, byte Ttl,
    TcpMd5Key? Key);
