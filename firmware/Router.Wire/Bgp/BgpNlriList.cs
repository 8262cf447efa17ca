using System.Buffers.Binary;
using System.Collections.Generic;

namespace Router.Wire.Bgp;

/// <summary>The prefixes of a field that was found well formed, read one by one without allocation.</summary>
public readonly ref struct BgpNlriList
{
    private readonly OctetsIn _octets;
    private readonly BgpRange _range;
    private readonly bool _addPath;

    internal BgpNlriList(OctetsIn octets, BgpRange range, bool isV6, bool addPath)
    {
        _octets = octets;
        _range = range;
        IsV6 = isV6;
        _addPath = addPath;
    }

    /// <summary>The field holds no octet.</summary>
    public bool IsEmpty => _range.IsEmpty;

    /// <summary>The prefixes are of IPv6 unicast, else of IPv4 unicast.</summary>
    public bool IsV6 { get; }

    public Enumerator GetEnumerator() => new(_octets, _range, IsV6, _addPath);

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
        private readonly bool _isV6;
        private readonly bool _addPath;
        private int _at;

        internal Enumerator(OctetsIn octets, BgpRange range, bool isV6, bool addPath)
        {
            _octets = octets;
            _at = range.Offset;
            _end = range.End;
            _isV6 = isV6;
            _addPath = addPath;
            Current = default;
        }

        public BgpNlri Current { get; private set; }

        public bool MoveNext()
        {
            while (_at < _end)
            {
                uint pathId = 0;
                if (_addPath)
                {
                    pathId = BigEndian.ReadUInt32(_octets, _at);
                    _at += 4;
                }

                if (_isV6 ? ReadV6(pathId) : ReadV4(pathId))
                {
                    return true;
                }
            }

            return false;
        }

        // RFC 4271 §6.3: a prefix that cannot be a unicast route is ignored: 224.0.0.0/4 and 127.0.0.0/8 and within.
        private static bool IsNoUnicast(uint address, int length) =>
            (address >> 28 == 0xe && length >= 4) || (address >> 24 == 0x7f && length >= 8);

        // Likewise ff00::/8 (RFC 4291 §2.7), fe80::/10 (§2.5.6: never forwarded) and ::1 (§2.5.3).
        private static bool IsNoUnicast(ulong high, ulong low, int length) =>
            (high >> 56 == 0xff && length >= 8) || (high >> 54 == 0x3fa && length >= 10)
            || (high == 0 && low == 1 && length == 128);

        private bool ReadV4(uint pathId)
        {
            int length = _octets[_at++];
            int octets = BgpNlri.OctetsOf(length);

            // Four octets at once where they are there: those behind the prefix are masked away like trailing bits.
            uint address = _octets.Length - _at >= Ipv4Address.Size
                ? BinaryPrimitives.ReadUInt32BigEndian(_octets.Slice(_at))
                : ReadLast(octets);
            _at += octets;
            if (IsNoUnicast(address, length))
            {
                return false;
            }

            // RFC 4271 §4.3: the value of the trailing bits is irrelevant.
            Current = new BgpNlri(Prefix.Containing(new Ipv4Address(address), length), pathId);
            return true;
        }

        private readonly uint ReadLast(int octets)
        {
            uint address = 0;
            for (int i = 0; i < octets; i++)
            {
                address |= (uint)_octets[_at + i] << (24 - (8 * i));
            }

            return address;
        }

        private bool ReadV6(uint pathId)
        {
            int length = _octets[_at++];
            int octets = BgpNlri.OctetsOf(length);
            ulong high = 0;
            ulong low = 0;
            if (_octets.Length - _at >= Ipv6Address.Size)
            {
                high = BinaryPrimitives.ReadUInt64BigEndian(_octets.Slice(_at));
                low = BinaryPrimitives.ReadUInt64BigEndian(_octets.Slice(_at + 8));
            }
            else
            {
                for (int i = 0; i < octets; i++)
                {
                    ulong octet = (ulong)_octets[_at + i] << (56 - (8 * (i & 7)));
                    high |= i < 8 ? octet : 0;
                    low |= i < 8 ? 0 : octet;
                }
            }

            _at += octets;
            Ipv6Prefix prefix = Ipv6Prefix.Containing(new Ipv6Address(high, low), length);
            IpPrefix either = prefix;

            // IPv4-mapped addresses (RFC 4291 §2.5.5.2) are never routed as IPv6, and IpPrefix takes them for IPv4.
            if (either.IsV4 || IsNoUnicast(prefix.Address.High, prefix.Address.Low, length))
            {
                return false;
            }

            Current = new BgpNlri(either, pathId);
            return true;
        }
    }
}
