using System;
using Router.Bfd;
using Router.Wire;

namespace Router.Fuzz;

/// <summary>BFD: each 24 octets are a packet to one session, a tenth of a second apart.</summary>
internal static class BfdTarget
{
    private static readonly IpAddress s_peer = Ipv4Address.Parse("192.0.2.2");

    public static void Run(ReadOnlySpan<byte> octets)
    {
        if (BfdPacket.Read(octets, out BfdPacket packet) == BfdDiscard.None && !packet.Authenticated)
        {
            byte[] again = new byte[BfdPacket.Size];
            packet.Write(again);
            Promise.Holds(BfdPacket.Read(again, out BfdPacket copy) == BfdDiscard.None && copy == packet,
                "a packet is written as it was read");
        }

        var engine = new BfdEngine(1);
        var sink = new Counter();
        Instant now = Instant.Zero;
        int session = engine.Add(new BfdSessionOptions { Remote = s_peer }, now);
        byte[] message = new byte[BfdPacket.Size];
        engine.Poll(now, sink);
        for (int at = 0; at < octets.Length; at += message.Length)
        {
            ReadOnlySpan<byte> part = octets.Slice(at, Math.Min(message.Length, octets.Length - at));
            part.CopyTo(message);
            if (part.Length == message.Length && BigEndian.ReadUInt32(message, 8) != 0)
            {
                BigEndian.WriteUInt32(message, 8, engine.Session(session).LocalDiscriminator);
            }

            int before = sink.Packets;
            engine.Receive(s_peer, 255, false, message.AsSpan(0, part.Length), now);
            engine.Poll(now, sink);
            Promise.Holds(sink.Packets <= before + 1, "one packet is answered by one at most");
            Promise.Holds(engine.PollAt() > now, "what is due is done");

            // RFC 5880 §6.8.3: whatever the peer wishes, not more often than we do.
            before = sink.Packets;
            for (int step = 0; step < 10; step++)
            {
                now += Duration.FromMilliseconds(10);
                engine.Poll(now, sink);
            }

            Promise.Holds(sink.Packets <= before + 2, "nobody makes us faster than our own interval");
        }
    }

    private sealed class Counter : IBfdSink
    {
        public int Packets { get; private set; }

        public void Send(int session, in BfdPath path, ReadOnlySpan<byte> packet) => Packets++;

        public void OnState(in BfdStateChange change)
        {
            // What is told is checked elsewhere; here it must only not loop.
        }
    }
}
