using System;
using System.Collections.Generic;
using System.Text;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp.Monitoring;

/// <summary>
/// Writes the Loc-RIB as TABLE_DUMP_V2 (RFC 6396 §4.3), a bounded part at each call, so that no session waits for it.
/// </summary>
public sealed class MrtTableDump
{
    private static readonly BgpFamily[] s_families = [BgpFamily.Ipv4Unicast, BgpFamily.Ipv6Unicast];

    private readonly BgpSpeaker _speaker;
    private readonly WallClock _clock;
    private readonly uint _time;
    private readonly Dictionary<int, (int Entry, uint Since)> _peers = [];
    private bool _hasIndex;
    private int _family;
    private int _slot;
    private uint _sequence;

    public MrtTableDump(BgpSpeaker speaker, WallClock clock, Instant now)
    {
        _speaker = speaker;
        _clock = clock;
        _time = clock.Seconds(now);
    }

    /// <summary>All of it is written.</summary>
    public bool IsOver => _family == s_families.Length;

    /// <summary>Records of routes so far.</summary>
    public uint Routes => _sequence;

    /// <summary>Looks at so many slots of the table and appends whole records.</summary>
    public void Write(OctetBuffer buffer, int slots)
    {
        if (!_hasIndex)
        {
            _hasIndex = true;
            WriteIndex(buffer);
        }

        for (; slots > 0 && !IsOver; slots--)
        {
            if (_slot >= _speaker.RouteSlots(s_families[_family]))
            {
                _family++;
                _slot = 0;
            }
            else if (_speaker.RouteAt(s_families[_family], _slot++) is { } route)
            {
                WriteRoute(buffer, route);
            }
        }
    }

    // RFC 6396 §4.3.1: collector, view name, peers; entries name peers by their place here.
    private void WriteIndex(OctetBuffer buffer)
    {
        IReadOnlyList<BgpPeerView> peers = _speaker.Peers();
        int count = Math.Min(peers.Count, ushort.MaxValue - 1);
        int start = MrtRecord.Begin(buffer, _time, MrtRecord.TableDumpV2, MrtRecord.PeerIndexTable);
        buffer.UInt32(_speaker.Options.RouterId.Value);
        byte[] name = Encoding.ASCII.GetBytes("Loc-RIB");
        buffer.UInt16(name.Length);
        buffer.Write(name);
        buffer.UInt16(count + 1);
        WritePeer(buffer, _speaker.Options.RouterId, Ipv4Address.Any, _speaker.Options.LocalAs);
        _peers[BgpPath.Local] = (0, _time);
        for (int i = 0; i < count; i++)
        {
            BgpPeerView peer = peers[i];
            _peers[peer.Index] = (i + 1, _clock.Seconds(peer.Since));
            WritePeer(buffer, peer.Negotiated?.RemoteId ?? default, peer.Options.RemoteAddress, peer.Options.RemoteAs);
        }

        MrtRecord.End(buffer, start);
    }

    private static void WritePeer(OctetBuffer buffer, RouterId identifier, IpAddress address, Asn asn)
    {
        const int HasV6 = 1;
        const int HasAs4 = 2;
        buffer.Byte(HasAs4 | (address.IsV4 ? 0 : HasV6));
        buffer.UInt32(identifier.Value);
        buffer.Address(address);
        buffer.UInt32(asn.Value);
    }

    private void WriteRoute(OctetBuffer buffer, BgpRouteView route)
    {
        bool hasIdentifiers = false;
        int count = 0;
        foreach (BgpPath path in route.Paths)
        {
            hasIdentifiers |= path.PathId != 0;

            // A peer that was added since the index was written is not in it.
            count += _peers.ContainsKey(path.Peer) ? 1 : 0;
        }

        if (count == 0)
        {
            return;
        }

        int subtype = (route.Prefix.IsV4 ? MrtRecord.RibIpv4Unicast : MrtRecord.RibIpv6Unicast)
            + (hasIdentifiers ? MrtRecord.RibAddPathOffset : 0);
        int start = MrtRecord.Begin(buffer, _time, MrtRecord.TableDumpV2, subtype);
        buffer.UInt32(_sequence++);
        MrtRecord.Prefix(buffer, route.Prefix);
        buffer.UInt16(count);
        foreach (BgpPath path in route.Paths)
        {
            if (_peers.TryGetValue(path.Peer, out (int Entry, uint Since) peer))
            {
                buffer.UInt16(peer.Entry);
                buffer.UInt32(peer.Since);
                if (hasIdentifiers)
                {
                    buffer.UInt32(path.PathId);
                }

                WriteAttributes(buffer, path.Attributes.Span);
            }
        }

        MrtRecord.End(buffer, start);
    }

    // AS numbers have four octets in any case (RFC 6396 §4.3.4), as in the block.
    private static void WriteAttributes(OctetBuffer buffer, OctetsIn block)
    {
        int length = buffer.Mark();
        buffer.UInt16(0);
        foreach (BgpAttribute attribute in new BgpAttributeList(block))
        {
            bool isForMpReach = attribute.Code == BgpAttributeCode.NextHop
                && attribute.Value.Length != Ipv4Address.Size;
            if (isForMpReach)
            {
                // RFC 6396 §4.3.4: of MP_REACH_NLRI only the next hop, with its length.
                buffer.Byte(BgpAttributeFlags.OptionalNonTransitive);
                buffer.Byte(BgpAttributeCode.MpReach);
                buffer.Byte(attribute.Value.Length + 1);
                buffer.Byte(attribute.Value.Length);
                buffer.Write(block.Slice(attribute.Value.Offset, attribute.Value.Length));
            }
            else
            {
                buffer.Write(block.Slice(attribute.Start, attribute.Length));
            }
        }

        buffer.PatchUInt16(length, length + 2);
    }
}
