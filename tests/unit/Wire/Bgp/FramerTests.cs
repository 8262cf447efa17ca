using System;
using System.Linq;
using NUnit.Framework;
using Router.Wire.Bgp;

namespace Router.Tests.Wire.Bgp;

/// <summary>RFC 4271 §4.1 and §6.1, RFC 8654 §4.</summary>
public sealed class FramerTests
{
    [TestCase(4096, "fefffffffffffffffffffffffffffffffff", 1, "", Description = "first marker octet")]
    [TestCase(4096, Build.Marker + "0012", 2, "0012", Description = "under 19")]
    [TestCase(4096, Build.Marker + "0000", 2, "0000")]
    [TestCase(4096, Build.Marker + "100102", 2, "1001", Description = "over 4096")]
    [TestCase(4096, Build.Marker + "ffff02", 2, "ffff")]
    [TestCase(4096, Build.Marker + "001c01", 2, "001c", Description = "OPEN under 29")]
    [TestCase(4096, Build.Marker + "001602", 2, "0016", Description = "UPDATE under 23")]
    [TestCase(4096, Build.Marker + "001403", 2, "0014", Description = "NOTIFICATION under 21")]
    [TestCase(4096, Build.Marker + "001404", 2, "0014", Description = "KEEPALIVE over 19")]
    [TestCase(4096, Build.Marker + "001605", 2, "0016", Description = "ROUTE-REFRESH under 23")]
    [TestCase(4096, Build.Marker + "001300", 3, "00")]
    [TestCase(4096, Build.Marker + "001306", 3, "06")]
    [TestCase(4096, Build.Marker + "0013ff", 3, "ff")]
    [TestCase(65535, Build.Marker + "100101", 2, "1001", Description = "OPEN is never extended")]
    [TestCase(65535, Build.Marker + "100104", 2, "1001", Description = "nor is KEEPALIVE")]
    public void Refuses_with_the_code_of_the_rfc(int maxSize, string hex, int subcode, string data)
    {
        byte[] octets = Build.Hex(hex.Length % 2 == 0 ? hex : hex[..^1]);
        Assert.That(BgpFramer.Read(octets, 0, maxSize, out _, out BgpError error), Is.EqualTo(BgpFrameStatus.Error));
        Assert.That(error.Code, Is.EqualTo(BgpErrorCode.MessageHeader));
        Assert.That(error.Subcode, Is.EqualTo(subcode));
        Assert.That(error.Severity, Is.EqualTo(BgpSeverity.Reset));
        Assert.That(Convert.ToHexStringLower(error.DataOf(octets)), Is.EqualTo(data));
    }

    [Test]
    public void A_wrong_octet_anywhere_in_the_marker_is_told_when_it_arrives()
    {
        for (int at = 0; at < 16; at++)
        {
            byte[] octets = Enumerable.Repeat((byte)0xff, at + 1).ToArray();
            octets[at] = 0x7f;
            Assert.That(BgpFramer.Read(octets, 0, 4096, out _, out BgpError error), Is.EqualTo(BgpFrameStatus.Error));
            Assert.That(error.Subcode, Is.EqualTo(BgpSubcode.Header.ConnectionNotSynchronized));
        }
    }

    [Test]
    public void Takes_an_extended_update_only_when_agreed()
    {
        byte[] octets = new byte[5000];
        BgpMessage.WriteHeader(octets, 0, octets.Length, BgpMessageType.Update);
        Assert.That(BgpFramer.Read(octets, 0, BgpMessage.MaxSize, out _, out _), Is.EqualTo(BgpFrameStatus.Error));
        Assert.That(BgpFramer.Read(octets, 0, BgpMessage.ExtendedMaxSize, out BgpFrame frame, out _),
            Is.EqualTo(BgpFrameStatus.Complete));
        Assert.That(frame.Length, Is.EqualTo(5000));
    }

    [Test]
    public void Splits_at_every_octet_give_the_same_messages()
    {
        byte[] stream = Golden.Calico.Values.SelectMany(octets => octets).ToArray();
        string[] whole = ReadAll(stream, stream.Length);
        Assert.That(whole, Has.Length.EqualTo(Golden.Calico.Count));
        for (int step = 1; step < stream.Length; step++)
        {
            Assert.That(ReadAll(stream, step), Is.EqualTo(whole), $"in steps of {step}");
        }
    }

    [Test]
    public void Incomplete_says_how_far_it_looked()
    {
        byte[] open = Golden.Calico["open.node02"];
        for (int have = 0; have < open.Length; have++)
        {
            Assert.That(BgpFramer.Read(open.AsSpan(0, have), 0, 4096, out BgpFrame frame, out _),
                Is.EqualTo(BgpFrameStatus.Incomplete), $"{have} octets");
            Assert.That(frame.Length, Is.Zero);
            Assert.That(frame.Examined, Is.EqualTo(Math.Min(have, 19)));
        }
    }

    private static string[] ReadAll(byte[] stream, int step)
    {
        System.Collections.Generic.List<string> found = [];
        int consumed = 0;
        for (int received = Math.Min(step, stream.Length); ; received = Math.Min(received + step, stream.Length))
        {
            while (BgpFramer.Read(stream.AsSpan(0, received), consumed, 4096, out BgpFrame frame, out BgpError error)
                == BgpFrameStatus.Complete)
            {
                Assert.That(error.IsNone, Is.True);
                found.Add(frame.Type + " " + Convert.ToHexStringLower(stream, frame.Offset, frame.Length));
                consumed += frame.Length;
            }

            if (received == stream.Length)
            {
                Assert.That(consumed, Is.EqualTo(stream.Length));
                return found.ToArray();
            }
        }
    }
}
