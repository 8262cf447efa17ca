using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Lab.Qemu.Host;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop.Peers;

/// <summary>A BGP daemon of Debian's in a namespace, with one neighbour.</summary>
internal abstract class BgpPeer : IDisposable
{
    public const string Bird1 = "bird";
    public const string Bird2 = "bird2";
    public const string Frr = "frr";
    public const string Gobgp = "gobgpd";
    public const string Openbgpd = "openbgpd";

    private Daemon? _daemon;

    protected BgpPeer(NetNamespace place, PeerSetup setup)
    {
        Place = place;
        Setup = setup;
    }

    public string Log => _daemon?.Log ?? string.Empty;

    protected NetNamespace Place { get; }

    protected PeerSetup Setup { get; }

    protected Scratch Folder { get; } = new();

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
            peer._daemon = peer.Launch();
            Eventually.Holds($"{package} answers", peer.CheckAnswers, TimeSpan.FromSeconds(30), () => peer.Log);
            peer.OnStarted();
            return peer;
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    public abstract bool IsEstablished();

    /// <summary>It uses a route to the prefix that it has from its neighbour.</summary>
    public abstract bool HasRoute(string prefix);

    public abstract string Picture();

    /// <summary>Dies without a word, as on a crash.</summary>
    public void Kill()
    {
        _daemon!.Signal(9);
        _daemon.WaitForExit();
    }

    public virtual void Dispose()
    {
        _daemon?.Dispose();
        Folder.Dispose();
    }

    protected abstract Daemon Launch();

    protected abstract bool Answers();

    /// <summary>What can only be configured once it runs.</summary>
    protected virtual void OnStarted()
    {
    }

    /// <summary>Starts a program of a package with the libraries of others, none of which are installed.</summary>
    protected Daemon StartWith(string[] libraries, string program, params string[] arguments) =>
        Place.Start("env", [LibraryPath(libraries), program, .. arguments]);

    protected static string LibraryPath(string[] packages) => "LD_LIBRARY_PATH=" + string.Join(
        ':', packages.SelectMany(static package => FoldersWithLibraries(DebianPackages.Folder(package))).Distinct());

    private static IEnumerable<string> FoldersWithLibraries(string folder) => System.IO.Directory
        .EnumerateFiles(folder, "*.so*", System.IO.SearchOption.AllDirectories)
        .Select(static file => System.IO.Path.GetDirectoryName(file)!);

    private bool CheckAnswers()
    {
        Assert.That(_daemon!.HasExited, Is.False, () => Log);
        return Answers();
    }
}
