using System;
using Router.Wire.Bgp;

namespace Router.Fuzz;

/// <summary>The BGP codec.</summary>
internal static class BgpTargets
{
    public static void Stream(ReadOnlySpan<byte> octets)
    {
        foreach (int maxSize in (int[])[BgpMessage.MaxSize, BgpMessage.ExtendedMaxSize])
        {
            Stream(octets, maxSize);
        }
    }

    private static void Stream(ReadOnlySpan<byte> octets, int maxSize)
    {
        int at = 0;
        while (BgpFramer.Read(octets, at, maxSize, out BgpFrame frame, out BgpError error)
            == BgpFrameStatus.Complete)
        {
            Promise.Holds(frame.Length >= BgpMessage.HeaderSize && frame.Length <= maxSize && error.IsNone,
                "a message has a header and a limit");
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
            BgpOpen value = view.ToValue();
            byte[] again = new byte[value.EncodedLength];
            value.Write(again, 0);
            Promise.Holds(octets.SequenceEqual(again), "an OPEN is copied even when its values are refused");
            value.TryGetRole(out _);
            _ = value.Find<FqdnCapability>()?.Host + value.Find<FqdnCapability>()?.Domain;
            _ = value.Find<SoftwareVersionCapability>()?.Text;
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
            Promise.Holds(BgpRouteRefresh.TryParse(octets, enhanced: false, out _, out _),
                "a peer without subtypes may say as much");
        }
    }

    public static void Keepalive(ReadOnlySpan<byte> octets) =>
        Answerable(BgpKeepalive.TryParse(octets, out BgpError error), error, octets);

    internal static void Answerable(bool accepted, in BgpError error, ReadOnlySpan<byte> octets)
    {
        Promise.Holds(accepted || error.Severity == BgpSeverity.Reset, "what is refused has a reason");
        Promise.Holds(BgpNotification.From(error, octets).EncodedLength <= BgpMessage.MaxSize, "an answer fits");
    }
}
