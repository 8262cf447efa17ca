namespace Router.Tcp;

/// <summary>
/// The numbers a blind attacker must not guess, each a keyed function of the connection's four-tuple.
/// </summary>
internal sealed class TupleSecrets
{
    // RFC 6335 §6: the dynamic range.
    private const int FirstPort = 49152;
    private const int PortCount = 65536 - FirstPort;

    private readonly SipHash _sequence;
    private readonly SipHash _timestamp;
    private readonly SipHash _port;
    private uint _portCounter;

    public TupleSecrets(ulong seed)
    {
        var stream = new RandomStream(seed, "tcp-secrets");
        _sequence = new SipHash(stream.NextUInt64(), stream.NextUInt64());
        _timestamp = new SipHash(stream.NextUInt64(), stream.NextUInt64());
        _port = new SipHash(stream.NextUInt64(), stream.NextUInt64());
        Table = new SipHash(stream.NextUInt64(), stream.NextUInt64());
    }

    public SipHash Table { get; }

    /// <summary>RFC 6528 §3: ISN = M + F(four-tuple, secret), M ticking every four microseconds.</summary>
    public TcpSequence InitialSequence(FourTuple tuple, Instant now) =>
        new(unchecked((uint)_sequence.Of(tuple.Addresses, tuple.Ports) + (uint)(now.Nanoseconds / 4000)));

    /// <summary>
    /// RFC 7323 §5.4: the timestamp clock starts elsewhere for each tuple, and grows across its incarnations.
    /// </summary>
    public uint TimestampOffset(FourTuple tuple) => (uint)_timestamp.Of(tuple.Addresses, tuple.Ports);

    /// <summary>
    /// RFC 6056 §3.3.3 (algorithm 3): the n-th candidate for a destination; ask again while it is taken.
    /// </summary>
    public ushort NextPort(Ipv4Address local, Ipv4Address remote, ushort remotePort)
    {
        uint offset = (uint)_port.Of(new FourTuple(local, 0, remote, remotePort).Addresses, remotePort);
        return (ushort)(FirstPort + (unchecked(offset + _portCounter++) % PortCount));
    }

    public static int PortChoices => PortCount;
}
