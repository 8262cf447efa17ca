using System;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>Puts AS numbers in front of a four-octet AS_PATH.</summary>
internal readonly ref struct PathPrepender
{
    private const int MaxSegment = 255;

    private readonly Asn _own;
    private readonly int _ownCount;
    private readonly ReadOnlySpan<Asn> _behind;

    /// <param name="own">Leftmost, <paramref name="ownCount"/> times.</param>
    /// <param name="behind">Between those and the path.</param>
    public PathPrepender(Asn own, int ownCount, ReadOnlySpan<Asn> behind)
    {
        _own = own;
        _ownCount = ownCount;
        _behind = behind;
    }

    /// <summary>The most octets that the path grows by.</summary>
    public static int Growth(int numbers) => (4 * numbers) + (2 * ((numbers / MaxSegment) + 1));

    /// <summary>Octets of the value that is written at <paramref name="offset"/>.</summary>
    public int Write(Octets destination, int offset, OctetsIn block, BgpRange path)
    {
        int left = _ownCount + _behind.Length;
        AsPathSegments segments = new(block, path);
        int first = segments.MoveNext() && segments.Type == AsPathSegmentType.Sequence ? segments.Count : 0;

        // RFC 4271 §5.1.2: the first sequence takes numbers until it holds 255, then a new one is begun, and so on. In
        // front stands what was put there last: the segment that is not full.
        int merged = first > 0 ? Math.Min(MaxSegment - first, left) : 0;
        int ahead = left - merged;
        int at = offset;
        int next = 0;
        while (ahead > 0)
        {
            int count = ahead % MaxSegment == 0 ? MaxSegment : ahead % MaxSegment;
            at = WriteSegment(destination, at, count, count, ref next);
            ahead -= count;
        }

        int rest = path.Offset;
        if (merged > 0)
        {
            at = WriteSegment(destination, at, merged + first, merged, ref next);
            rest += 2;
        }

        block.Slice(rest, path.End - rest).CopyTo(destination.Slice(at));
        return at + path.End - rest - offset;
    }

    private int WriteSegment(Octets destination, int at, int length, int count, ref int next)
    {
        destination[at] = (byte)AsPathSegmentType.Sequence;
        destination[at + 1] = (byte)length;
        at += 2;
        for (int i = 0; i < count; i++, next++, at += 4)
        {
            BigEndian.WriteUInt32(destination, at, (next < _ownCount ? _own : _behind[next - _ownCount]).Value);
        }

        return at;
    }
}
