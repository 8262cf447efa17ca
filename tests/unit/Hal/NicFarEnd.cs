using System;
using System.Threading;
using NUnit.Framework;
using Router.Hal;
using Router.Wire;

namespace Router.Tests.Hal;

/// <summary>A kernel interface driven by a second NIC; link changes go through `ip`.</summary>
internal sealed class NicFarEnd(INic nic, FramePool pool, string interfaceName) : IFarEnd
{
    private readonly Frame[] _one = new Frame[1];

    public void Send(ReadOnlySpan<byte> frame)
    {
        if (!pool.TryRent(out _one[0]))
        {
            throw new InvalidOperationException("the far pool is empty");
        }

        _one[0].Length = frame.Length;
        frame.CopyTo(pool.Octets(_one[0]));
        for (int i = 0; nic.Transmit(_one) == 0; i++)
        {
            Assert.That(i, Is.LessThan(1000), "the far end is stuck");
            Thread.Sleep(1);
        }
    }

    public byte[]? Receive()
    {
        for (long deadline = Environment.TickCount64 + 1000; Environment.TickCount64 < deadline;)
        {
            if (nic.Receive(_one) == 0)
            {
                Thread.Sleep(1);
                continue;
            }

            byte[] octets = pool.Octets(_one[0]).ToArray();
            pool.Return(_one[0]);
            if (BigEndian.ReadUInt16(octets, 12) != 0x86dd)
            {
                return octets;
            }
        }

        return null;
    }

    /// <summary>Frames that the kernel did not take.</summary>
    public long Refused => nic.Counters.TransmitErrors;

    public void SetLink(bool up) => PrivateNetwork.Ip($"link set {interfaceName} {(up ? "up" : "down")}");
}
