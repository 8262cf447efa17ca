using System;
using System.IO;
using System.Threading;
using NUnit.Framework;
using Router.Images.Flash;

namespace Router.Tests.Flash;

/// <summary>The plug is pulled at every write and every flush, with different luck of what had arrived.</summary>
public sealed class PowerCutTests
{
    private const int Block = FlashPlan.Block;

    [TestCase(3 * Block, 5 * Block)]
    [TestCase(3 * Block, 3 * Block, TestName = "A card of exactly the image's size")]
    [TestCase(3 * Block + 512, 3 * Block + 4608, TestName = "A card with a little room")]
    [TestCase(Block + 512, 8 * Block, TestName = "An image without a middle")]
    [TestCase(1024, 4096, TestName = "An image below one block")]
    [TestCase(12 * Block, 13 * Block, TestName = "Several chunks")]
    public void No_cut_leaves_a_part_of_an_image_that_starts(int imageLength, int cardLength)
    {
        byte[] image = Pictures.Of(imageLength, 1);
        byte[] old = Pictures.Of(cardLength, 2);
        int steps = Cut(image, old, int.MaxValue, 0).Steps;
        Assert.That(steps, Is.GreaterThan(8));
        for (int pullAt = 1; pullAt <= steps; pullAt++)
        {
            for (int luck = 0; luck < 5; luck++)
            {
                byte[] card = Cut(image, old, pullAt, luck).Medium;
                AssertSafe(image, old, card, $"cut at {pullAt} of {steps}, luck {luck}");
            }
        }
    }

    /// <summary>The first sector appears in the last write only.</summary>
    [Test]
    public void Uncut_the_card_is_the_image_and_the_old_rest_without_its_last_block()
    {
        byte[] image = Pictures.Of(3 * Block, 1);
        byte[] old = Pictures.Of(6 * Block, 2);
        byte[] card = Cut(image, old, int.MaxValue, 0).Medium;
        Assert.That(card.AsSpan(0, image.Length).SequenceEqual(image), Is.True);
        Assert.That(card.AsSpan(3 * Block, 2 * Block).SequenceEqual(old.AsSpan(3 * Block, 2 * Block)), Is.True);
        Assert.That(Pictures.IsZero(card.AsSpan(5 * Block)), Is.True);
    }

    private static void AssertSafe(byte[] image, byte[] old, byte[] card, string when)
    {
        int head = Math.Min(Block, image.Length);
        int tail = Math.Max(head, image.Length - Block);
        bool middleIsThere = card.AsSpan(head, tail - head).SequenceEqual(image.AsSpan(head, tail - head));
        bool restIsThere = card.AsSpan(head, image.Length - head).SequenceEqual(image.AsSpan(head));
        bool firstBlockIsEmpty = Pictures.IsZero(card.AsSpan(0, head));
        bool lastBlockIsEmpty = Pictures.IsZero(card.AsSpan(Math.Max(head, card.Length - Block)));
        if (!Pictures.IsZero(card.AsSpan(0, FlashPlan.Sector)))
        {
            Assert.That(
                card.AsSpan().SequenceEqual(old) || card.AsSpan(0, image.Length).SequenceEqual(image),
                Is.True,
                $"{when}: a first sector, and neither the whole image nor the card as it was");
        }
        else if (!OldOrZero(card.AsSpan(0, head), old))
        {
            Assert.That(restIsThere, Is.True, $"{when}: a first block before the rest");
        }
        else if (!OldOrZero(card.AsSpan(head), old.AsSpan(head)))
        {
            Assert.That(firstBlockIsEmpty, Is.True, $"{when}: something of the image beside an old first block");
            Assert.That(lastBlockIsEmpty || middleIsThere, Is.True, $"{when}: a last block before the middle");
        }
    }

    private static bool OldOrZero(ReadOnlySpan<byte> card, ReadOnlySpan<byte> old)
    {
        for (int at = 0; at < card.Length; at += 512)
        {
            ReadOnlySpan<byte> sector = card.Slice(at, 512);
            if (!sector.SequenceEqual(old.Slice(at, 512)) && !Pictures.IsZero(sector))
            {
                return false;
            }
        }

        return true;
    }

    private static PowerCutTarget Cut(byte[] image, byte[] old, int pullAt, int luck)
    {
        PowerCutTarget target = new(old, pullAt, (pullAt * 31) + luck);
        try
        {
            FlashResult result = new FlashWriter(new MemoryStream(image), target, new NoProgress())
                .Run(CancellationToken.None);
            Assert.That(result.Outcome, Is.EqualTo(FlashOutcome.Verified));
            Assert.That(pullAt, Is.EqualTo(int.MaxValue), "the plug was not pulled");
        }
        catch (PowerCutException)
        {
            Assert.That(target.Steps, Is.EqualTo(pullAt), "it went on without power");
        }

        return target;
    }
}
