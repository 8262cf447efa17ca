namespace Router.Wire;

/// <summary>
/// Walks the options of a segment, known and unknown, padding included, so that writing each one back gives the same
/// octets. Stops at the end-of-list option or at the first malformed length (RFC 9293 §3.1, RFC 1122 §4.2.2.5).
/// </summary>
public ref struct TcpOptionReader
{
    private readonly OctetsIn _octets;
    private int _offset;

    public TcpOptionReader(OctetsIn options)
    {
        _octets = options;
        _offset = 0;
        Kind = default;
        Data = default;
        Malformed = false;
    }

    public TcpOptionKind Kind { get; private set; }

    /// <summary>Without kind and length; empty for the two one-octet options.</summary>
    public OctetsIn Data { get; private set; }

    /// <summary>An option claimed more octets than there are, or fewer than its own two.</summary>
    public bool Malformed { get; private set; }

    /// <summary>What follows the options read so far: padding after the end-of-list option.</summary>
    public readonly OctetsIn Rest => _octets.Slice(_offset);

    public bool Next()
    {
        if (Malformed || _offset >= _octets.Length || (_offset > 0 && Kind == TcpOptionKind.EndOfList))
        {
            return false;
        }

        Kind = (TcpOptionKind)_octets[_offset];
        Data = default;
        if (Kind is TcpOptionKind.EndOfList or TcpOptionKind.NoOperation)
        {
            _offset++;
            return true;
        }

        int length = _offset + 1 < _octets.Length ? _octets[_offset + 1] : 0;
        if (length < 2 || _offset + length > _octets.Length)
        {
            Malformed = true;
            return false;
        }

        Data = _octets.Slice(_offset + 2, length - 2);
        _offset += length;
        return true;
    }
}
