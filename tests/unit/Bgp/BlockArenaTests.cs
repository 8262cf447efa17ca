using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire;

namespace Router.Tests.Bgp;

public sealed class BlockArenaTests
{
    [Test]
    public void Keeps_every_block_until_it_is_freed()
    {
        RandomStream random = new(5, "blocks");
        BlockArena arena = new();
        List<(int Place, byte[] Octets)> kept = [];
        for (int i = 0; i < 20_000; i++)
        {
            // Growing, level, shrinking.
            if (kept.Count > 0 && random.NextBelow(100) < (i < 8_000 ? 30 : i < 14_000 ? 50 : 70))
            {
                int at = (int)random.NextBelow((uint)kept.Count);
                Assert.That(arena.Read(kept[at].Place, kept[at].Octets.Length).SequenceEqual(kept[at].Octets));
                arena.Free(kept[at].Place, kept[at].Octets.Length);
                kept[at] = kept[^1];
                kept.RemoveAt(kept.Count - 1);
            }
            else
            {
                byte[] block = new byte[random.NextBelow(8) == 0 ? random.NextBelow(5000) : random.NextBelow(100)];
                block.AsSpan().Fill((byte)i);
                kept.Add((arena.Add(block), block));
            }
        }

        Assert.That(kept, Has.Count.GreaterThan(100));
        foreach ((int place, byte[] octets) in kept)
        {
            Assert.That(arena.Read(place, octets.Length).SequenceEqual(octets));
            Assert.That(arena.Memory(place, octets.Length).Span.SequenceEqual(octets));
            arena.Free(place, octets.Length);
        }

        Assert.That(arena.Octets, Is.Zero);
    }

    // What a peer with a limit of 1,000 prefixes can do: sets of one size, all withdrawn, and sets of the next.
    [Test]
    public void Sizes_that_change_take_no_more_than_what_is_there_at_a_time()
    {
        BlockArena arena = new();
        long most = 0;
        for (int size = 8; size <= 4096; size += 8)
        {
            int[] places = [.. Enumerable.Range(0, 1000).Select(_ => arena.Add(new byte[size]))];
            most = Math.Max(most, arena.Octets - (1000 * size));
            foreach (int place in places)
            {
                arena.Free(place, size);
            }
        }

        // At the worst a frame holds two blocks of a little more than a third of it.
        Assert.That(most, Is.LessThan(1000 * 4096 / 2));
        Assert.That(arena.Octets, Is.Zero);
    }

    [Test]
    public void A_few_blocks_take_little()
    {
        BlockArena arena = new();
        for (int size = 40; size < 60; size++)
        {
            arena.Add(new byte[size]);
        }

        Assert.That(arena.Octets, Is.LessThanOrEqualTo(4 * 4096));
    }
}
