using System;
using System.Threading.Tasks;
using NUnit.Framework;
using Router.Core.Fast;

namespace Router.Tests.Fast.Forwarding;

/// <summary>What goes into the ring comes out, whole and in order, and nothing else does.</summary>
public sealed class FrameRingTests
{
    [Test]
    public void Full_it_takes_no_more_and_goes_on_when_there_is_room()
    {
        using var ring = new FrameRing(256);
        byte[] frame = new byte[40];
        int taken = 0;
        while (ring.TryWrite(taken, frame))
        {
            taken++;
        }

        // 48 octets each with their header.
        Assert.That(taken, Is.EqualTo(5));
        Assert.That(ring.TryPeek(out int port, out ReadOnlySpan<byte> octets), Is.True);
        Assert.That((port, octets.Length), Is.EqualTo((0, 40)));
        ring.Drop();
        ring.TryPeek(out port, out _);
        Assert.That(port, Is.EqualTo(1));

        // Sixteen octets at the end are too few: they stay unused, and all is full again.
        Assert.That(ring.TryWrite(5, frame), Is.True);
        Assert.That(ring.TryWrite(6, []), Is.False);
        for (int i = 1; i <= 5; i++)
        {
            Assert.That(ring.TryPeek(out port, out octets), Is.True);
            Assert.That((port, octets.Length), Is.EqualTo((i, 40)));
            ring.Drop();
        }

        Assert.That(ring.IsEmpty, Is.True);
    }

    [Test]
    public void Between_two_threads()
    {
        const int Frames = 300_000;
        using var ring = new FrameRing(4096);
        Task writer = Task.Run(() =>
        {
            byte[] frame = new byte[200];
            for (int i = 0; i < Frames; i++)
            {
                int length = 14 + (i * 7 % 180);
                frame.AsSpan(0, length).Fill((byte)i);
                while (!ring.TryWrite(i, frame.AsSpan(0, length)))
                {
                }
            }
        });
        for (int i = 0; i < Frames; i++)
        {
            ReadOnlySpan<byte> octets;
            int port;
            while (!ring.TryPeek(out port, out octets))
            {
            }

            if (port != i || octets.Length != 14 + (i * 7 % 180) || octets.ContainsAnyExcept((byte)i))
            {
                Assert.Fail($"frame {i} came as {port}, {octets.Length} octets");
            }

            ring.Drop();
        }

        writer.Wait();
        Assert.That(ring.IsEmpty, Is.True);
    }
}
