using System.Collections.Generic;

namespace Router.Tcp;

/// <summary>What names a connection on the wire, seen from our side.</summary>
internal readonly record struct FourTuple(Ipv4Address Local, ushort LocalPort, Ipv4Address Remote, ushort RemotePort)
{
    public ulong Addresses => ((ulong)Local.Value << 32) | Remote.Value;

    public ulong Ports => ((ulong)LocalPort << 16) | RemotePort;

    /// <summary>A keyed hash, so that a peer cannot choose ports that all fall into one bucket.</summary>
    internal sealed class Comparer : IEqualityComparer<FourTuple>
    {
        private readonly SipHash _hash;

        public Comparer(SipHash hash) => _hash = hash;

        public bool Equals(FourTuple x, FourTuple y) => x.Addresses == y.Addresses && x.Ports == y.Ports;

        public int GetHashCode(FourTuple obj) => (int)_hash.Of(obj.Addresses, obj.Ports);
    }
}
