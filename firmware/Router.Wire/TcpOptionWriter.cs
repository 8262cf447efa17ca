namespace Router.Wire;

/// <summary>Appends options to a buffer of up to forty octets; <see cref="Finish"/> pads to a whole word.</summary>
public ref struct TcpOptionWriter
{
    private readonly Octets _octets;

    public TcpOptionWriter(Octets options)
    {
        _octets = options;
        Length = 0;
    }

    public int Length { get; private set; }

    /// <summary>Any option, known or not. False, and nothing written, when it does not fit.</summary>
    public bool TryWrite(TcpOptionKind kind, OctetsIn data)
    {
        bool single = kind is TcpOptionKind.EndOfList or TcpOptionKind.NoOperation;
        int length = single ? 1 : 2 + data.Length;
        if (Length + length > _octets.Length || length > TcpHeader.MaxOptions)
        {
            return false;
        }

        _octets[Length] = (byte)kind;
        if (!single)
        {
            _octets[Length + 1] = (byte)length;
            data.CopyTo(_octets.Slice(Length + 2));
        }

        Length += length;
        return true;
    }

    /// <summary>Pads with end-of-list to a multiple of four and gives the length.</summary>
    public int Finish()
    {
        while ((Length & 3) != 0)
        {
            _octets[Length++] = (byte)TcpOptionKind.EndOfList;
        }

        return Length;
    }
}
