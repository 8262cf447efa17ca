using System;

namespace Router.Tests.Interop.Support.Restart;

/// <summary>A BGP daemon of Debian's that keeps its forwarding state over kill -9, as far as it can.</summary>
internal abstract class RestartingPeer : IDisposable
{
    public abstract string Name { get; }

    public static RestartingPeer Start(string name, NetNamespace place, RestartSetup setup, params string[] networks) =>
        name switch
        {
            "bird" or "bird2" => new RestartingBird(name, place, setup, networks),
            "frr" => new RestartingFrr(place, setup, networks),
            "gobgpd" => new RestartingGobgp(place, setup, networks),
            _ => throw new ArgumentException($"no daemon '{name}'", nameof(name)),
        };

    public abstract bool IsEstablished();

    /// <summary>It has a route to the prefix from our speaker, stale or not.</summary>
    public abstract bool Has(string prefix);

    /// <summary>It shows the route as one of a peer that is away.</summary>
    public abstract bool HasStale(string prefix);

    /// <summary>kill -9: it says nothing, its kernel closes the connection.</summary>
    public abstract void Kill();

    /// <summary>Comes back as from a graceful restart, and announces these.</summary>
    public abstract void Return(params string[] networks);

    public abstract string Picture();

    public abstract void Dispose();

    public override string ToString() => Name;
}
