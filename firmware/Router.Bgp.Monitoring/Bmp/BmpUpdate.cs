using System;
using Router.Wire.Bgp;

namespace Router.Bgp.Monitoring;

/// <summary>
/// Routes that are told together because they share source and attributes, as the UPDATEs that they become.
/// </summary>
internal sealed class BmpUpdate
{
    /// <summary>A source that is no peer.</summary>
    public const int LocRib = -1;

    private const int Most = 1024;

    private BgpNlri[] _routes = new BgpNlri[16];
    private int _count;
    private readonly byte[] _message = new byte[BgpMessage.ExtendedMaxSize];
    private byte[] _attributes = new byte[256];
    private int _length;
    private int _told;

    /// <summary>A peer's number, or <see cref="LocRib"/>.</summary>
    public int Source { get; private set; }

    public bool IsV4 { get; private set; }

    /// <summary>Routes that are still to be told.</summary>
    public int Count => _count - _told;

    /// <summary>False when the route has to wait for another update. Without attributes it is withdrawn.</summary>
    public bool TryAdd(int source, BgpNlri route, ReadOnlySpan<byte> attributes)
    {
        if (_count == 0)
        {
            Begin(source, route.Prefix.IsV4, attributes);
        }
        else if (_count == Most || Source != source || IsV4 != route.Prefix.IsV4
            || !attributes.SequenceEqual(_attributes.AsSpan(0, _length)))
        {
            return false;
        }

        if (_count == _routes.Length)
        {
            Array.Resize(ref _routes, _count * 2);
        }

        _routes[_count++] = route;
        return true;
    }

    /// <summary>The next whole UPDATE; empty where one route was passed over that fits none.</summary>
    public ReadOnlySpan<byte> Next(bool addPath)
    {
        ReadOnlySpan<BgpNlri> rest = _routes.AsSpan(_told, _count - _told);
        ReadOnlySpan<byte> attributes = _attributes.AsSpan(0, _length);
        int length = Write(BgpMessage.MaxSize, attributes, rest, addPath, out int taken);
        if (length == 0)
        {
            // RFC 8654: what came in a message longer than 4096 octets.
            length = Write(BgpMessage.ExtendedMaxSize, attributes, rest, addPath, out taken);
        }

        _told += Math.Max(taken, 1);
        return _message.AsSpan(0, length);
    }

    public void Clear()
    {
        _count = 0;
        _told = 0;
    }

    private void Begin(int source, bool isV4, ReadOnlySpan<byte> attributes)
    {
        Source = source;
        IsV4 = isV4;
        _length = attributes.Length;
        if (_attributes.Length < _length)
        {
            _attributes = new byte[_length];
        }

        attributes.CopyTo(_attributes);
    }

    private int Write(
        int size, ReadOnlySpan<byte> attributes, ReadOnlySpan<BgpNlri> rest, bool addPath, out int taken)
    {
        BgpFamily family = IsV4 ? BgpFamily.Ipv4Unicast : BgpFamily.Ipv6Unicast;
        if (attributes.IsEmpty)
        {
            return IsV4
                ? BgpUpdateWriter.WriteWithdraw(_message, 0, size, rest, addPath, out taken)
                : BgpUpdateWriter.WriteMpWithdraw(_message, 0, size, family, rest, addPath, out taken);
        }

        // RFC 4760 §3: the old field where the next hop fits it, as a session would have it.
        return IsV4 && BgpAttributes.Read(attributes).NextHop.IsV4
            ? BgpUpdateWriter.WriteReach(_message, 0, size, attributes, rest, addPath, out taken)
            : BgpUpdateWriter.WriteMpReach(_message, 0, size, family, attributes, rest, addPath, out taken);
    }
}
