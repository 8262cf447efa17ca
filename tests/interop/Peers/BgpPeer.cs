using System;
using System.Collections.Generic;
using System.Linq;
using Router.Lab.Qemu.Host;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop.Peers;

/// <summary>A BGP daemon of Debian's in a namespace.</summary>
internal abstract class BgpPeer : IDisposable
{
    public const string Bird1 = "bird";
    public const string Bird2 = "bird2";
    public const string Frr = "frr";
    public const string Gobgp = "gobgpd";
    public const string Openbgpd = "openbgpd";

    private readonly List<Announcement> _announced;
    private Daemon? _daemon;

    protected BgpPeer(NetNamespace place, PeerSetup setup)
    {
        Place = place;
        Setup = setup;
        _announced = [.. setup.Announced];
    }

    public string Log => _daemon?.Log ?? string.Empty;

    public PeerSetup Setup { get; }

    protected NetNamespace Place { get; }

    protected Scratch Folder { get; } = new();

    /// <summary>It is started as after a graceful restart.</summary>
    protected bool IsRecovering { get; private set; }

    /// <summary>What it announces now.</summary>
    protected IReadOnlyList<Announcement> Announced => _announced;

    /// <summary>Starts the daemon of a package and waits until it answers.</summary>
    public static BgpPeer Start(string package, NetNamespace place, PeerSetup setup)
    {
        BgpPeer peer = package switch
        {
            Bird1 or Bird2 => new BirdPeer(place, setup, package),
            Frr => new FrrPeer(place, setup),
            Gobgp => new GobgpPeer(place, setup),
            Openbgpd => new OpenbgpdPeer(place, setup),
            _ => throw new ArgumentException($"no daemon '{package}'", nameof(package)),
        };
        try
        {
            peer.Start();
            return peer;
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    /// <summary>With the neighbour of that address, or with all.</summary>
    public bool IsEstablished(string? remote = null) =>
        remote is not null ? IsUp(remote) : Setup.Neighbours.All(one => IsUp(one.Remote));

    /// <summary>All its paths, or those to one prefix.</summary>
    public abstract Dictionary<string, List<SeenPath>> Table(bool v6, string? prefix = null);

    public IReadOnlyList<SeenPath> Paths(string prefix) =>
        Table(prefix.Contains(':', StringComparison.Ordinal), prefix).GetValueOrDefault(prefix) ?? [];

    /// <summary>It uses a route to the prefix that it has from a neighbour.</summary>
    public bool HasRoute(string prefix) => Paths(prefix).Any(static path => path.IsBest && path.From.Length > 0);

    /// <summary>It shows a route to the prefix as one of a neighbour that is away.</summary>
    public virtual bool HasStale(string prefix) => Paths(prefix).Any(static path => path.IsStale);

    /// <summary>What it says of a neighbour.</summary>
    public abstract string About(string remote);

    public abstract string Picture();

    /// <summary>From now on; a prefix that it announces already with what is said here.</summary>
    public void Announce(Announcement one)
    {
        Forget(one.Prefix);
        _announced.Add(one);
        OnAnnounce(one);
    }

    public void Withdraw(string prefix)
    {
        Announcement one = _announced.Single(known => known.Prefix == prefix);
        Forget(prefix);
        OnWithdraw(one);
    }

    /// <summary>Asks a neighbour for its routes again (RFC 2918).</summary>
    public abstract void AskForRoutes(string remote);

    /// <summary>Ends a session with a text for the neighbour's operator (RFC 9003).</summary>
    public abstract void ShutDown(string remote, string text);

    public abstract void Enable(string remote);

    /// <summary>Dies without a word, as on a crash.</summary>
    public void Kill()
    {
        _daemon!.Signal(9);
        _daemon.WaitForExit();
    }

    /// <summary>Another process with the same configuration and what was announced at last.</summary>
    public void Restart() => Restart(isRecovering: false);

    /// <summary>
    /// Another process, as from a graceful restart (RFC 4724 §4.1) where the daemon can be told so; it announces
    /// these.
    /// </summary>
    public void Return(params IEnumerable<string> prefixes)
    {
        _announced.Clear();
        _announced.AddRange(prefixes.Select(static prefix => new Announcement(prefix)));
        Restart(isRecovering: true);
    }

    public override string ToString() => GetType().Name;

    public virtual void Dispose()
    {
        _daemon?.Dispose();
        Folder.Dispose();
    }

    protected abstract Daemon Launch();

    protected abstract bool Answers();

    protected abstract bool IsUp(string remote);

    protected abstract void OnAnnounce(Announcement one);

    protected abstract void OnWithdraw(Announcement one);

    /// <summary>What can only be configured once it runs.</summary>
    protected virtual void OnStarted()
    {
    }

    /// <summary>With the libraries of packages none of which are installed.</summary>
    protected static string LibraryPath(string[] packages) => "LD_LIBRARY_PATH=" + string.Join(
        ':', packages.SelectMany(static package => FoldersWithLibraries(DebianPackages.Folder(package))).Distinct());

    private static IEnumerable<string> FoldersWithLibraries(string folder) => System.IO.Directory
        .EnumerateFiles(folder, "*.so*", System.IO.SearchOption.AllDirectories)
        .Select(static file => System.IO.Path.GetDirectoryName(file)!);

    private void Restart(bool isRecovering)
    {
        _daemon!.Dispose();
        IsRecovering = isRecovering;
        Start();
    }

    private void Start()
    {
        _daemon = Launch();
        _daemon.WaitUntil($"{this} answers", Answers);
        OnStarted();
    }

    private void Forget(string prefix) => _announced.RemoveAll(known => known.Prefix == prefix);
}
