using System;
using NUnit.Framework;
using Router.Tcp;
using Router.Wire;

namespace Router.Tests.Tcp;

public sealed class TcpPartsTests
{
    [Test]
    public void Reassembly_equals_a_bitmap()
    {
        var random = new RandomStream(1, "reassembly");
        for (int run = 0; run < 200; run++)
        {
            var ranges = new Reassembly();
            var origin = new TcpSequence(0xffff_ffc0);
            bool[] seen = new bool[200];
            for (int i = 0; i < 20; i++)
            {
                int start = (int)random.NextBelow(150) + 1;
                int length = (int)random.NextBelow(20) + 1;
                if (ranges.TryAdd(origin + start, origin + start + length))
                {
                    Array.Fill(seen, true, start, length);
                }
            }

            int edge = (int)random.NextBelow(60);
            Array.Fill(seen, true, 0, edge);
            int expected = Array.IndexOf(seen, false);
            Assert.That(ranges.Advance(origin + edge) - origin, Is.EqualTo(Math.Max(expected, edge)));
        }
    }

    [Test]
    public void Reassembly_is_bounded()
    {
        var ranges = new Reassembly();
        for (int i = 0; i < Reassembly.MaxRanges; i++)
        {
            var start = new TcpSequence((uint)(i * 10) + 10);
            Assert.That(ranges.TryAdd(start, start + 5), Is.True);
        }

        Assert.That(ranges.TryAdd(new TcpSequence(500), new TcpSequence(501)), Is.False);
        Assert.That(ranges.TryAdd(new TcpSequence(15), new TcpSequence(20)), Is.True, "joining needs no room");
        Assert.That(ranges.Count, Is.EqualTo(Reassembly.MaxRanges - 1));
    }

    [Test]
    public void Ring_keeps_order_across_its_end()
    {
        var ring = new RingBuffer(7);
        byte[] two = new byte[2];
        byte next = 0;
        byte expected = 0;
        for (int i = 0; i < 100; i++)
        {
            while (ring.Free > 0)
            {
                Assert.That(ring.Append([next++]), Is.EqualTo(1));
            }

            Assert.That(ring.Append([1]), Is.Zero);
            Assert.That(ring.Read(two), Is.EqualTo(2));
            Assert.That(two, Is.EqualTo(new[] { expected, (byte)(expected + 1) }));
            expected += 2;
        }
    }
}
