using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using NUnit.Framework;
using Router.Hal.Linux.Machine;
using Router.Wire;

namespace Router.Tests.Machines;

/// <summary>The protocol of sd_notify(3), with sockets of the runtime at the other end.</summary>
[SupportedOSPlatform("linux")]
public sealed class ServiceNotifierTests
{
    private string _folder = null!;

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("rt-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestCase(false)]
    [TestCase(true, Description = "unix(7): a name without a file")]
    public void A_supervisor_hears_that_we_are_ready_go_on_and_end(bool isAbstract)
    {
        string name = isAbstract ? $"rt-notify-{Environment.ProcessId}" : Path.Combine(_folder, "notify");
        using Socket supervisor = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        supervisor.Bind(new UnixDomainSocketEndPoint(isAbstract ? "\0" + name : name));
        supervisor.ReceiveTimeout = 5000;
        using ServiceNotifier notifier = new(isAbstract ? "@" + name : name, Duration.FromSeconds(5));
        notifier.Ready("node01 is up");
        notifier.Progress(At(100));
        notifier.Progress(At(104));
        notifier.Progress(At(105));
        notifier.Stopping();
        Assert.That(notifier.PollAt, Is.EqualTo(At(110)));
        List<string> heard = [];
        byte[] buffer = new byte[256];
        while (heard.Count < 4)
        {
            heard.Add(Encoding.UTF8.GetString(buffer, 0, supervisor.Receive(buffer)));
        }

        Assert.That(heard, Is.EqualTo((string[])
            ["READY=1\nSTATUS=node01 is up", "WATCHDOG=1", "WATCHDOG=1", "STOPPING=1"]));
        Assert.That(supervisor.Available, Is.Zero);
    }

    [Test]
    public void A_supervisor_that_does_not_watch_is_told_no_progress_and_one_that_is_gone_does_not_matter()
    {
        using ServiceNotifier notifier = new(Path.Combine(_folder, "nobody"), Duration.Zero);
        Assert.That(notifier.PollAt, Is.EqualTo(Instant.Never));
        notifier.Ready("up");
        notifier.Progress(At(1));
        notifier.Stopping();
    }

    [Test]
    public void Our_own_supervisor_hears_it_too()
    {
        string path = Path.Combine(_folder, "notify");
        File.WriteAllText(path, "left behind");
        using (ServiceListener listener = new(path))
        using (ServiceNotifier notifier = new(path, Duration.FromSeconds(1)))
        {
            Assert.That(listener.TryTake(out _), Is.False);
            notifier.Ready("up");
            Assert.That(listener.TryTake(out string text), Is.True);
            Assert.That(text, Is.EqualTo("READY=1\nSTATUS=up"));
        }

        Assert.That(File.Exists(path), Is.False);
    }

    private static Instant At(long seconds) => Instant.Zero + Duration.FromSeconds(seconds);
}
