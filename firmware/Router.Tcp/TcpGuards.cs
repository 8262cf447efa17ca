using System.Collections.Generic;

namespace Router.Tcp;

/// <summary>
/// The guards of a listener by remote address; the longest prefix decides. A change holds for connections that begin
/// after it: one that is open keeps the guard it was opened with.
/// </summary>
public sealed class TcpGuards
{
    // Looked up, never enumerated: its order would not be reproducible.
    private readonly Dictionary<Prefix, TcpGuard> _byPrefix = [];
    private readonly int[] _ofLength = new int[33];

    public void Set(Prefix remote, TcpGuard guard)
    {
        if (!_byPrefix.ContainsKey(remote))
        {
            _ofLength[remote.Length]++;
        }

        _byPrefix[remote] = guard;
    }

    public void Remove(Prefix remote)
    {
        if (_byPrefix.Remove(remote))
        {
            _ofLength[remote.Length]--;
        }
    }

    public TcpGuard Find(Ipv4Address remote)
    {
        for (int length = _ofLength.Length - 1; length >= 0; length--)
        {
            if (_ofLength[length] > 0 && _byPrefix.TryGetValue(Prefix.Containing(remote, length), out TcpGuard? guard))
            {
                return guard;
            }
        }

        return TcpGuard.None;
    }
}
