using System;
using System.Runtime.InteropServices;
using System.Text;
using Router.Hal.Linux.Native;
using Router.Wire;

namespace Router.Hal.Linux;

/// <summary>The ioctls of netdevice(7) on one interface, by name.</summary>
internal sealed unsafe class InterfaceControl : IDisposable
{
    private const int Inet = 2;
    private const int Datagram = 2;
    private const int CloseOnExec = 0x80000;
    private const uint GetFlagsRequest = 0x8913;
    private const uint SetFlagsRequest = 0x8914;
    private const uint GetMtuRequest = 0x8921;
    private const uint GetAddressRequest = 0x8927;
    private const uint SetNameRequest = 0x8923;
    private const uint GetIndexRequest = 0x8933;
    private const uint EthtoolRequest = 0x8946;
    private const uint GetDriver = 0x03;
    private const uint GetFlags = 0x25;
    private const uint SetFlags = 0x26;
    private const uint GetChannels = 0x3c;
    private const uint ReceiveTagOffload = 1 << 8; // ETH_FLAG_RXVLAN

    private readonly string _name;
    private int _descriptor;

    internal InterfaceControl(string name)
    {
        _name = name;
        _descriptor = Libc.socket(Inet, Datagram | CloseOnExec, 0);
        if (_descriptor < 0)
        {
            throw new NicException($"{name}: no socket to ask about it: {Errno.Text(Errno.Last)}");
        }
    }

    /// <summary>IFF_..., or -1 when the interface is gone.</summary>
    internal int Flags
    {
        get
        {
            InterfaceRequest request = Named();
            return Ask(GetFlagsRequest, &request) ? (ushort)request.Flags : -1;
        }
    }

    /// <summary>The kernel's index, or -1 when the interface is gone.</summary>
    internal int Index
    {
        get
        {
            InterfaceRequest request = Named();
            return Ask(GetIndexRequest, &request) ? request.Number : -1;
        }
    }

    internal int Mtu
    {
        get
        {
            InterfaceRequest request = Named();
            return Ask(GetMtuRequest, &request) ? request.Number : 0;
        }
    }

    internal MacAddress Mac
    {
        get
        {
            // struct sockaddr: the family, then the address.
            InterfaceRequest request = Named();
            return Ask(GetAddressRequest, &request) ? MacAddress.Read(new OctetsIn(request.Address, 16), 2) : default;
        }
    }

    /// <summary>The device driver's name, or nothing where it does not tell.</summary>
    internal string Driver
    {
        get
        {
            var answer = new EthtoolDriver { Command = GetDriver };
            return Ethtool(&answer)
                ? Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(answer.Name))
                : "";
        }
    }

    /// <summary>Receive queues in use. A device that does not tell has one.</summary>
    internal int ReceiveQueues
    {
        get
        {
            var answer = new EthtoolChannels { Command = GetChannels };
            return Ethtool(&answer) ? Math.Max(1, (int)(answer.Receive + answer.Combined)) : 1;
        }
    }

    /// <summary>The device takes VLAN tags off received frames.</summary>
    internal bool StripsTags
    {
        get
        {
            var value = new EthtoolValue { Command = GetFlags };
            return Ethtool(&value) && (value.Data & ReceiveTagOffload) != 0;
        }
    }

    /// <summary>Has the device leave VLAN tags in received frames, or take them off; false when it will not.</summary>
    internal bool TrySetStripsTags(bool strips)
    {
        var value = new EthtoolValue { Command = GetFlags };
        if (!Ethtool(&value))
        {
            return false;
        }

        value.Command = SetFlags;
        value.Data = strips ? value.Data | ReceiveTagOffload : value.Data & ~ReceiveTagOffload;
        return Ethtool(&value);
    }

    /// <summary>Sets IFF_UP; returns 0 or the error.</summary>
    internal int BringUp()
    {
        int flags = Flags;
        if (flags < 0)
        {
            return Errno.Enodev;
        }

        if ((flags & InterfaceFlags.Up) != 0)
        {
            return 0;
        }

        InterfaceRequest request = Named();
        request.Flags = (short)(flags | InterfaceFlags.Up);
        return Ask(SetFlagsRequest, &request) ? 0 : Errno.Last;
    }

    /// <summary>Gives it another name, which it must be down for; returns 0 or the error.</summary>
    internal int Rename(string name)
    {
        InterfaceRequest request = Named();
        Encoding.UTF8.GetBytes(name, new Octets(request.Address, 15));
        return Ask(SetNameRequest, &request) ? 0 : Errno.Last;
    }

    public void Dispose()
    {
        if (_descriptor >= 0)
        {
            _ = Libc.close(_descriptor);
            _descriptor = -1;
        }
    }

    internal static bool IsName(string name) =>
        name.Length > 0 && Encoding.UTF8.GetByteCount(name) < 16 && name.IndexOfAny(['/', ' ', '\0']) < 0;

    internal static void WriteName(string name, ref InterfaceRequest request)
    {
        fixed (byte* start = request.Name)
        {
            Encoding.UTF8.GetBytes(name, new Octets(start, 15));
        }
    }

    private InterfaceRequest Named()
    {
        InterfaceRequest request = default;
        WriteName(_name, ref request);
        return request;
    }

    private bool Ethtool(void* command)
    {
        InterfaceRequest request = Named();
        request.Pointer = (nint)command;
        return Ask(EthtoolRequest, &request);
    }

    private bool Ask(uint request, InterfaceRequest* argument) => Libc.ioctl(_descriptor, request, argument) >= 0;
}
