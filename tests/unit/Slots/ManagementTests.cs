using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Slots;
using Router.Slots.Management;

namespace Router.Tests.Slots;

/// <summary>The frames of the management connection, and who may ask for what.</summary>
public sealed class ManagementTests
{
    private static readonly ManagementToken s_token = new(Enumerable.Repeat((byte)7, 32).ToArray());
    private static readonly byte[] s_nonce = [.. Enumerable.Range(1, 32).Select(static i => (byte)i)];

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(7)]
    [TestCase(100_000)]
    public void Frames_come_whole_out_of_pieces_of_any_size(int piece)
    {
        byte[] data = [.. Enumerable.Range(0, 20_000).Select(static i => (byte)i)];
        byte[] wire = [.. FrameCodec.Write(FrameKind.Data, data), .. FrameCodec.Write(FrameKind.Done, []),
            .. FrameCodec.Write(FrameKind.Refused, "no"u8)];
        FrameReader reader = new();
        List<(FrameKind Kind, byte[] Body)> frames = [];
        for (int at = 0; at < wire.Length; at += piece)
        {
            ReadOnlySpan<byte> octets = wire.AsSpan(at, Math.Min(piece, wire.Length - at));
            while (reader.TryTake(ref octets, out FrameKind kind, out ReadOnlySpan<byte> body))
            {
                frames.Add((kind, body.ToArray()));
            }

            Assert.That(octets.Length, Is.Zero);
        }

        Assert.That(frames.Select(static frame => frame.Kind),
            Is.EqualTo((FrameKind[])[FrameKind.Data, FrameKind.Done, FrameKind.Refused]));
        Assert.That(frames[0].Body, Is.EqualTo(data));
    }

    [TestCase("0000000000000000")]
    [TestCase("0900000000000000")]
    [TestCase("0100000100000000")]
    [TestCase("0100000000001001")]
    [TestCase("0300000000010001")]
    [TestCase("05000000ffffffff")]
    public void What_is_no_header_breaks_the_connection_at_once(string hex)
    {
        FrameReader reader = new();
        ReadOnlySpan<byte> octets = Convert.FromHexString(hex);
        Assert.That(reader.TryTake(ref octets, out _, out _), Is.False);
        Assert.That(reader.IsBroken);
    }

    [Test]
    public void A_request_is_read_as_it_was_signed()
    {
        ManagementRequest request = new()
        {
            Command = ManagementRequest.Update,
            Manifest = ImageHash.Of("x"u8),
            IsOlderAllowed = true,
        };
        Assert.That(ManagementRequest.TryRead(
            request.Write(s_nonce, s_token), s_nonce, s_token.Key.Public, out ManagementRequest? read));
        Assert.That((read!.Command, read.Manifest.ToArray(), read.IsOlderAllowed),
            Is.EqualTo((request.Command, request.Manifest.ToArray(), true)));
    }

    [Test]
    public void No_octet_of_a_request_can_change_and_it_holds_for_one_nonce_and_one_key()
    {
        byte[] body = new ManagementRequest { Command = ManagementRequest.Status }.Write(s_nonce, s_token);
        for (int i = 0; i < body.Length; i++)
        {
            body[i] ^= 1;
            Assert.That(ManagementRequest.TryRead(body, s_nonce, s_token.Key.Public, out _), Is.False, $"octet {i}");
            body[i] ^= 1;
        }

        byte[] other = [.. s_nonce];
        other[31] ^= 1;
        Assert.That(ManagementRequest.TryRead(body, other, s_token.Key.Public, out _), Is.False, "replayed");
        VerifyingKey stranger = new ManagementToken(new byte[32]).Key.Public;
        Assert.That(ManagementRequest.TryRead(body, s_nonce, stranger, out _), Is.False);
        Assert.That(ManagementRequest.TryRead([], s_nonce, stranger, out _), Is.False);
        Assert.That(ManagementRequest.TryRead(body, s_nonce, s_token.Key.Public, out _), "unchanged it is good");
    }

    [Test]
    public void A_hello_is_read_as_it_was_written_whatever_its_texts_hold()
    {
        BoardHello hello = new()
        {
            Nonce = s_nonce,
            Board = "qemu-x64",
            Version = "1.2\nslot a",
            Node = "node02",
            Start = "0011223344556677",
            Slot = Slot.B,
            IsTrial = true,
            Last = "kept",
        };
        Assert.That(BoardHello.TryRead(hello.Write(), out BoardHello? read));
        Assert.That(read! with { Nonce = s_nonce }, Is.EqualTo(hello with { Version = "1.2 slot a" }));
        Assert.That(read.Nonce, Is.EqualTo(s_nonce));
        Assert.That(BoardHello.TryRead(hello.Write().AsSpan()[..^1], out _), Is.False);
        Assert.That(BoardHello.TryRead([0xff, 0xfe], out _), Is.False);
    }

    [Test]
    public void Progress_is_read_as_it_was_written()
    {
        UpdateProgress progress = new(UpdateStep.Checking, 1L << 40);
        Assert.That(UpdateProgress.TryRead(progress.Write(), out UpdateProgress read) && read == progress);
        Assert.That(UpdateProgress.TryRead(new byte[9], out _), Is.False);
        Assert.That(UpdateProgress.TryRead(progress.Write().AsSpan()[1..], out _), Is.False);
    }
}
