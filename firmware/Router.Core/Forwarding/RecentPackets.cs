using Router.Wire;

namespace Router.Core;

/// <summary>
/// The latest packets of our own that forbade fragmentation. An ICMP error that claims one of them was too long must
/// quote it as it was sent; somebody who cannot see our traffic has to guess (RFC 5927 §4).
/// </summary>
internal sealed class RecentPackets
{
    private const int Capacity = 256;

    private readonly Entry[] _entries = new Entry[Capacity];
    private int _next;

    /// <param name="ip">The header as sent.</param>
    /// <param name="head">The first eight octets of the payload, see <see cref="Head"/>.</param>
    public void Add(in Ipv4Header ip, ulong head)
    {
        _entries[_next] = new Entry(ip.Destination, ip.Identification, ip.Protocol, head);
        _next = (_next + 1) % Capacity;
    }

    public bool Contains(in Ipv4Header ip, ulong head)
    {
        var wanted = new Entry(ip.Destination, ip.Identification, ip.Protocol, head);
        foreach (ref readonly Entry entry in System.MemoryExtensions.AsSpan(_entries))
        {
            if (entry == wanted)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What every error quotes behind the header (RFC 792), zeros where there is less.</summary>
    public static ulong Head(OctetsIn octets, int offset)
    {
        ulong head = 0;
        for (int i = 0; i < 8; i++)
        {
            head = (head << 8) | (offset + i < octets.Length ? octets[offset + i] : (byte)0);
        }

        return head;
    }

    private readonly record struct Entry(Ipv4Address Destination, ushort Identification, byte Protocol, ulong Head);
}
