using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using Router.Boards.Linux.Workers;
using Router.Calico.Run;
using Router.Hal;
using Router.Hal.Linux;
using Router.Hal.Linux.Xdp;
using Router.Wire;

namespace Router.Boards.Linux;

/// <summary>
/// The devices of a board's ports: all of a configuration are opened or none, one that stays in use is not touched, and
/// one that got lost is opened again when its interface is back.
/// </summary>
internal sealed class PortNics(IPinnedFramePool pool, PollLoop poll, BoardWorkers? workers) : IDisposable
{
    // All ports together leave half of the pool, or of each worker's, to frames on their way.
    private const int MostFillSlots = 4096;

    private readonly XdpMemory _memory = new(pool);
    private List<LivePort> _ports = [];
    private int _fillSlots = MostFillSlots;

    public IReadOnlyList<LivePort> Ports => _ports;

    /// <summary>
    /// A device that is not there at the start is waited for: on a machine of its own a board does what it can, since
    /// nobody is there to start it again.
    /// </summary>
    public bool WaitsForDevices { get; init; }

    public bool AnyMissing => _ports.Exists(static port => port.Nic is null);

    /// <summary>
    /// Opens what a configuration needs and is not open. What comes out is for <see cref="Take"/> or <see
    /// cref="Abandon"/>; a device that is missing already stays missing.
    /// </summary>
    public bool TryPrepare(
        IReadOnlyList<RunPort> wanted, out List<INic?> nics, [NotNullWhen(false)] out string? error)
    {
        nics = [];
        _fillSlots = Math.Clamp(pool.Capacity / 2 / wanted.Count, 1, MostFillSlots);
        foreach (RunPort port in wanted)
        {
            try
            {
                nics.Add(OwnerOf(port.Nic) is { } owner ? owner.Nic
                    : WaitsForDevices && IsAbsent(port.Nic) ? null
                    : Open(port.Nic));
            }
            catch (NicException e)
            {
                error = $"port {port.Name}: {e.Message}";
                Abandon(nics);
                return false;
            }
        }

        error = null;
        return true;
    }

    /// <summary>Closes what was opened for a configuration that is not taken after all.</summary>
    public void Abandon(List<INic?> nics)
    {
        foreach (INic? nic in nics)
        {
            if (!_ports.Exists(port => ReferenceEquals(port.Nic, nic)))
            {
                nic?.Dispose();
            }
        }
    }

    /// <summary>Makes prepared devices those of the ports and closes those no longer used.</summary>
    public void Take(IReadOnlyList<RunPort> wanted, List<INic?> nics)
    {
        var next = new List<LivePort>();
        foreach (RunPort port in wanted)
        {
            LivePort? owner = OwnerOf(port.Nic);
            LivePort live = _ports.Find(known => known.Configuration.Name == port.Name) ?? new LivePort(port);
            if (owner is not null && owner != live)
            {
                live.Inherit(owner);
            }

            next.Add(live);
        }

        foreach (LivePort old in _ports)
        {
            if (!nics.Contains(old.Nic))
            {
                Close(old);
            }
        }

        // Only now: names and devices may have changed partners.
        for (int i = 0; i < next.Count; i++)
        {
            next[i].Configuration = wanted[i];
            next[i].Nic = nics[i];
            poll.Watch(nics[i]?.ReadinessDescriptor ?? -1, PollEvents.Readable);
        }

        _ports = next;
    }

    /// <summary>Gives up a device that has failed.</summary>
    public void Close(LivePort port)
    {
        if (port.Nic is { } nic)
        {
            poll.Unwatch(nic.ReadinessDescriptor);
            nic.Dispose();
            port.Nic = null;
        }
    }

    /// <summary>
    /// Opens a lost device again; false with the reason, which is null when the interface is not there.
    /// </summary>
    public bool TryReopen(LivePort port, out string? reason)
    {
        reason = null;
        RunNic wanted = port.Configuration.Nic;
        if (IsAbsent(wanted))
        {
            return false;
        }

        try
        {
            port.Nic = Open(wanted);
            poll.Watch(port.Nic.ReadinessDescriptor, PollEvents.Readable);
            return true;
        }
        catch (NicException e)
        {
            reason = e.Message;
            return false;
        }
    }

    public void Dispose() => _ports.ForEach(Close);

    private static bool IsAbsent(RunNic nic) =>
        nic.Kind != NicKind.Tap && KernelInterfaces.Find(nic.Interface) is null;

    private LivePort? OwnerOf(RunNic nic) => _ports.Find(port => port.Configuration.Nic == nic);

    private INic Open(RunNic nic) => nic.Kind switch
    {
        NicKind.Tap => new TapNic(nic.Interface, pool),
        NicKind.Xdp when workers is not null => workers.OpenXdp(nic.Interface, XdpOptionsOf(nic)),
        NicKind.Xdp => XdpBundle.Open(nic.Interface, _memory, XdpOptionsOf(nic)),
        _ when workers is not null => workers.OpenPacket(nic.Interface, PacketOptionsOf(nic)),
        _ => new PacketNic(nic.Interface, pool, PacketOptionsOf(nic)),
    };

    private XdpOptions XdpOptionsOf(RunNic nic) => new()
    {
        Mode = nic.Mode switch
        {
            NicMode.Copy => XdpMode.Copy,
            NicMode.ZeroCopy => XdpMode.ZeroCopy,
            _ => XdpMode.Auto,
        },
        Pass = new XdpPass { EtherTypes = nic.Pass.EtherTypes, TcpPorts = nic.Pass.TcpPorts },
        FillSlots = _fillSlots,
    };

    private static PacketOptions PacketOptionsOf(RunNic nic) => new()
    {
        Ring = nic.Ring == NicRing.Blocks ? PacketRingKind.Blocks : PacketRingKind.Slots,
    };
}
