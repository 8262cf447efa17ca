using System;
using System.Diagnostics;
using System.Threading;
using NUnit.Framework;
using Router.Core.Fast;
using Router.Hal;
using Router.Hal.Linux;
using Router.Hal.Linux.Xdp;
using Router.Wire;

namespace Router.Tests.Hal;

/// <summary>
/// A kernel's own TCP and UDP send through NICs of ours: the sender's frames arrive oversized and with partial
/// checksums, and
/// must leave the driver fit for any wire. Two NICs back to back make a bridge; the receiving kernel verifies as well.
/// </summary>
public sealed class OffloadLiveTests
{
    private const int Slots = 512;

    /// <summary>Sender in this namespace behind "left", receiver in a child namespace behind "right".</summary>
    private static void WithBridge(string kind, Action<Bridge> body) => PrivateNetwork.Run(() =>
    {
        using var pool = new NativeFramePool(Slots);
        var memory = new XdpMemory(pool);
        string holder = "";
        using Process receiver = PrivateNetwork.Start("unshare", "-n sleep 60");
        try
        {
            PrivateNetwork.Ip("link add right type veth peer name host1");
            holder = receiver.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
            WaitForNamespace(holder);
            PrivateNetwork.Ip($"link set host1 netns {holder}");
            Inside(holder, "ip addr add 10.9.0.2/24 dev host1");
            Inside(holder, "ip link set host1 up");
            Inside(holder, "ip link set lo up");
            if (kind != "tap")
            {
                PrivateNetwork.Ip("link add left type veth peer name host0");
            }

            INic left = kind == "tap" ? new TapNic("host0", pool) : Open(kind, "left");

            PrivateNetwork.Ip("addr add 10.9.0.1/24 dev host0");
            PrivateNetwork.Ip("link set host0 up");
            using (left)
            using (INic right = Open(kind, "right"))
            {
                body(new Bridge(left, right, pool, holder));
            }

            Assert.That(pool.Available, Is.EqualTo(Slots));
        }
        finally
        {
            receiver.Kill();
            receiver.WaitForExit();
        }

        INic Open(string driver, string name) => driver switch
        {
            "xdp" => XdpNic.Open(name, memory),
            "blocks" => new PacketNic(name, pool, new PacketOptions { Ring = PacketRingKind.Blocks }),
            _ => new PacketNic(name, pool),
        };
    });

    [TestCase("slots")]
    [TestCase("blocks")]
    [TestCase("tap")]
    [TestCase("xdp")]
    public void A_kernels_tcp_crosses_in_good_segments(string kind) => WithBridge(kind, bridge =>
    {
        using Process sink = Inside(bridge.Holder, "python3 -c \"" +
            "import signal;signal.alarm(30)\n" +
            "import socket,hashlib\n" +
            "l=socket.create_server(('10.9.0.2',5000))\n" +
            "print('ready',flush=True)\n" +
            "c,_=l.accept()\n" +
            "h=hashlib.md5()\n" +
            "while True:\n" +
            " d=c.recv(65536)\n" +
            " if not d: break\n" +
            " h.update(d)\n" +
            "print(h.hexdigest())\"", wait: false);
        Assert.That(sink.StandardOutput.ReadLine(), Is.EqualTo("ready"));
        using Process source = PrivateNetwork.Start("python3", "-c \"" +
            "import signal;signal.alarm(30)\n" +
            "import socket,hashlib\n" +
            "d=bytes((i*7+(i>>8))&255 for i in range(1<<20))\n" +
            "s=socket.create_connection(('10.9.0.2',5000))\n" +
            "s.sendall(d)\n" +
            "s.close()\n" +
            "print(hashlib.md5(d).hexdigest())\"");
        bridge.RunUntil(() => sink.HasExited);
        Assert.That(source.WaitForExit(1000), Is.True);
        string sent = source.StandardOutput.ReadToEnd();
        Assert.That(sent, Is.Not.Empty, source.StandardError.ReadToEnd());
        Assert.That(sink.StandardOutput.ReadToEnd(), Is.EqualTo(sent));

        // A veth with an XDP program has its peer cut frames itself.
        Assert.That(bridge.Left.Counters.Segmented, kind == "xdp" ? Is.Zero : Is.GreaterThan(0), "oversized frames");
        Assert.That(bridge.Left.Counters.ChecksumsCompleted, Is.GreaterThan(0));
        Assert.That(bridge.Left.Counters.ReceiveErrors, Is.Zero);
        Assert.That(bridge.Bad, Is.Zero, "frames too long or with a wrong checksum");
        Assert.That(bridge.Left.Counters.TransmitErrors + bridge.Right.Counters.TransmitErrors, Is.Zero);
    });

    [TestCase("slots")]
    [TestCase("blocks")]
    [TestCase("tap")]
    [TestCase("xdp")]
    public void A_kernels_segmented_udp_crosses_as_datagrams(string kind) => WithBridge(kind, bridge =>
    {
        using Process sink = Inside(bridge.Holder, "python3 -c \"" +
            "import signal;signal.alarm(30)\n" +
            "import socket\n" +
            "s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)\n" +
            "s.bind(('10.9.0.2',5001))\n" +
            "s.settimeout(5)\n" +
            "print('ready',flush=True)\n" +
            "print([len(s.recv(65536)) for _ in range(11)])\"", wait: false);
        Assert.That(sink.StandardOutput.ReadLine(), Is.EqualTo("ready"));

        // UDP_SEGMENT (103) asks the kernel for datagrams of 1200 octets: ten, and the rest of 345.
        using Process source = PrivateNetwork.Start("python3", "-c \"" +
            "import signal;signal.alarm(30)\n" +
            "import socket\n" +
            "s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)\n" +
            "s.setsockopt(17,103,1200)\n" +
            "s.sendto(bytes(12345),('10.9.0.2',5001))\"");
        bridge.RunUntil(() => sink.HasExited);
        Assert.That(sink.StandardOutput.ReadToEnd().Trim(),
            Is.EqualTo("[1200, 1200, 1200, 1200, 1200, 1200, 1200, 1200, 1200, 1200, 345]"),
                sink.StandardError.ReadToEnd());
        Assert.That(bridge.Bad, Is.Zero);
        Assert.That(bridge.Left.Counters.ReceiveErrors, Is.Zero);
    });

    private static void WaitForNamespace(string holder)
    {
        string mine = System.IO.File.ResolveLinkTarget("/proc/thread-self/ns/net", false)!.Name;
        Assert.That(() => System.IO.File.ResolveLinkTarget($"/proc/{holder}/ns/net", false)!.Name,
            Is.Not.EqualTo(mine).After(2000, 5));
    }

    private static void Inside(string holder, string command) =>
        PrivateNetwork.Execute("nsenter", $"-t {holder} -n {command}");

    private static Process Inside(string holder, string command, bool wait)
    {
        Assert.That(wait, Is.False);
        return PrivateNetwork.Start("nsenter", $"-t {holder} -n {command}");
    }

    private sealed class Bridge(INic left, INic right, NativeFramePool pool, string holder)
    {
        private readonly Frame[] _frames = new Frame[64];

        public INic Left => left;

        public INic Right => right;

        public string Holder => holder;

        public int Bad { get; private set; }

        public void RunUntil(Func<bool> done)
        {
            var clock = new MonotonicClock();
            using var loop = new PollLoop(clock);
            loop.Watch(left.ReadinessDescriptor, PollEvents.Readable);
            loop.Watch(right.ReadinessDescriptor, PollEvents.Readable);
            var ready = new Ready[2];
            Instant end = clock.Now + Duration.FromSeconds(20);
            while (!done())
            {
                Assert.That(clock.Now, Is.LessThan(end), "the transfer hangs");
                loop.Wait(clock.Now + Duration.FromMilliseconds(10), ready);
                Move(left, right);
                Move(right, left);
            }
        }

        private void Move(INic from, INic to)
        {
            int count = from.Receive(_frames);
            int waiting = 0;
            for (int i = 0; i < count; i++)
            {
                Check(pool.Octets(_frames[i]), from.Mtu);
            }

            while (waiting < count)
            {
                int sent = to.Transmit(_frames.AsSpan(waiting, count - waiting));
                waiting += sent;
                if (sent == 0)
                {
                    Thread.Sleep(1);
                }
            }
        }

        private void Check(ReadOnlySpan<byte> frame, int mtu)
        {
            bool ipv4 = BigEndian.ReadUInt16(frame, 12) == 0x0800;
            if (frame.Length > mtu + 14 || (ipv4 && !Packets.Ipv4Verifies(frame[14..])))
            {
                Bad++;
            }
        }
    }
}
