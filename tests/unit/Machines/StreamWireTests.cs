using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Runtime.Versioning;
using NUnit.Framework;
using Router.Hal.Linux;
using Router.Lab.Qemu.Host;
using Router.Lab.Qemu.Wires;

namespace Router.Tests.Machines;

/// <summary>A cable into a machine over a real socket; what QEMU would do at the other end is done here.</summary>
[SupportedOSPlatform("linux")]
public sealed class StreamWireTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private string _folder = null!;
    private Socket _machine = null!;
    private StreamWire _wire = null!;

    [SetUp]
    public void Connect()
    {
        _folder = Directory.CreateTempSubdirectory("rt-").FullName;
        string path = Path.Combine(_folder, "eth0");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        _wire = StreamWire.Connect(path, s_patience);
        _machine = listener.Accept();
        _machine.ReceiveTimeout = 10_000;
    }

    [TearDown]
    public void End()
    {
        _wire.Dispose();
        _machine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void Frames_cross_both_ways()
    {
        Assert.That(_wire.Send([1, 2, 3]), Is.True);
        Assert.That(Received(7), Is.EqualTo((byte[])[0, 0, 0, 3, 1, 2, 3]));
        _machine.Send([0, 0, 0, 2, 9]);
        byte[] buffer = new byte[64];
        Assert.That(_wire.TryReceive(buffer, out _), Is.False, "half a frame");
        _machine.Send([8, 0, 0, 0, 1, 5]);
        Assert.That(_wire.TryReceive(buffer, out int length), Is.True);
        Assert.That(buffer[..length], Is.EqualTo((byte[])[9, 8]));
        Assert.That(_wire.TryReceive(buffer, out length), Is.True);
        Assert.That(buffer[..length], Is.EqualTo((byte[])[5]));
        Assert.That(_wire.TryReceive(buffer, out _), Is.False);
        Assert.That((_wire.FramesIn, _wire.FramesOut, _wire.EndReason), Is.EqualTo((2L, 1L, default(string))));
    }

    [Test]
    public void A_frame_longer_than_the_buffer_is_dropped_and_the_next_one_comes()
    {
        _machine.Send([0, 0, 0, 3, 1, 1, 1, 0, 0, 0, 2, 2, 2]);
        byte[] buffer = new byte[2];
        Assert.That(_wire.TryReceive(buffer, out int length), Is.True);
        Assert.That((buffer[0], length, _wire.DroppedIn), Is.EqualTo(((byte)2, 2, 1L)));
    }

    [Test]
    public void A_machine_that_stands_still_costs_frames_not_memory_and_gets_whole_ones_afterwards()
    {
        int sent = 0;
        byte[] frame = new byte[1500];
        while (_wire.DroppedOut < 10)
        {
            BitConverter.TryWriteBytes(frame, sent);
            sent += _wire.Send(frame) ? 1 : 0;
        }

        Assert.That(_wire.Interest, Is.EqualTo(PollEvents.Readable | PollEvents.Writable));
        Assert.That(sent * 1504, Is.LessThan(4 << 20), "what the kernel holds and what the wire holds");
        List<int> numbers = [];
        while (numbers.Count < sent)
        {
            byte[] got = Received(1504);
            Assert.That(got[..4], Is.EqualTo((byte[])[0, 0, 5, 0xDC]));
            numbers.Add(BitConverter.ToInt32(got, 4));
            _wire.Flush();
        }

        Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, sent)));
        Assert.That(_wire.Interest, Is.EqualTo(PollEvents.Readable));
    }

    [Test]
    public void The_end_of_the_machine_is_the_end_of_the_wire_after_its_last_frame()
    {
        _machine.Send([0, 0, 0, 1, 5, 0, 0]);
        _machine.Dispose();
        Assert.That(_wire.TryReceive(new byte[64], out _), Is.True);
        Assert.That(_wire.TryReceive(new byte[64], out _), Is.False);
        Assert.That(_wire.EndReason, Is.EqualTo("QEMU closed it within a frame"));
        Assert.That(_wire.Send([1]), Is.False);
        Assert.That((_wire.DroppedOut, _wire.Interest), Is.EqualTo((1L, PollEvents.None)));
    }

    [Test]
    public void An_implausible_length_ends_it()
    {
        _machine.Send([0, 0, 0, 0]);
        Assert.That(_wire.TryReceive(new byte[64], out _), Is.False);
        Assert.That(_wire.EndReason, Does.Contain("0 octets"));
    }

    [Test]
    public void Nobody_there_is_told_with_the_path()
    {
        string path = Path.Combine(_folder, "eth9");
        Assert.That(() => StreamWire.Connect(path, TimeSpan.FromMilliseconds(50)),
            Throws.TypeOf<LabQemuException>().With.Message.Contains(path));
    }

    // Nothing is allocated for a frame: 10,000 of them cost less than one of them would.
    [Test]
    public void Frames_cost_no_memory()
    {
        byte[] buffer = new byte[2048];
        byte[] frame = new byte[1000];
        byte[] drain = new byte[8192];
        CrossTimes(100, frame, buffer, drain);
        long before = GC.GetAllocatedBytesForCurrentThread();
        CrossTimes(10_000, frame, buffer, drain);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1000));
    }

    private void CrossTimes(int times, byte[] frame, byte[] buffer, byte[] drain)
    {
        ReadOnlySpan<byte> packed = [0, 0, 0, 3, 1, 2, 3];
        for (int i = 0; i < times; i++)
        {
            _wire.Send(frame);
            for (int left = 1004; left > 0;)
            {
                left -= _machine.Receive(drain.AsSpan(0, left), SocketFlags.None);
            }

            _machine.Send(packed);
            if (!_wire.TryReceive(buffer, out _))
            {
                throw new InvalidOperationException("no frame");
            }
        }
    }

    private byte[] Received(int count)
    {
        byte[] octets = new byte[count];
        for (int have = 0; have < count;)
        {
            have += _machine.Receive(octets, have, count - have, SocketFlags.None);
        }

        return octets;
    }
}
