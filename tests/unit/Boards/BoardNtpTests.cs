using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Router.Node;
using Router.Wire;

namespace Router.Tests.Boards;

/// <summary>A board that asks a time server on its link, whom this test plays frame by frame.</summary>
public sealed class BoardNtpTests
{
    private const int UdpAt = 34;
    private const int NtpAt = 42;
    private const long Unix = 1_795_485_600;
    private const uint Ntp = 4_004_474_400;

    [Test]
    public void A_server_on_the_link_sets_the_time()
    {
        TwoBoards net = new();
        List<byte[]> requests = [];
        net.Carries = frame =>
        {
            bool isRequest = IsRequest(frame);
            if (isRequest)
            {
                requests.Add(frame);
            }

            return !isRequest;
        };
        Assert.That(Clock(net), Does.Contain("not known").And.Contain("no server is configured"));
        net.Node02.ApplyConfiguration(
            new BoardConfiguration(net.Plan, net.Ports, [], Ntp: [TwoBoards.Address("192.168.101.201")]), net.Now);
        net.Run(1);
        Assert.That(requests, Has.Count.EqualTo(1));
        Assert.That(Clock(net), Does.Contain("no server has told the time yet"));

        // The first one is lost: 2 s of waiting, 16 s of leaving it alone.
        net.Run(18);
        Assert.That(requests, Has.Count.EqualTo(2));
        long? set = null;
        net.Node02.SetClock = time => set = time;
        net.SendToNode02(Answer(requests[1]));
        net.Run(Duration.FromMilliseconds(1));
        Assert.That(set / 1_000_000_000, Is.EqualTo(Unix).Within(2));
        Assert.That(net.Node02.UnixTime(net.Now) / 1_000_000_000, Is.EqualTo(Unix).Within(2));
        Assert.That(Clock(net), Does.Contain("2026-11-24 02:00:0").And.Contain(
            "synchronised by 192.168.101.201 (stratum 1)"));
        Assert.That(net.Log.Where(entry => entry.Source == "ntp").Select(entry => entry.Text),
            Is.EqualTo((string[])["192.168.101.201 tells the time, which was not known"]));
    }

    private static string Clock(TwoBoards net)
    {
        StringBuilder text = new();
        net.Node02.Execute("show clock", net.Now).Poll(net.Now, text);
        return text.ToString();
    }

    // IPv4 without options, UDP to port 123.
    private static bool IsRequest(byte[] frame) => frame.Length >= NtpAt + 48 && frame[12] == 8 && frame[13] == 0
        && frame[23] == 17 && BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(UdpAt + 2)) == 123;

    private static byte[] Answer(byte[] request)
    {
        byte[] frame = [.. request];
        Swap(frame, 0, 6, 6);
        Swap(frame, 26, 30, 4);
        Swap(frame, UdpAt, UdpAt + 2, 2);

        // RFC 768: without a checksum. That of IP does not change when its addresses change places.
        frame[UdpAt + 6] = frame[UdpAt + 7] = 0;
        Span<byte> ntp = frame.AsSpan(NtpAt);
        ntp[40..48].CopyTo(ntp[24..]);
        (ntp[0], ntp[1]) = (0b00_100_100, 1);
        BinaryPrimitives.WriteUInt32BigEndian(ntp[32..], Ntp);
        BinaryPrimitives.WriteUInt32BigEndian(ntp[36..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(ntp[40..], Ntp);
        BinaryPrimitives.WriteUInt32BigEndian(ntp[44..], 0);
        return frame;
    }

    private static void Swap(byte[] frame, int left, int right, int length)
    {
        byte[] kept = frame[left..(left + length)];
        frame.AsSpan(right, length).CopyTo(frame.AsSpan(left));
        kept.CopyTo(frame, right);
    }
}
