using System;
using System.Buffers.Binary;
using Router.Bench.Bgp.Feed;

namespace Router.Bench.Bgp.Testing;

/// <summary>
/// What the collector has: for each prefix of the table by which peer it was reached last. It counts those that are as
/// they should be, and everything that should not be there at all.
/// </summary>
internal sealed class PrefixWatch
{
    private const byte AsPathType = 2;
    private const byte ExtendedLength = 0x10;

    private readonly RouteTable _table;
    private readonly byte[] _expected;
    private readonly byte[] _known;
    private readonly uint _firstAs;

    /// <param name="table">What is announced to the speaker.</param>
    /// <param name="firstAs">The AS of the first peer; the others follow.</param>
    /// <param name="peers">How many there are.</param>
    public PrefixWatch(RouteTable table, uint firstAs, int peers)
    {
        _table = table;
        _firstAs = firstAs;
        _known = new byte[table.Prefixes];
        _expected = new byte[table.Prefixes];
        for (int group = 0; group < table.Groups; group++)
        {
            byte best = (byte)(1 + RouteFeed.BestPeer(group, peers));
            for (int i = table.GroupStarts[group]; i < table.GroupStarts[group + 1]; i++)
            {
                _expected[table.Order[i]] = best;
            }
        }
    }

    /// <summary>Prefixes with the path that is best of all that were sent.</summary>
    public int Right { get; private set; }

    /// <summary>Prefixes with any path.</summary>
    public int Present { get; private set; }

    /// <summary>Announcements of prefixes that nobody sent, or by a peer that nobody is.</summary>
    public long Wrong { get; private set; }

    public long Updates { get; private set; }

    /// <summary>Prefixes in all UPDATEs: more than there are where the speaker changes its mind.</summary>
    public long Announced { get; private set; }

    public bool IsComplete => Right == _table.Prefixes;

    /// <summary>An UPDATE's octets after the header (RFC 4271 §4.3).</summary>
    public void OnUpdate(ReadOnlySpan<byte> body)
    {
        Updates++;
        int withdrawn = BinaryPrimitives.ReadUInt16BigEndian(body);
        Mark(body.Slice(2, withdrawn), 0);
        ReadOnlySpan<byte> rest = body[(2 + withdrawn)..];
        int attributes = BinaryPrimitives.ReadUInt16BigEndian(rest);
        ReadOnlySpan<byte> prefixes = rest[(2 + attributes)..];
        byte peer = prefixes.IsEmpty ? (byte)0 : PeerOf(rest.Slice(2, attributes));
        if (peer != 0)
        {
            Mark(prefixes, peer);
        }
        else if (!prefixes.IsEmpty)
        {
            Wrong++;
        }
    }

    // The second AS of the path: the first is the speaker's own. 0: none of the peers.
    private byte PeerOf(ReadOnlySpan<byte> attributes)
    {
        while (attributes.Length >= 3)
        {
            bool isExtended = (attributes[0] & ExtendedLength) != 0;
            int length = isExtended ? BinaryPrimitives.ReadUInt16BigEndian(attributes[2..]) : attributes[2];
            ReadOnlySpan<byte> value = attributes.Slice(isExtended ? 4 : 3, length);
            if (attributes[1] == AsPathType)
            {
                uint peer = length >= 10 ? BinaryPrimitives.ReadUInt32BigEndian(value[6..]) - _firstAs : uint.MaxValue;
                return peer < byte.MaxValue ? (byte)(peer + 1) : (byte)0;
            }

            attributes = attributes[((isExtended ? 4 : 3) + length)..];
        }

        return 0;
    }

    private void Mark(ReadOnlySpan<byte> prefixes, byte peer)
    {
        bool isAnnounced = peer != 0;
        while (!prefixes.IsEmpty)
        {
            int length = prefixes[0];
            int octets = (length + 7) / 8;
            uint address = 0;
            for (int i = 0; i < octets; i++)
            {
                address |= (uint)prefixes[1 + i] << (24 - (i * 8));
            }

            prefixes = prefixes[(1 + octets)..];
            int slot = _table.SlotOf(address, length);
            if (slot < 0)
            {
                Wrong++;
                continue;
            }

            Announced += isAnnounced ? 1 : 0;
            Present += (isAnnounced ? 1 : 0) - (_known[slot] != 0 ? 1 : 0);
            Right += (peer == _expected[slot] ? 1 : 0) - (_known[slot] == _expected[slot] ? 1 : 0);
            _known[slot] = peer;
        }
    }
}
