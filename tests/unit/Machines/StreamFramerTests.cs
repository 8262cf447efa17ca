using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Lab.Qemu.Wires;

namespace Router.Tests.Machines;

/// <summary>Frames on a stream as QEMU's net/stream.c has them: a big-endian length, 4 octets, and the frame.</summary>
public sealed class StreamFramerTests
{
    private static readonly byte[][] s_frames = [[0xAA], [1, 2, 3, 4, 5], [.. Enumerable.Repeat((byte)7, 300)]];

    // Written by hand: 300 is 0x012C.
    private static readonly byte[] s_stream =
        [0, 0, 0, 1, 0xAA, 0, 0, 0, 5, 1, 2, 3, 4, 5, 0, 0, 1, 0x2C, .. s_frames[2]];

    [Test]
    public void Frames_come_out_wherever_the_stream_is_cut_in_three()
    {
        for (int first = 0; first <= s_stream.Length; first++)
        {
            int second = Math.Min(s_stream.Length, first + 3);
            StreamFramer framer = new();
            List<byte[]> taken = [];
            foreach (byte[] part in (byte[][])[s_stream[..first], s_stream[first..second], s_stream[second..]])
            {
                part.CopyTo(framer.Room());
                framer.Filled(part.Length);
                TakeAll(framer, taken);
            }

            Assert.That(taken, Is.EqualTo(s_frames), $"cut at {first}");
            Assert.That(framer.IsAmidst, Is.False);
        }
    }

    [Test]
    public void A_stream_that_fills_every_read_comes_out_whole()
    {
        // Lengths that do not divide the buffer; each octet tells its frame.
        byte[][] frames = [.. Enumerable.Range(0, 900).Select(i => Enumerable.Repeat((byte)i, 1 + (i * 1777 % 9001)))
            .Select(octets => octets.ToArray())];
        byte[] stream = [.. frames.SelectMany(frame => new[]
        {
            (byte)(frame.Length >> 24), (byte)(frame.Length >> 16), (byte)(frame.Length >> 8), (byte)frame.Length,
        }.Concat(frame))];
        StreamFramer framer = new();
        List<byte[]> taken = [];
        for (ReadOnlySpan<byte> left = stream; left.Length > 0;)
        {
            Span<byte> room = framer.Room();
            Assert.That(room.Length, Is.Positive);
            int count = Math.Min(room.Length, left.Length);
            left[..count].CopyTo(room);
            framer.Filled(count);
            left = left[count..];
            TakeAll(framer, taken);
        }

        Assert.That(taken, Is.EqualTo(frames));
    }

    [Test]
    public void The_longest_frame_fits_behind_half_a_one()
    {
        StreamFramer framer = new();
        Put(framer, 0, 1, 0x10, 0);
        Assert.That(framer.TryTake(out _), Is.False);
        Assert.That(framer.IsAmidst, Is.True);
        for (int left = 0x11000; left > 0;)
        {
            int count = Math.Min(left, framer.Room().Length);
            framer.Filled(count);
            left -= count;
        }

        Assert.That(framer.TryTake(out ReadOnlySpan<byte> frame), Is.True);
        Assert.That(frame.Length, Is.EqualTo(65536 + 4096));
    }

    [TestCase(0u)]
    [TestCase(0x11001u)]
    [TestCase(0x80000000u)]
    [TestCase(uint.MaxValue)]
    public void A_length_that_cannot_be_ends_the_stream_after_the_frames_before_it(uint length)
    {
        StreamFramer framer = new();
        Put(framer, 0, 0, 0, 1, 0xAA);
        Put(framer, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, 0, 0, 0, 1, 0xBB);
        List<byte[]> taken = [];
        TakeAll(framer, taken);
        TakeAll(framer, taken);
        Assert.That(taken, Is.EqualTo((byte[][])[[0xAA]]));
        Assert.That(framer.Failure, Does.Contain($"{length} octets"));
    }

    [Test]
    public void What_waits_to_be_written_is_what_the_other_end_reads()
    {
        FrameBacklog backlog = new(100_000);
        StreamFramer framer = new();
        List<byte[]> sent = [];
        List<byte[]> taken = [];
        for (int i = 1; i <= 400; i++)
        {
            byte[] frame = [.. Enumerable.Repeat((byte)i, i * 13)];
            sent.Add(frame);
            Assert.That(backlog.TryAdd(frame), Is.True);

            // A socket takes odd pieces.
            Move(backlog, framer, Math.Min(backlog.Octets.Length, (i * 13) - (i % 5)));
            TakeAll(framer, taken);
        }

        while (!backlog.IsEmpty)
        {
            Move(backlog, framer, Math.Min(backlog.Octets.Length, 777));
            TakeAll(framer, taken);
        }

        Assert.That(taken, Is.EqualTo(sent));
    }

    [Test]
    public void A_frame_without_room_is_refused_whole()
    {
        FrameBacklog backlog = new(80_000);
        byte[] frame = new byte[39_996];
        Assert.That(backlog.TryAdd(frame), Is.True);
        Assert.That(backlog.TryAdd(frame), Is.True);
        Assert.That(backlog.TryAdd([1]), Is.False);
        Assert.That(backlog.Octets.Length, Is.EqualTo(80_000));
        backlog.Written(5);
        Assert.That(backlog.TryAdd([1]), Is.True, "room for exactly that");
    }

    [Test]
    public void No_frame_is_empty_or_longer_than_the_reader_takes()
    {
        FrameBacklog backlog = new(200_000);
        Assert.Multiple(() =>
        {
            Assert.That(() => backlog.TryAdd([]), Throws.ArgumentException);
            Assert.That(() => backlog.TryAdd(new byte[0x11001]), Throws.ArgumentException);
            Assert.That(backlog.TryAdd(new byte[0x11000]), Is.True);
        });
    }

    private static void Put(StreamFramer framer, params byte[] octets)
    {
        octets.CopyTo(framer.Room());
        framer.Filled(octets.Length);
    }

    private static void Move(FrameBacklog backlog, StreamFramer framer, int count)
    {
        backlog.Octets[..count].CopyTo(framer.Room());
        framer.Filled(count);
        backlog.Written(count);
    }

    private static void TakeAll(StreamFramer framer, List<byte[]> taken)
    {
        while (framer.TryTake(out ReadOnlySpan<byte> frame))
        {
            taken.Add(frame.ToArray());
        }
    }
}
