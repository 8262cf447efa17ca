using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using NUnit.Framework;
using Router.Hal.Linux;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Hal;

/// <summary>What a board's loop waits for: time, other threads, signals, the control socket.</summary>
public sealed class BoardLoopTests
{
    private static readonly MonotonicClock s_clock = new();
    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("router").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void A_wait_ends_at_its_deadline_and_not_before()
    {
        using var loop = new PollLoop(s_clock);
        Instant deadline = s_clock.Now + Duration.FromMilliseconds(15);
        Assert.That(loop.Wait(deadline, new Ready[1]), Is.Zero);
        Assert.That(s_clock.Now, Is.GreaterThanOrEqualTo(deadline));
        Assert.That(loop.Wait(Instant.Zero, new Ready[1]), Is.Zero, "a deadline gone by does not wait");
    }

    [Test]
    public void Another_thread_ends_a_wait_without_deadline()
    {
        using var loop = new PollLoop(s_clock);
        var thread = new Thread(loop.Wake);
        thread.Start();
        Assert.That(loop.Wait(Instant.Never, new Ready[1]), Is.Zero);
        thread.Join();
        Assert.That(loop.Wait(s_clock.Now + Duration.FromMilliseconds(5), new Ready[1]), Is.Zero,
            "one wake-up, one wait");
    }

    [Test]
    public void Many_descriptors_are_told_apart_and_forgotten()
    {
        using var loop = new PollLoop(s_clock);
        var events = new WakeUp[20];
        for (int i = 0; i < events.Length; i++)
        {
            events[i] = new WakeUp();
            loop.Watch(events[i].Descriptor, PollEvents.Readable);
        }

        events[3].Signal();
        events[17].Signal();
        var ready = new Ready[30];
        Assert.That(loop.Wait(Instant.Zero, ready), Is.EqualTo(2));
        Assert.That(new[] { ready[0].Descriptor, ready[1].Descriptor },
            Is.EquivalentTo(new[] { events[3].Descriptor, events[17].Descriptor }));
        loop.Unwatch(events[3].Descriptor);
        loop.Watch(events[17].Descriptor, PollEvents.None);
        Assert.That(loop.Wait(Instant.Zero, ready), Is.Zero);
        foreach (WakeUp one in events)
        {
            one.Dispose();
        }
    }

    [Test]
    public void Waiting_allocates_nothing()
    {
        using var loop = new PollLoop(s_clock);
        var ready = new Ready[4];
        loop.Wait(Instant.Zero, ready);
        long allocated = Allocation.Of(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                loop.Wake();
                loop.Wait(s_clock.Now, ready);
            }
        });
        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public void A_hang_up_signal_reaches_the_loop_and_ends_nothing()
    {
        using var watch = new SignalWatch();
        using var loop = new PollLoop(s_clock);
        loop.Watch(watch.Descriptor, PollEvents.Readable);
        PrivateNetwork.Execute("kill", $"-HUP {Environment.ProcessId}");

        // The signal itself may end a wait before its descriptor is ready: ask until it is.
        Instant end = s_clock.Now + Duration.FromSeconds(5);
        while (loop.Wait(end, new Ready[1]) == 0 && s_clock.Now < end)
        {
        }

        Assert.That(watch.TryTake(out PosixSignal signal), Is.True);
        Assert.That(signal, Is.EqualTo(PosixSignal.SIGHUP));
        Assert.That(watch.TryTake(out _), Is.False);
        Assert.That(loop.Wait(s_clock.Now, new Ready[1]), Is.Zero);
    }

    [Test]
    public void Octets_cross_the_control_socket()
    {
        string path = Path.Combine(_directory, "board.sock");
        using var listener = new UnixListener(path);
        Assert.That(PrivateNetwork.Execute("stat", $"-c %a {path}").Trim(), Is.EqualTo("600"));
        Assert.That(listener.TryAccept(), Is.Null);
        using var client = UnixConnection.Connect(path);
        using var loop = new PollLoop(s_clock);
        loop.Watch(listener.Descriptor, PollEvents.Readable);
        Assert.That(loop.Wait(s_clock.Now + Duration.FromSeconds(1), new Ready[1]), Is.EqualTo(1));
        using UnixConnection server = listener.TryAccept()!;
        var buffer = new byte[64];
        Assert.That(server.Read(buffer, out _), Is.EqualTo(IoResult.WouldBlock));
        Assert.That(client.Write("show ip route\n"u8, out int put), Is.EqualTo(IoResult.Done));
        Assert.That(server.Read(buffer, out int got), Is.EqualTo(IoResult.Done));
        Assert.That(Encoding.ASCII.GetString(buffer, 0, got), Is.EqualTo("show ip route\n"));
        Assert.That(put, Is.EqualTo(got));
        client.Dispose();
        Assert.That(server.Read(buffer, out _), Is.EqualTo(IoResult.Closed));
        Assert.That(server.Write("late"u8, out _), Is.EqualTo(IoResult.Closed), "and no SIGPIPE");
    }

    [Test]
    public void A_full_connection_takes_part_and_then_says_so()
    {
        string path = Path.Combine(_directory, "board.sock");
        using var listener = new UnixListener(path);
        using var client = UnixConnection.Connect(path);
        var block = new byte[1 << 20];
        IoResult result = IoResult.Done;
        for (int i = 0; i < 100 && result == IoResult.Done; i++)
        {
            result = client.Write(block, out _);
        }

        Assert.That(result, Is.EqualTo(IoResult.WouldBlock));
    }

    [Test]
    public void A_dead_board_s_socket_is_replaced_and_a_live_one_is_not()
    {
        string path = Path.Combine(_directory, "board.sock");
        PrivateNetwork.Execute("python3", $"-c \"import socket; socket.socket(socket.AF_UNIX).bind('{path}')\"");
        Assert.That(Assert.Throws<IOException>(() => UnixConnection.Connect(path))!.Message,
            Does.Contain("nobody listens"));
        using (var listener = new UnixListener(path))
        {
            Assert.That(Assert.Throws<IOException>(() => new UnixListener(path))!.Message,
                Does.Contain("running already"));
        }

        Assert.That(File.Exists(path), Is.False);
        Assert.That(Assert.Throws<IOException>(() => UnixConnection.Connect(path))!.Message,
            Does.Contain("no such socket"));
    }

    [Test]
    public void A_file_that_is_no_socket_is_left_alone()
    {
        string path = Path.Combine(_directory, "notes.txt");
        foreach (string text in (string[])["mine", ""])
        {
            File.WriteAllText(path, text);
            Assert.That(() => new UnixListener(path), Throws.InstanceOf<IOException>());
            Assert.That(File.ReadAllText(path), Is.EqualTo(text));
        }

        Assert.That(Assert.Throws<IOException>(() => new UnixListener(Path.Combine(_directory, "none",
            "x.sock")))!.Message,
            Does.Contain("directory does not exist"));
    }

    [Test]
    public void Entropy_fills_every_octet()
    {
        var entropy = new KernelEntropy();
        var seen = new byte[1000];
        var octets = new byte[1000];
        for (int round = 0; round < 20; round++)
        {
            entropy.Fill(octets);
            for (int i = 0; i < octets.Length; i++)
            {
                seen[i] |= octets[i];
            }
        }

        // An octet that getrandom never wrote stays zero; by chance all twenty are zero once in 2^160.
        Assert.That(seen, Has.None.Zero);
    }
}
