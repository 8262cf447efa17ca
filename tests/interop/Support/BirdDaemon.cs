using System;
using Router.Lab.Qemu.Host;

namespace Router.Tests.Interop.Support;

/// <summary>Debian's BIRD from its unpacked package, in a network namespace, asked over its control socket.</summary>
internal sealed class BirdDaemon : IDisposable
{
    private readonly NetNamespace _place;
    private readonly string _package;
    private readonly Scratch _scratch = new();
    private Daemon _daemon;

    public BirdDaemon(NetNamespace place, string package, string config)
    {
        _place = place;
        _package = package;
        _scratch.Write("bird.conf", config);
        _daemon = Launch();
        try
        {
            WaitUntilItAnswers();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Log => _daemon.Log;

    /// <summary>Only starts it, with the folder's bird.conf; BIRD 1.6 is another program for IPv6.</summary>
    public static Daemon Launch(
        NetNamespace place, string package, Scratch folder, bool isRecovering, bool isV6 = false) => place.Start(
        DebianPackages.File(package, isV6 ? "usr/sbin/bird6" : "usr/sbin/bird"),
        [
            "-f", "-c", folder.PathOf("bird.conf"), "-s", folder.PathOf("bird.ctl"), "-P", folder.PathOf("bird.pid"),
            .. isRecovering ? new[] { "-R" } : [],
        ]);

    public static bool Answers(Scratch folder) => Ask(folder, "show status") is not null;

    /// <summary>Null when it does not answer.</summary>
    public static string? Ask(Scratch folder, string command) => BirdSocket.Ask(folder.PathOf("bird.ctl"), command);

    /// <summary>One command of birdc, as `show route`.</summary>
    public string Ask(string command) => Ask(_scratch, command) ?? $"(no answer)\n{Log}";

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

        _daemon = Launch(isRecovering: true);
        WaitUntilItAnswers();
    }

    public void Dispose()
    {
        _daemon.Dispose();
        _scratch.Dispose();
    }

    private Daemon Launch(bool isRecovering = false) => Launch(_place, _package, _scratch, isRecovering);

    private void WaitUntilItAnswers() => _daemon.WaitUntil($"{_package} answers", () => Answers(_scratch));
}
