using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp.Monitoring;

/// <summary>What is kept of a peer so that a collector that comes late can be told of its session.</summary>
internal sealed class BmpPeer
{
    private readonly List<Opening> _openings = [];

    public IpAddress Address { get; set; }

    public Asn As { get; set; }

    public RouterId Identifier { get; set; }

    public IpAddress LocalAddress { get; set; }

    public ushort LocalPort { get; set; }

    public ushort RemotePort { get; set; }

    /// <summary>AS_PATHs of its UPDATEs have four-octet numbers.</summary>
    public bool HasAs4 { get; set; } = true;

    /// <summary>The session carries path identifiers from the peer (RFC 7911).</summary>
    public bool HasPathIds4 { get; set; }

    public bool HasPathIds6 { get; set; }

    /// <summary>The session is Established.</summary>
    public bool IsUp { get; set; }

    public Instant UpSince { get; set; }

    /// <summary>The collector has had its Peer Up.</summary>
    public bool IsTold { get; set; }

    /// <summary>It is to be asked for its routes on the collector's behalf.</summary>
    public bool WantsRefresh { get; set; }

    public byte[] SentOpen { get; private set; } = [];

    public byte[] ReceivedOpen { get; private set; } = [];

    /// <summary>The last NOTIFICATION of the session that is ending, and who sent it.</summary>
    public byte[]? Notification { get; set; }

    public bool NotificationIsOurs { get; set; }

    public void KeepOpen(long connection, OctetsIn message, bool isSent)
    {
        Opening? opening = _openings.Find(known => known.Connection == connection);
        if (opening is null)
        {
            // At most two are open at a time: the collision of RFC 4271 §6.8.
            const int Most = 2;
            if (_openings.Count == Most)
            {
                _openings.RemoveAt(0);
            }

            _openings.Add(opening = new Opening(connection));
        }

        if (isSent)
        {
            opening.Sent = message.ToArray();
        }
        else
        {
            opening.Received = message.ToArray();
        }
    }

    /// <summary>This connection has become the session.</summary>
    public void Choose(long connection)
    {
        Opening? chosen = _openings.Find(known => known.Connection == connection);
        SentOpen = chosen?.Sent ?? [];
        ReceivedOpen = chosen?.Received ?? [];
        _openings.Clear();
    }

    private sealed class Opening(long connection)
    {
        public long Connection { get; } = connection;

        public byte[]? Sent { get; set; }

        public byte[]? Received { get; set; }
    }
}
