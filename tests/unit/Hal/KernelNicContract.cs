using System;
using System.Collections.Generic;
using System.Threading;
using NUnit.Framework;
using Router.Wire;

namespace Router.Tests.Hal;

/// <summary>What every driver of a kernel interface promises beyond <see cref="NicContract"/>.</summary>
public abstract class KernelNicContract : NicContract
{
    [Test]
    public void A_device_that_is_shut_down_clogs_nothing_and_comes_back() => WithPair(pair =>
    {
        PrivateNetwork.Ip($"link set {pair.Nic.Name} down");
        long errors = pair.Nic.Counters.TransmitErrors;
        for (int i = 0; i < 3; i++)
        {
            Frame[] frames = [Rent(pair.Pool, Make(64, 1)), Rent(pair.Pool, Make(64, 2)), Rent(pair.Pool, Make(64, 3))];
            Assert.That(pair.Nic.Transmit(frames), Is.EqualTo(3));
            AssertBalanced(pair);
        }

        Assert.That(pair.Nic.Counters.TransmitErrors - errors, Is.EqualTo(9));
        Assert.That(pair.Nic.LinkUp, Is.False);
        PrivateNetwork.Ip($"link set {pair.Nic.Name} up");
        Assert.That(() => pair.Nic.LinkUp, Is.True.After(1000, 5));
        Assert.That(pair.Nic.Transmit([Rent(pair.Pool, Make(64, 4))]), Is.EqualTo(1));
        Assert.That(pair.Far.Receive(), Is.EqualTo(Make(64, 4)), "and nothing from before");
        pair.Far.Send(Make(99, 3));
        Assert.That(Collect(pair, 1), Is.EqualTo(new[] { Make(99, 3) }));
        Assert.That(pair.Nic.Counters.Transmitted, Is.EqualTo(1));
        AssertBalanced(pair);
    });

    [Test]
    public void Under_overload_every_frame_is_received_or_counted_as_lost() => WithPair(pair =>
    {
        // The kernel's own router solicitations would be lost and counted too.
        PrivateNetwork.Execute("sysctl", "-qw net.ipv6.conf.all.disable_ipv6=1");
        // More than any ring here holds.
        const int Sent = 20_000;
        var seen = new HashSet<int>();
        var frames = new Frame[16];
        for (int i = 0; i < Sent; i++)
        {
            byte[] frame = Make(60 + (i % 1000), 0);
            BigEndian.WriteUInt32(frame, 14, (uint)i);
            pair.Far.Send(frame);
            if (i % 2000 == 0)
            {
                Take(pair.Nic.Receive(frames));
            }
        }

        Thread.Sleep(20);
        for (int quiet = 0; quiet < 20;)
        {
            int count = pair.Nic.Receive(frames);
            Take(count);
            quiet = count == 0 ? quiet + 1 : 0;
            Thread.Sleep(count == 0 ? 1 : 0);
        }

        long lost = pair.Nic.Counters.ReceiveOverruns + ((NicFarEnd)pair.Far).Refused + LostOnTheWay(pair);
        Assert.That(seen.Count + lost, Is.EqualTo(Sent), $"{seen.Count} received");
        Assert.That(seen, Has.Count.LessThan(Sent), "there was no overload");
        Assert.That(pair.Nic.Counters.ReceiveErrors, Is.Zero);
        AssertBalanced(pair);

        void Take(int count)
        {
            for (int i = 0; i < count; i++)
            {
                Span<byte> octets = pair.Pool.Octets(frames[i]);
                if (BigEndian.ReadUInt16(octets, 12) == 0x88b5)
                {
                    int number = (int)BigEndian.ReadUInt32(octets, 14);
                    byte[] expected = Make(60 + (number % 1000), 0);
                    BigEndian.WriteUInt32(expected, 14, (uint)number);
                    Assert.That(octets.SequenceEqual(expected), Is.True, $"frame {number}");
                    Assert.That(seen.Add(number), Is.True, $"frame {number} came twice");
                }

                pair.Pool.Return(frames[i]);
            }
        }
    });

    /// <summary>What the kernel lost between the sender and the driver, by its own count.</summary>
    private protected virtual long LostOnTheWay(NicPair pair)
    {
        using var document = System.Text.Json.JsonDocument.Parse(
            PrivateNetwork.Execute("ip", $"-s -s -j link show dev {pair.Nic.Name}"));
        return document.RootElement[0].GetProperty("stats64").GetProperty("rx").GetProperty("dropped").GetInt64();
    }
}
