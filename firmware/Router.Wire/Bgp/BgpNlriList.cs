using System.Collections.Generic;

namespace Router.Wire.Bgp;

/// <summary>The prefixes of a field that was found well formed, read one by one without allocation.</summary>
public readonly ref struct BgpNlriList
{
    private readonly OctetsIn _octets;
    private readonly BgpRange _range;
    private readonly bool _addPath;

    internal BgpNlriList(OctetsIn octets, BgpRange range, bool addPath)
    {
        _octets = octets;
        _range = range;
        _addPath = addPath;
    }

    public bool IsEmpty => _range.IsEmpty;

    public Enumerator GetEnumerator() => new(_octets, _range, _addPath);

    public BgpNlri[] ToArray()
    {
        List<BgpNlri> all = [];
        foreach (BgpNlri nlri in this)
        {
            all.Add(nlri);
        }

        return all.ToArray();
    }

    public ref struct Enumerator
    {
        private readonly OctetsIn _octets;
        private readonly int _end;
        private readonly bool _addPath;
        private int _at;

        internal Enumerator(OctetsIn octets, BgpRange range, bool addPath)
        {
            _octets = octets;
            _at = range.Offset;
            _end = range.End;
            _addPath = addPath;
            Current = default;
        }

        public BgpNlri Current { get; private set; }

        public bool MoveNext()
        {
            if (_at >= _end)
            {
                return false;
            }

            uint pathId = 0;
            if (_addPath)
            {
                pathId = BigEndian.ReadUInt32(_octets, _at);
                _at += 4;
            }

            int length = _octets[_at++];
            uint address = 0;
            int octets = BgpNlri.OctetsOf(length);
            for (int i = 0; i < octets; i++)
            {
                address |= (uint)_octets[_at + i] << (24 - (8 * i));
            }

            // RFC 4271 §4.3: the value of the trailing bits is irrelevant.
            Current = new BgpNlri(Prefix.Containing(new Ipv4Address(address), length), pathId);
            _at += octets;
            return true;
        }
    }
}
