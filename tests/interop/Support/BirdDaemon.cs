using System;
using NUnit.Framework;
using Router.Lab.Qemu.Host;

namespace Router.Tests.Interop.Support;

/// <summary>Debian's BIRD from its unpacked package, in a network namespace, asked over its control socket.</summary>
internal sealed class BirdDaemon : IDisposable
{
    private readonly NetNamespace _place;
    private readonly string _package;
    private readonly Scratch _scratch = new();
    private readonly string _socket;
    private readonly string _config;
    private Daemon _daemon;

    public BirdDaemon(NetNamespace place, string package, string config)
    {
        _place = place;
        _package = package;
        _socket = _scratch.PathOf("bird.ctl");
        _config = _scratch.Write("bird.conf", config);
        try
        {
            _daemon = Launch();
        }
        catch
        {
            // The process itself goes with its namespace.
            _scratch.Dispose();
            throw;
        }
    }

    public string Log => _daemon.Log;

    /// <summary>One command of birdc, as `show route`.</summary>
    public string Ask(string command) => BirdSocket.Ask(_socket, command) ?? $"(no answer)\n{Log}";

    public bool IsEstablished(string protocol) =>
        Ask($"show protocols all {protocol}").Contains("BGP state:          Established", StringComparison.Ordinal);

    /// <summary>`show route PREFIX`, all paths and attributes.</summary>
    public string Route(string prefix) => Ask($"show route {prefix} all");

    public bool HasRoute(string prefix, string via)
    {
        string answer = Ask($"show route {prefix}");
        return answer.Contains($"via {via} ", StringComparison.Ordinal);
    }

    /// <summary>
    /// Dies without a word, as on a crash: only then, and not on an orderly shutdown (which says Cease), do peers
    /// keep its routes (RFC 4724 §4.2).
    /// </summary>
    public void Kill()
    {
        _daemon.Signal(9);
        _daemon.WaitForExit();
    }

    /// <summary>Is stopped where it stands: it says nothing any more, and the kernel answers for its TCP.</summary>
    public void Freeze() => _daemon.Signal(19);

    /// <summary>Goes on after <see cref="Freeze"/>.</summary>
    public void Thaw() => _daemon.Signal(18);

    /// <summary>Ends in order, with a Cease to its peers; returns the exit code.</summary>
    public int Terminate()
    {
        _daemon.Signal(15);
        return _daemon.WaitForExit(TimeSpan.FromSeconds(30));
    }

    /// <summary>
    /// Comes back in the state of graceful restart recovery, as Calico starts it; with another configuration if given.
    /// </summary>
    public void StartRecovering(string? config = null)
    {
        _daemon.Dispose();
        if (config is not null)
        {
            _scratch.Write("bird.conf", config);
        }

        _daemon = Launch("-R");
    }

    public void Dispose()
    {
        _daemon.Dispose();
        _scratch.Dispose();
    }

    private Daemon Launch(params string[] more)
    {
        Daemon daemon = _place.Start(
            DebianPackages.File(_package, "usr/sbin/bird"),
            ["-f", "-c", _config, "-s", _socket, "-P", _scratch.PathOf("bird.pid"), .. more]);
        Eventually.Holds(
            $"{_package} answers on its control socket",
            () =>
            {
                Assert.That(daemon.HasExited, Is.False, () => daemon.Log);
                return BirdSocket.Ask(_socket, "show status") is not null;
            },
            TimeSpan.FromSeconds(30),
            () => daemon.Log);
        return daemon;
    }
}
