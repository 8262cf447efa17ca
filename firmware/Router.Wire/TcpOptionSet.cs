namespace Router.Wire;

/// <summary>
/// The options a connection acts on, as a value. Unknown options and wrong lengths are skipped here; who must keep them
/// copies them with <see cref="TcpOptionReader"/>.
/// </summary>
public readonly record struct TcpOptionSet
{
    /// <summary>RFC 7323 §2.3: a larger shift is taken as fourteen.</summary>
    public const byte MaxWindowScale = 14;

    /// <summary>Zero when absent (RFC 9293 §3.7.1).</summary>
    public ushort MaximumSegmentSize { get; init; }

    public bool HasWindowScale { get; init; }

    public byte WindowScale { get; init; }

    public bool SackPermitted { get; init; }

    public bool HasTimestamps { get; init; }

    public uint TimestampValue { get; init; }

    public uint TimestampEcho { get; init; }

    public static TcpOptionSet Read(OctetsIn options)
    {
        ushort mss = 0;
        byte scale = 0;
        bool hasScale = false;
        bool sack = false;
        bool hasTimestamps = false;
        uint value = 0;
        uint echo = 0;
        var reader = new TcpOptionReader(options);
        while (reader.Next())
        {
            OctetsIn data = reader.Data;
            switch (reader.Kind)
            {
                case TcpOptionKind.MaximumSegmentSize when data.Length == 2:
                    mss = BigEndian.ReadUInt16(data, 0);
                    break;
                case TcpOptionKind.WindowScale when data.Length == 1:
                    hasScale = true;
                    scale = data[0] > MaxWindowScale ? MaxWindowScale : data[0];
                    break;
                case TcpOptionKind.SackPermitted when data.Length == 0:
                    sack = true;
                    break;
                case TcpOptionKind.Timestamps when data.Length == 8:
                    hasTimestamps = true;
                    value = BigEndian.ReadUInt32(data, 0);
                    echo = BigEndian.ReadUInt32(data, 4);
                    break;
                default:
                    break;
            }
        }

        return new TcpOptionSet
        {
            MaximumSegmentSize = mss,
            HasWindowScale = hasScale,
            WindowScale = scale,
            SackPermitted = sack,
            HasTimestamps = hasTimestamps,
            TimestampValue = value,
            TimestampEcho = echo,
        };
    }

    /// <summary>
    /// Writes in the order and with the padding of Linux, so that captures look alike: MSS, SACK-permitted, timestamps,
    /// no-operation, window scale. Gives the length, always a multiple of four.
    /// </summary>
    public int Write(Octets options)
    {
        int length = 0;
        if (MaximumSegmentSize != 0)
        {
            options[0] = (byte)TcpOptionKind.MaximumSegmentSize;
            options[1] = 4;
            BigEndian.WriteUInt16(options, 2, MaximumSegmentSize);
            length = 4;
        }

        if (HasTimestamps || SackPermitted)
        {
            // Linux puts SACK-permitted where the padding of timestamps would be, and pads it when it stands alone.
            bool filled = HasTimestamps && SackPermitted;
            options[length] = (byte)(filled ? TcpOptionKind.SackPermitted : TcpOptionKind.NoOperation);
            options[length + 1] = filled ? (byte)2 : (byte)TcpOptionKind.NoOperation;
            length += 2;
        }

        if (HasTimestamps)
        {
            options[length] = (byte)TcpOptionKind.Timestamps;
            options[length + 1] = 10;
            BigEndian.WriteUInt32(options, length + 2, TimestampValue);
            BigEndian.WriteUInt32(options, length + 6, TimestampEcho);
            length += 10;
        }
        else if (SackPermitted)
        {
            options[length] = (byte)TcpOptionKind.SackPermitted;
            options[length + 1] = 2;
            length += 2;
        }

        if (HasWindowScale)
        {
            options[length] = (byte)TcpOptionKind.NoOperation;
            options[length + 1] = (byte)TcpOptionKind.WindowScale;
            options[length + 2] = 3;
            options[length + 3] = WindowScale;
            length += 4;
        }

        return length;
    }
}
