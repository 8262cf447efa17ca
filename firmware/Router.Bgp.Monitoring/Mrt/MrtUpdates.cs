using System;
using System.Collections.Generic;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp.Monitoring;

/// <summary>
/// Received messages and changes of state as BGP4MP_ET records (RFC 6396 §3 and §4.4, RFC 8050 §3). Records wait here
/// until they are fetched; beyond the limit they are dropped and counted.
/// </summary>
public sealed class MrtUpdates(BgpSpeaker speaker, WallClock clock, int limit = 1024 * 1024) : IBgpMonitor
{
    private readonly List<Session?> _sessions = [];

    /// <summary>Whole records.</summary>
    public OctetBuffer Output { get; } = new();

    /// <summary>Records that had no room.</summary>
    public long Dropped { get; private set; }

    public void OnReceived(int peer, long connection, ReadOnlySpan<byte> message, Instant now)
    {
        Session session = SessionOf(peer);
        bool hasIdentifiers = message[BgpMessage.TypeOffset] == (byte)BgpMessageType.Update && session.HasAddPath;
        int subtype = session.HasAs4
            ? hasIdentifiers ? MrtRecord.MessageAs4AddPath : MrtRecord.MessageAs4
            : hasIdentifiers ? MrtRecord.MessageAddPath : MrtRecord.Message;
        if (TryBegin(session, subtype, now, out int start))
        {
            Output.Write(message);
            MrtRecord.End(Output, start);
        }
    }

    public void OnSent(int peer, long connection, ReadOnlySpan<byte> message, Instant now)
    {
        // What a collector records is what its peers say.
    }

    public void OnState(in BgpPeerChange change, long connection, Instant now)
    {
        // Another session may have agreed on other things, and a number may be another peer's now.
        _ = SessionOf(change.Peer);
        Session session = Session.Of(speaker, change.Peer);
        _sessions[change.Peer] = session;

        if (TryBegin(session, MrtRecord.StateChangeAs4, now, out int start))
        {
            // RFC 6396 §4.4.1 counts the states from 1, in the order of ours.
            Output.UInt16((int)change.OldState + 1);
            Output.UInt16((int)change.NewState + 1);
            MrtRecord.End(Output, start);
        }
    }

    private bool TryBegin(Session session, int subtype, Instant now, out int start)
    {
        start = 0;
        if (Output.Count >= limit)
        {
            Dropped++;
            return false;
        }

        start = MrtRecord.Begin(Output, clock.Seconds(now), MrtRecord.Bgp4MpExtended, subtype);
        Output.UInt32(clock.Microseconds(now));
        if (subtype is MrtRecord.Message or MrtRecord.MessageAddPath)
        {
            Output.UInt16(TwoOctets(session.RemoteAs));
            Output.UInt16(TwoOctets(session.LocalAs));
        }
        else
        {
            Output.UInt32(session.RemoteAs.Value);
            Output.UInt32(session.LocalAs.Value);
        }

        Output.UInt16(0);
        Output.UInt16(session.Remote.IsV4 ? 1 : 2);
        Output.Address(session.Remote);
        Output.Address(session.Local);
        return true;
    }

    // RFC 6793 §4.2.2.
    private static int TwoOctets(Asn asn) => (int)(asn.FitsTwoOctets ? asn : Asn.Trans).Value;

    private Session SessionOf(int peer)
    {
        while (_sessions.Count <= peer)
        {
            _sessions.Add(null);
        }

        return _sessions[peer] ??= Session.Of(speaker, peer);
    }

    /// <summary>What each record repeats; looked up once a session.</summary>
    private sealed record Session(
        IpAddress Remote, IpAddress Local, Asn RemoteAs, Asn LocalAs, bool HasAs4, bool HasAddPath)
    {
        public static Session Of(BgpSpeaker speaker, int peer)
        {
            BgpPeerView view = speaker.Peer(peer);
            BgpNegotiated? agreed = view.Negotiated;
            bool hasAddPath = false;
            foreach (BgpNegotiatedFamily family in agreed?.Families ?? Array.Empty<BgpNegotiatedFamily>())
            {
                hasAddPath |= family.AddPathReceive;
            }

            IpAddress remote = view.Options.RemoteAddress;
            IpAddress local = agreed?.LocalAddress ?? view.Options.LocalAddress;
            IpAddress none = remote.IsV4 ? Ipv4Address.Any : Ipv6Address.Any;
            return new Session(remote, local.IsV4 == remote.IsV4 ? local : none, view.Options.RemoteAs,
                view.Options.LocalAs ?? speaker.Options.LocalAs, agreed?.FourOctetAs ?? true, hasAddPath);
        }
    }
}
