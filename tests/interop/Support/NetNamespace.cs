using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using NUnit.Framework;

namespace Router.Tests.Interop.Support;

/// <summary>
/// A network namespace with loopback up and IPv6 off (its own chatter would stand in captures). Named by process and
/// number so that runs side by side never meet.
/// </summary>
internal sealed class NetNamespace : IDisposable
{
    private static readonly Lock s_adding = new();
    private static int s_count;

    public NetNamespace(string role)
    {
        Name = string.Create(
            CultureInfo.InvariantCulture, $"rt{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}-{role}");
        ProcessResult add;
        lock (s_adding)
        {
            // The first one makes their folder a mount point, and two at once would both be the first.
            add = Run.Try("ip", ["netns", "add", Name]);
        }

        Assert.That(
            add.ExitCode,
            Is.Zero,
            $"Network namespaces need root, or ./test inside 'unshare -Urnm': {add.Both}");
        Must("sh", "-c", "for f in all default; do echo 1 > /proc/sys/net/ipv6/conf/$f/disable_ipv6; done");
        Ip("link", "set", "lo", "up");
    }

    public string Name { get; }

    /// <summary>Runs an `ip` command inside.</summary>
    public string Ip(params string[] arguments) => Run.Must("ip", ["-n", Name, .. arguments]);

    public ProcessResult Try(TimeSpan? limit, string program, params string[] arguments) =>
        Run.Try("ip", Inside(program, arguments), limit);

    public ProcessResult Try(string program, params string[] arguments) => Try(null, program, arguments);

    public string Must(string program, params string[] arguments) => Try(program, arguments).Must().Output;

    public Daemon Start(string program, params string[] arguments) => new("ip", Inside(program, arguments));

    public void Dispose()
    {
        // Processes that outlived their owner would keep the namespace, and its interfaces, alive.
        foreach (string pid in Run.Try("ip", ["netns", "pids", Name]).Output.Split('\n'))
        {
            if (pid.Length > 0)
            {
                Run.Try("kill", ["-9", pid]);
            }
        }

        Run.Must("ip", "netns", "del", Name);
    }

    private IEnumerable<string> Inside(string program, string[] arguments) =>
        arguments.Prepend(program).Prepend(Name).Prepend("exec").Prepend("netns");
}
