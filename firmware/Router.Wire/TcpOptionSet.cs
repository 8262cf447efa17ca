namespace Router.Wire;

/// <summary>
/// The options a connection acts on, as a value. Unknown options and wrong lengths are skipped here; who must keep them
/// copies them with <see cref="TcpOptionReader"/>.
/// </summary>
public readonly record struct TcpOptionSet
{
    /// <summary>RFC 7323 §2.3: a larger shift is taken as fourteen.</summary>
    public const byte MaxWindowScale = 14;

    /// <summary>Octets of an MD5 digest (RFC 2385 §3.0).</summary>
    public const int SignatureSize = 16;

    /// <summary>Where <see cref="Write"/> leaves room for the digest, counted from the first option.</summary>
    public const int SignatureOffset = 4;

    /// <summary>Zero when absent (RFC 9293 §3.7.1).</summary>
    public ushort MaximumSegmentSize { get; init; }

    public bool HasWindowScale { get; init; }

    public byte WindowScale { get; init; }

    public bool SackPermitted { get; init; }

    public bool HasTimestamps { get; init; }

    public uint TimestampValue { get; init; }

    public uint TimestampEcho { get; init; }

    /// <summary>The segment carries an MD5 signature (RFC 2385), right or wrong.</summary>
    public bool HasSignature { get; init; }

    public static TcpOptionSet Read(OctetsIn options)
    {
        ushort mss = 0;
        byte scale = 0;
        bool hasScale = false;
        bool sack = false;
        bool hasTimestamps = false;
        uint value = 0;
        uint echo = 0;
        bool signature = false;
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
                case TcpOptionKind.Md5Signature when data.Length == SignatureSize:
                    signature = true;
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
            HasSignature = signature,
        };
    }

    /// <summary>The digest of the first MD5 signature option, empty when there is none.</summary>
    public static OctetsIn SignatureOf(OctetsIn options)
    {
        var reader = new TcpOptionReader(options);
        while (reader.Next())
        {
            if (reader.Kind == TcpOptionKind.Md5Signature && reader.Data.Length == SignatureSize)
            {
                return reader.Data;
            }
        }

        return default;
    }

    /// <summary>
    /// Writes in the order and with the padding of Linux, so that captures look alike: signature (zeros), MSS,
    /// SACK-permitted, timestamps, no-operation, window scale. Gives the length, always a multiple of four.
    /// </summary>
    public int Write(Octets options)
    {
        int length = 0;
        if (HasSignature)
        {
            options[0] = (byte)TcpOptionKind.NoOperation;
            options[1] = (byte)TcpOptionKind.NoOperation;
            options[2] = (byte)TcpOptionKind.Md5Signature;
            options[3] = 2 + SignatureSize;
            options.Slice(SignatureOffset, SignatureSize).Clear();
            length = SignatureOffset + SignatureSize;
        }

        if (MaximumSegmentSize != 0)
        {
            options[length] = (byte)TcpOptionKind.MaximumSegmentSize;
            options[length + 1] = 4;
            BigEndian.WriteUInt16(options, length + 2, MaximumSegmentSize);
            length += 4;
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
