using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Router.Wire;

namespace Router.Core.Fast;

/// <content>The other ends of the tunnel: who may send to us, and to which address.</content>
internal sealed unsafe partial class WayTable
{
    private const int RemoteCapacity = 1024;
    private const int RemoteProbes = 4;

    private readonly ulong* _remotes = NativeArray.New<ulong>(RemoteCapacity + RemoteProbes);
    private bool _anyRemote;

    /// <summary>Entries of remotes, with zeros between them; nothing where there are none.</summary>
    public Span<ulong> Remotes => new(_remotes, _anyRemote ? RemoteCapacity + RemoteProbes : 0);

    /// <summary>The address of the board that nodes send their tunnel packets to; 0 when there is none.</summary>
    public uint TunnelEnd { get; set; }

    /// <summary>A remote and the group of its address in one word, so that nobody reads half of it.</summary>
    public static ulong RemoteEntry(Ipv4Address remote, int group) => remote.Value | ((ulong)(uint)group << 32);

    /// <summary>
    /// True for a remote that may send to us, from an address that is neither ours nor a broadcast one; and the group
    /// of that address.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFindRemote(uint remote, out int group)
    {
        ulong* at = _remotes + RemoteSlot(remote);
        for (int i = 0; i < RemoteProbes; i++)
        {
            ulong entry = Volatile.Read(ref at[i]);
            if ((uint)entry == remote)
            {
                group = (int)(entry >> 32);
                return true;
            }
        }

        group = 0;
        return false;
    }

    /// <summary>
    /// Notes a remote that may send. Where there is no room one takes the place of another: what is not found is asked
    /// again.
    /// </summary>
    public void Allow(Ipv4Address remote, int group)
    {
        ulong* at = _remotes + RemoteSlot(remote.Value);
        ulong* end = at + RemoteProbes;
        while (at < end && *at != 0 && (uint)*at != remote.Value)
        {
            at++;
        }

        at = at < end ? at : at - RemoteProbes;
        Volatile.Write(ref *at, RemoteEntry(remote, group));
        _anyRemote = true;
    }

    private void ForgetRemotes()
    {
        Remotes.Clear();
        (_anyRemote, TunnelEnd) = (false, 0);
    }

    private static int RemoteSlot(uint remote) => (int)((remote * 0x9e37_79b1) >> 22);
}
