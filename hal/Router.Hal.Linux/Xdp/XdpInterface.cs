using System;
using System.Collections.Generic;
using System.Linq;
using Router.Hal.Linux.Bpf;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux.Xdp;

/// <summary>
/// An interface whose received frames a program of ours gives to AF_XDP sockets, one for each queue. The program hangs
/// on a link of this process: it goes when the last NIC goes, also by a crash.
/// </summary>
public sealed class XdpInterface : IDisposable
{
    private const uint GenericMode = 1 << 1; // XDP_FLAGS_SKB_MODE
    private const uint NativeMode = 1 << 2;  // XDP_FLAGS_DRV_MODE

    // Devices in memory: what a local kernel sends into them arrives with checksums left to a card that is not there.
    private static readonly string[] s_memoryDevices = ["veth", "tun", "bridge", "macvlan", "ipvlan", "bonding"];

    private readonly List<string> _warnings = [];
    private int _map = -1;
    private int _program = -1;
    private int _link = -1;
    private int _promiscuous = -1;
    private int _users = 1;
    private bool _tagsKept;

    /// <summary>Brings the interface up and attaches the program. Sockets come by <see cref="Open"/>.</summary>
    /// <exception cref="NicException">It cannot be a port; the message says why and what to do.</exception>
    public XdpInterface(string name, XdpOptions? options = null)
    {
        Options = options ?? new XdpOptions();
        Port = PacketSocket.Check(name);
        Control = new InterfaceControl(name);
        try
        {
            int error = Control.BringUp();
            if (error != 0)
            {
                throw new NicException($"{name}: the interface is down and cannot be brought up: " +
                    $"{Errno.Text(error)}; do `ip link set {name} up`, or run with CAP_NET_ADMIN");
            }

            Queues = Control.ReceiveQueues;
            KeepTags();
            Attach();
            _promiscuous = PacketSocket.OpenPromiscuous(name, Port.Index);
            CompletesChecksums =
                Options.CompleteChecksums ?? (!IsNative || s_memoryDevices.Contains(Control.Driver));
        }
        catch
        {
            Close();
            throw;
        }
    }

    public string Name => Port.Name;

    /// <summary>Receive queues that the interface spreads frames over.</summary>
    public int Queues { get; }

    /// <summary>The program runs in the driver, before the kernel makes a packet of a frame.</summary>
    public bool IsNative { get; private set; }

    /// <summary>Checksums that a local kernel left partial are looked for and completed.</summary>
    public bool CompletesChecksums { get; }

    internal KernelInterface Port { get; }

    internal InterfaceControl Control { get; }

    internal XdpOptions Options { get; }

    internal IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Opens a queue. The interface stays attached until it and all its NICs are disposed of.</summary>
    public XdpNic Open(int queue, XdpMemory memory)
    {
        _users++;
        try
        {
            return new XdpNic(this, queue, memory);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gives up this holder's share.</summary>
    public void Dispose()
    {
        if (_users > 0 && --_users == 0)
        {
            Close();
        }
    }

    internal void Route(int queue, XdpSocket socket)
    {
        if (!BpfCalls.TrySet(_map, (uint)queue, (uint)socket.Descriptor))
        {
            throw new NicException($"{Name}: queue {queue} cannot be given to the board: {Errno.Text(Errno.Last)}");
        }
    }

    private void Attach()
    {
        _map = BpfCalls.NewMap(BpfCalls.XskMap, (uint)Queues);
        if (_map < 0)
        {
            throw NoBpf(Errno.Last);
        }

        _program = BpfCalls.NewProgram(BpfCalls.XdpProgram, BpfCalls.XdpAttachment,
            XdpProgram.Write(Options.Pass, _map), "router_xdp", out string complaint);
        if (_program < 0)
        {
            throw complaint.Length == 0
                ? NoBpf(Errno.Last)
                : new NicException($"{Name}: the kernel refuses our XDP program: " +
                    $"{Errno.Text(Errno.Last)}\n{complaint}");
        }

        _link = BpfCalls.NewLink(_program, Port.Index, BpfCalls.XdpAttachment, NativeMode);
        int error = Errno.Last;
        IsNative = _link >= 0;
        if (_link < 0 && error is not (Errno.Ebusy or Errno.Eexist or Errno.Eperm))
        {
            _link = BpfCalls.NewLink(_program, Port.Index, BpfCalls.XdpAttachment, GenericMode);
            _warnings.Add($"{Name}: its driver refuses XDP ({Errno.Text(error)}); the kernel's generic XDP stands " +
                "in, no faster than a packet socket. What the kernel joined to longer frames is dropped and counted: " +
                $"`ethtool -K {Name} gro off`, and so for what lies below it, or use `kind: packet`");
            error = _link < 0 ? Errno.Last : error;
        }

        if (_link < 0)
        {
            throw new NicException(error switch
            {
                Errno.Ebusy or Errno.Eexist => $"{Name}: another XDP program is attached to it: end the process that " +
                    $"holds it, or `ip link set dev {Name} xdp off`",
                Errno.Eperm => $"{Name}: XDP needs CAP_NET_ADMIN",
                Errno.Einval or Errno.Enosys => $"{Name}: no XDP by bpf link here ({Errno.Text(error)}); " +
                    "Linux 6.1 or later is needed",
                _ => $"{Name}: XDP cannot be attached: {Errno.Text(error)}",
            });
        }
    }

    // A program sees frames without the tags that the device has taken off, and nobody could put them back.
    private void KeepTags()
    {
        if (Control.StripsTags)
        {
            _tagsKept = Control.TrySetStripsTags(false);
            if (!_tagsKept)
            {
                _warnings.Add($"{Name}: the device takes VLAN tags off and will not stop: tagged frames arrive " +
                    $"untagged; `ethtool -K {Name} rxvlan off`, or use `kind: packet`");
            }
        }
    }

    private NicException NoBpf(int error) => new(error switch
    {
        Errno.Eperm or Errno.Eacces => $"{Name}: AF_XDP needs CAP_BPF and CAP_NET_ADMIN of the machine itself, not " +
            "of a user namespace: run as root (`unshare -U` is not enough), or `setcap " +
            "cap_net_raw,cap_net_admin,cap_bpf,cap_ipc_lock+ep` on the router binary",
        Errno.Enosys => $"{Name}: this kernel has no BPF (CONFIG_BPF_SYSCALL); use `kind: packet`",
        Errno.Einval => $"{Name}: this kernel has no AF_XDP (CONFIG_XDP_SOCKETS); use `kind: packet`",
        _ => $"{Name}: no XDP program: {Errno.Text(error)}",
    });

    private void Close()
    {
        foreach (int descriptor in (ReadOnlySpan<int>)[_link, _program, _map, _promiscuous])
        {
            if (descriptor >= 0)
            {
                _ = Libc.close(descriptor);
            }
        }

        _link = _program = _map = _promiscuous = -1;
        if (_tagsKept)
        {
            _ = Control.TrySetStripsTags(true);
            _tagsKept = false;
        }

        Control.Dispose();
    }
}
