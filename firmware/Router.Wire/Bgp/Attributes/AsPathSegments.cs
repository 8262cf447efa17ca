namespace Router.Wire.Bgp;

/// <summary>
/// The segments of an AS path in wire order, of two or four octets a number. Ends at the first that is cut.
/// </summary>
public ref struct AsPathSegments
{
    private readonly OctetsIn _octets;
    private readonly int _end;
    private readonly int _asSize;
    private int _at;

    public AsPathSegments(OctetsIn octets, BgpRange path, int asSize = 4)
    {
        _octets = octets;
        _at = path.Offset;
        _end = path.End;
        _asSize = asSize;
        Type = default;
        Numbers = default;
        Count = 0;
    }

    public AsPathSegmentType Type { get; private set; }

    /// <summary>How many AS numbers the segment holds.</summary>
    public int Count { get; private set; }

    /// <summary>Where the numbers lie.</summary>
    public BgpRange Numbers { get; private set; }

    /// <summary>Where the next segment would start.</summary>
    public readonly int Position => _at;

    public readonly bool IsConfederation =>
        Type is AsPathSegmentType.ConfederationSequence or AsPathSegmentType.ConfederationSet;

    /// <summary>Unordered: AS_SET or AS_CONFED_SET, which RFC 9774 deprecates.</summary>
    public readonly bool IsSet => Type is AsPathSegmentType.Set or AsPathSegmentType.ConfederationSet;

    public bool MoveNext()
    {
        if (_end - _at < 2)
        {
            return false;
        }

        int count = _octets[_at + 1];
        if (count * _asSize > _end - _at - 2)
        {
            return false;
        }

        Type = (AsPathSegmentType)_octets[_at];
        Count = count;
        Numbers = new BgpRange(_at + 2, count * _asSize);
        _at = Numbers.End;
        return true;
    }

    public readonly Asn this[int index] => AsPathAttribute.ReadAs(_octets, Numbers.Offset + (index * _asSize), _asSize);

    /// <summary>What is wrong with a path, or null (RFC 7606 §7.2, RFC 7607 §2).</summary>
    internal static string? FaultOf(OctetsIn octets, BgpRange path, int asSize)
    {
        AsPathSegments segments = new(octets, path, asSize);
        while (segments.MoveNext())
        {
            if (segments.Type is < AsPathSegmentType.Set or > AsPathSegmentType.ConfederationSet)
            {
                return "a segment of an AS path has an unknown type";
            }

            if (segments.Count == 0)
            {
                return "a segment of an AS path is empty";
            }

            for (int i = 0; i < segments.Count; i++)
            {
                if (segments[i].IsZero)
                {
                    return "an AS path names AS 0";
                }
            }
        }

        return segments.Position == path.End ? null : "a segment of an AS path reaches past its end";
    }
}
