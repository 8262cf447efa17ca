using System;
using NUnit.Framework;
using Router.Hal;
using Router.Wire;

namespace Router.Tests.Hal;

[TestFixture]
public sealed class InProcessWireTests : NicContract
{
    private protected override void WithPair(Action<NicPair> body)
    {
        var pool = new FramePool(Slots);
        var farPool = new FramePool(128);
        using var wire = new InProcessWire("left", pool, "right", farPool);
        body(new NicPair { Nic = wire.Left, Pool = pool, Far = new Far(wire, farPool) });
    }

    [Test]
    public void A_full_wire_leaves_frames_with_the_sender()
    {
        var pool = new FramePool(8);
        var farPool = new FramePool(8);
        using var wire = new InProcessWire("left", pool, "right", farPool, depth: 3);
        var frames = new Frame[5];
        for (int i = 0; i < frames.Length; i++)
        {
            frames[i] = Rent(pool, Make(64, i));
        }

        Assert.That(wire.Left.Transmit(frames), Is.EqualTo(3));
        Assert.That(pool.Available, Is.EqualTo(6), "two frames are still the sender's");
    }

    private sealed class Far(InProcessWire wire, FramePool pool) : IFarEnd
    {
        public void Send(ReadOnlySpan<byte> frame)
        {
            if (!pool.TryRent(out Frame slot))
            {
                throw new InvalidOperationException("the far pool is empty");
            }

            slot.Length = frame.Length;
            frame.CopyTo(pool.Octets(slot));
            if (wire.Right.Transmit([slot]) == 0)
            {
                pool.Return(slot);
            }
        }

        public byte[]? Receive()
        {
            var frames = new Frame[1];
            if (wire.Right.Receive(frames) == 0)
            {
                return null;
            }

            byte[] octets = pool.Octets(frames[0]).ToArray();
            pool.Return(frames[0]);
            return octets;
        }

        public void SetLink(bool up) => wire.LinkUp = up;
    }
}
