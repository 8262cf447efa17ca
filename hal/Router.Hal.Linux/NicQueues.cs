using System;
using System.Collections.Generic;
using Router.Hal.Linux.Xdp;
using Router.Wire;

namespace Router.Hal.Linux;

/// <summary>
/// One interface as several NICs, one for each worker, each with a pool of its own: nothing is shared between workers.
/// A flow's frames all come to the same one.
/// </summary>
public static class NicQueues
{
    /// <summary>Packet sockets that share the frames by flow (PACKET_FANOUT_HASH).</summary>
    /// <exception cref="NicException">The interface cannot be a port; no queue stays open.</exception>
    public static IReadOnlyList<INic> OpenPacket(
        string name, IReadOnlyList<IFramePool> pools, PacketOptions? options = null)
    {
        var nics = new List<INic>();
        int group = 0;
        try
        {
            foreach (IFramePool pool in pools)
            {
                var nic = new PacketNic(name, pool, options);
                nics.Add(nic);
                group = pools.Count > 1 ? nic.JoinFanout(group) : 0;
            }
        }
        catch
        {
            nics.ForEach(static nic => nic.Dispose());
            throw;
        }

        return nics;
    }

    /// <summary>AF_XDP sockets, one for each receive queue of the device, which spreads the flows.</summary>
    /// <param name="name">The interface.</param>
    /// <param name="memories">As many as the interface has queues (<see cref="XdpInterface.Queues"/>).</param>
    /// <param name="options">How the interface is used.</param>
    /// <param name="on">Does something with a memory on the thread that owns it, by its number, and waits for the end;
    /// null: all are the caller's.</param>
    /// <exception cref="NicException">The interface cannot be a port; no queue stays open.</exception>
    public static IReadOnlyList<XdpNic> OpenXdp(
        string name, IReadOnlyList<XdpMemory> memories, XdpOptions? options = null, Action<int, Action>? on = null)
    {
        on ??= static (_, action) => action();
        using var port = new XdpInterface(name, options);
        if (port.Queues != memories.Count)
        {
            throw new NicException($"{name}: it spreads frames over {port.Queues} queues and there are " +
                $"{memories.Count} workers: `ethtool -L {name} combined {memories.Count}` (or rx {memories.Count})");
        }

        var nics = new List<XdpNic>();
        try
        {
            for (int queue = 0; queue < memories.Count; queue++)
            {
                int number = queue;
                on(queue, () => nics.Add(port.Open(number, memories[number])));
            }
        }
        catch
        {
            for (int queue = 0; queue < nics.Count; queue++)
            {
                on(queue, nics[queue].Dispose);
            }

            throw;
        }

        return nics;
    }
}
