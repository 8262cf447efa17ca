using System;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Fuzz;

/// <summary>The BGP codec.</summary>
internal static class BgpTargets
{
    private static readonly BgpSessionContext[] s_contexts =
    [
        new() { Internal = true, FourOctetAs = true, AddPathIpv4 = true },
        new() { Internal = true, FourOctetAs = true },
        new() { FourOctetAs = false, EnforceFirstAs = true, PeerAs = new Asn(65001) },
        new() { FourOctetAs = false, ExtendedNextHop = true, ConfederationMember = true, AddPathIpv4 = true },
    ];

    public static void Stream(ReadOnlySpan<byte> octets)
    {
        int at = 0;
        while (BgpFramer.Read(octets, at, BgpMessage.MaxSize, out BgpFrame frame, out BgpError error)
            == BgpFrameStatus.Complete)
        {
            Promise.Holds(frame.Length >= BgpMessage.HeaderSize && error.IsNone, "a message has a header");
            at += frame.Length;
        }

        Promise.Holds(at <= octets.Length, "no message reaches past the stream");
    }

    public static void Open(ReadOnlySpan<byte> octets)
    {
        bool accepted = BgpOpen.TryParse(octets, out BgpOpen? open, out BgpError error);
        Answerable(accepted, error, octets);
        if (open is not null)
        {
            byte[] again = new byte[open.EncodedLength];
            open.Write(again, 0);
            Promise.Holds(octets.SequenceEqual(again), "an OPEN is written as it was read");
        }

        if (BgpOpenView.TryParse(octets, out BgpOpenView view, out _))
        {
            view.ToValue();
        }
    }

    public static void Update(ReadOnlySpan<byte> octets)
    {
        foreach (BgpSessionContext context in s_contexts)
        {
            bool accepted = BgpUpdateView.TryParse(octets, context, out BgpUpdateView view, out BgpError error);
            Answerable(accepted || !error.IsNone, error, octets);
            if (accepted)
            {
                Walk(view, error.Severity);
            }
        }
    }

    public static void Notification(ReadOnlySpan<byte> octets)
    {
        Answerable(BgpNotification.TryParse(octets, out BgpNotification? read, out BgpError error), error, octets);
        if (read is not null)
        {
            byte[] again = new byte[read.EncodedLength];
            read.Write(again, 0);
            Promise.Holds(octets.SequenceEqual(again) && read.ToString().Length > 0,
                "a NOTIFICATION is copied and named");
            ShutdownCommunication.TryRead(read.Data, out _);
        }
    }

    public static void RouteRefresh(ReadOnlySpan<byte> octets)
    {
        Answerable(BgpRouteRefresh.TryParse(octets, out BgpRouteRefresh? read, out BgpError error), error, octets);
        if (read is not null)
        {
            byte[] again = new byte[read.EncodedLength];
            read.Write(again, 0);
            Promise.Holds(octets.SequenceEqual(again), "a ROUTE-REFRESH is written as it was read");
        }
    }

    public static void Keepalive(ReadOnlySpan<byte> octets) =>
        Answerable(BgpKeepalive.TryParse(octets, out BgpError error), error, octets);

    private static void Walk(BgpUpdateView view, BgpSeverity severity)
    {
        int prefixes = view.Nlri.ToArray().Length + view.Withdrawn.ToArray().Length
            + view.MpReachNlri.ToArray().Length + view.MpUnreachNlri.ToArray().Length;
        Promise.Holds(prefixes >= 0, "prefixes can be read");
        view.IsEndOfRib(out _);
        if (severity == BgpSeverity.Withdraw)
        {
            return;
        }

        byte[] block = new byte[view.CanonicalBound];
        ReadOnlySpan<byte> stored = block.AsSpan(0, view.WriteCanonical(block, 0));
        Promise.Holds(!view.IsCanonical || stored.SequenceEqual(view.AttributeBlock),
            "a canonical block is its own form");
        BgpAttributes fields = BgpAttributes.Read(stored);
        AsPathAttribute.ToText(stored, fields.AsPath);
        AsPathAttribute.TryGetFirst(stored, fields.AsPath, out _);
        AsPathAttribute.TryGetLast(stored, fields.AsPath, out _);
        byte[] prepended = new byte[fields.AsPath.Length + 6];
        AsPathAttribute.WritePrepended(prepended, 0, stored, fields.AsPath, new Asn(1), 1);
    }

    private static void Answerable(bool accepted, in BgpError error, ReadOnlySpan<byte> octets)
    {
        Promise.Holds(accepted || error.Severity == BgpSeverity.Reset, "what is refused has a reason");
        Promise.Holds(BgpNotification.From(error, octets).EncodedLength <= BgpMessage.MaxSize, "an answer fits");
    }
}
