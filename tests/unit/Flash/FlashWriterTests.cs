using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using NUnit.Framework;
using Router.Images.Flash;

namespace Router.Tests.Flash;

/// <summary>Cards that forget, fail or are taken away, and people who change their mind.</summary>
public sealed class FlashWriterTests
{
    private const int Block = FlashPlan.Block;
    private const int ImageLength = 11 * Block;

    private readonly byte[] _image = Pictures.Of(ImageLength, 1);
    private byte[] _card = null!;

    [SetUp]
    public void NewCard() => _card = Pictures.Of(14 * Block, 2);

    [Test]
    public void A_good_card_is_the_image_and_the_hash_its_own()
    {
        FlashResult result = Write(new FaultyTarget(_card));
        Assert.Multiple(() =>
        {
            Assert.That((result.Outcome, result.State), Is.EqualTo((FlashOutcome.Verified, TargetState.Complete)));
            Assert.That(result.Sha256, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(_image))));
            Assert.That(_card.AsSpan(0, ImageLength).SequenceEqual(_image), Is.True);
        });
    }

    /// <summary>One bit, in the middle, in the last block, in the first one and in the first sector.</summary>
    [TestCase(5 * Block + 77)]
    [TestCase(ImageLength - 1)]
    [TestCase(4096)]
    [TestCase(0)]
    [TestCase(511)]
    public void A_bit_that_reads_back_wrong(long place)
    {
        FlashResult result = Write(new FaultyTarget(_card)
        {
            OnRead = (offset, octets) =>
            {
                if (place >= offset && place < offset + octets.Length)
                {
                    octets.Span[(int)(place - offset)] ^= 0x10;
                }
            },
        });
        Assert.Multiple(() =>
        {
            Assert.That(result.Outcome, Is.EqualTo(FlashOutcome.Mismatch));
            Assert.That(result.FirstDifference, Is.EqualTo(place));
            Assert.That(result.Message, Does.Contain($"at byte {place}"));
            Assert.That(result.Sha256, Is.Null);
        });
        AssertUnbootable(result);
    }

    /// <summary>A card of half the size that it claims: what goes behind its end lands at its start.</summary>
    [Test]
    public void A_forged_card()
    {
        FlashResult result = Write(new Forged(_card.Length, 6 * Block));
        Assert.That(
            (result.Outcome, result.State), Is.EqualTo((FlashOutcome.Mismatch, TargetState.Unbootable)));
    }

    [Test]
    public void Not_even_the_first_sector_can_be_emptied()
    {
        byte[] before = [.. _card];
        FlashResult result = Write(new FaultyTarget(_card) { OnWrite = (_, _) => throw FaultyTarget.NoSpace() });
        Assert.That((result.Outcome, result.State), Is.EqualTo((FlashOutcome.Failed, TargetState.Unknown)));
        Assert.That(_card, Is.EqualTo(before));
    }

    /// <summary>Any write but the first, once; the card answers again afterwards.</summary>
    [Test]
    public void A_write_that_fails([Range(2, 9)] int at)
    {
        int writes = 0;
        FlashResult result = Write(new FaultyTarget(_card)
        {
            OnWrite = (_, _) =>
            {
                if (++writes == at)
                {
                    throw FaultyTarget.NoSpace();
                }
            },
        });
        Assert.That(writes, Is.GreaterThanOrEqualTo(at));
        Assert.That(result.Outcome, Is.EqualTo(FlashOutcome.Failed));
        Assert.That(result.Message, Does.Contain("No space left"));
        AssertUnbootable(result);
    }

    [Test]
    public void A_card_that_is_pulled_out_for_good()
    {
        bool gone = false;
        FlashResult result = Write(new FaultyTarget(_card)
        {
            OnWrite = (offset, _) =>
            {
                gone |= offset > 4 * Block && offset < 8 * Block;
                if (gone)
                {
                    throw new IOException("card: writing: No such device");
                }
            },
        });
        Assert.That(result.Outcome, Is.EqualTo(FlashOutcome.Failed));
        AssertUnbootable(result);
    }

    /// <summary>Stopped while it writes, while it reads back, and before it began.</summary>
    [TestCase(FlashPhase.Writing)]
    [TestCase(FlashPhase.Verifying)]
    public void Somebody_stops_it(FlashPhase phase)
    {
        using CancellationTokenSource stop = new();
        FlashResult result = new FlashWriter(
            new MemoryStream(_image), new FaultyTarget(_card), new StopIn(phase, stop)).Run(stop.Token);
        Assert.That(result.Outcome, Is.EqualTo(FlashOutcome.Interrupted));
        AssertUnbootable(result);
    }

    [Test]
    public void Stopped_before_the_first_write_nothing_has_changed()
    {
        byte[] before = [.. _card];
        FlashResult result = new FlashWriter(new MemoryStream(_image), new FaultyTarget(_card), new NoProgress())
            .Run(new CancellationToken(canceled: true));
        Assert.That((result.Outcome, result.State), Is.EqualTo((FlashOutcome.Interrupted, TargetState.Untouched)));
        Assert.That(_card, Is.EqualTo(before));
    }

    /// <summary>Half of the old image and half of the new one would both read back right.</summary>
    [Test]
    public void An_image_that_changes_under_our_hands()
    {
        byte[] image = [.. _image];
        FlashResult result = new FlashWriter(
            new MemoryStream(image),
            new FaultyTarget(_card)
            {
                OnRead = (offset, _) =>
                {
                    image[ImageLength - Block - 1] ^= (byte)(offset == Block ? 1 : 0);
                    _card[ImageLength - Block - 1] ^= (byte)(offset == Block ? 1 : 0);
                },
            },
            new NoProgress()).Run(CancellationToken.None);
        Assert.That(
            (result.Outcome, result.Message),
            Is.EqualTo((FlashOutcome.Mismatch, "the image changed while it was written")));
        AssertUnbootable(result);
    }

    [TestCase(0, "empty")]
    [TestCase(1000, "no multiple of 512")]
    [TestCase((14 * Block) + 512, "needs 14.7 MB")]
    public void An_image_that_does_not_fit(int length, string reason) =>
        Assert.That(
            () => new FlashWriter(new MemoryStream(new byte[length]), new FaultyTarget(_card), new NoProgress()),
            Throws.TypeOf<FlashRefusedException>().With.Message.Contains(reason));

    private FlashResult Write(IFlashTarget target) =>
        new FlashWriter(new MemoryStream(_image), target, new NoProgress()).Run(CancellationToken.None);

    private void AssertUnbootable(FlashResult result)
    {
        Assert.That(result.State, Is.EqualTo(TargetState.Unbootable));
        Assert.That(Pictures.IsZero(_card.AsSpan(0, Block)), Is.True, "first block");
        Assert.That(Pictures.IsZero(_card.AsSpan(_card.Length - Block)), Is.True, "last block");
    }

    private sealed class StopIn(FlashPhase phase, CancellationTokenSource stop) : IFlashProgress
    {
        public void Report(FlashPhase now, long done, long total)
        {
            if (now == phase)
            {
                stop.Cancel();
            }
        }
    }

    private sealed class Forged(int claimed, int real) : IFlashTarget
    {
        private readonly byte[] _memory = new byte[real];

        public long Length => claimed;

        public void Write(long offset, ReadOnlySpan<byte> octets)
        {
            for (int at = 0; at < octets.Length; at++)
            {
                _memory[(offset + at) % real] = octets[at];
            }
        }

        public void Read(long offset, Span<byte> octets)
        {
            for (int at = 0; at < octets.Length; at++)
            {
                octets[at] = _memory[(offset + at) % real];
            }
        }

        public void Flush()
        {
        }
    }
}
