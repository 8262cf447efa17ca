using System;
using Router.Hal.Linux.Native;
using Router.Hal.Offload;

namespace Router.Hal.Linux;

/// <summary>Opens and configures /dev/net/tun (Documentation/networking/tuntap.rst).</summary>
internal static unsafe class TapDevice
{
    private const int ReadWrite = 2;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const uint SetInterface = 0x4004_54ca;
    private const uint SetPersist = 0x4004_54cb;
    private const uint SetOffload = 0x4004_54d0;
    private const uint SetVnetHeaderSize = 0x4004_54d8;
    private const uint SetVnetLittleEndian = 0x4004_54dc;
    private const short Tap = 0x0002;
    private const short NoPacketInformation = 0x1000;
    private const short VnetHeader = 0x4000;
    private const nint ChecksumOffload = 1;
    private const nint Tcp4Offload = 2;
    private const nint TcpEcnOffload = 8;
    private const nint UdpSegmentOffload = 0x20; // Linux 6.2

    /// <summary>Attaches to a TAP interface, making it if there is none of that name; returns the descriptor.</summary>
    internal static int Open(string name, bool persistent)
    {
        if (!InterfaceControl.IsName(name))
        {
            throw new NicException($"'{name}' cannot name an interface: 1 to 15 octets without '/' or spaces");
        }

        int descriptor;
        fixed (byte* path = "/dev/net/tun\0"u8)
        {
            descriptor = Libc.open(path, ReadWrite | NonBlocking | CloseOnExec, 0);
        }

        if (descriptor < 0)
        {
            int error = Errno.Last;
            throw new NicException(error is Errno.Enoent or Errno.Enodev
                ? $"{name}: /dev/net/tun is missing: `modprobe tun`, and in a container pass the device through"
                : $"{name}: /dev/net/tun: {Errno.Text(error)}");
        }

        try
        {
            Attach(descriptor, name, persistent);
        }
        catch
        {
            _ = Libc.close(descriptor);
            throw;
        }

        return descriptor;
    }

    private static void Attach(int descriptor, string name, bool persistent)
    {
        InterfaceRequest request = default;
        InterfaceControl.WriteName(name, ref request);
        request.Flags = Tap | NoPacketInformation | VnetHeader;
        if (Libc.ioctl(descriptor, SetInterface, &request) != 0)
        {
            int error = Errno.Last;
            throw new NicException(error switch
            {
                Errno.Eperm => $"{name}: a TAP interface needs CAP_NET_ADMIN, or one made for this user: " +
                    $"`ip tuntap add dev {name} mode tap user NAME`",
                Errno.Ebusy => $"{name}: another process holds this TAP interface",
                Errno.Einval => $"{name}: an interface of this name exists and is no TAP, or was made with other flags",
                _ => $"{name}: {Errno.Text(error)}",
            });
        }

        if (persistent && Libc.ioctl(descriptor, SetPersist, (void*)1) != 0)
        {
            throw new NicException($"{name}: cannot be made persistent: {Errno.Text(Errno.Last)}");
        }

        // A persistent interface keeps what its last user set, such as the 12 octets of virtual machines.
        int headerSize = VirtioNetHeader.Size;
        int littleEndian = BitConverter.IsLittleEndian ? 1 : 0;
        if (Libc.ioctl(descriptor, SetVnetHeaderSize, &headerSize) != 0
            || Libc.ioctl(descriptor, SetVnetLittleEndian, &littleEndian) != 0)
        {
            throw new NicException($"{name}: the kernel refuses the offload header: {Errno.Text(Errno.Last)}");
        }

        // What we offer to undo is what the kernel then leaves undone. Without the newest it cuts UDP itself.
        const nint Basic = ChecksumOffload | Tcp4Offload | TcpEcnOffload;
        if (Libc.ioctl(descriptor, SetOffload, (void*)(Basic | UdpSegmentOffload)) != 0
            && Libc.ioctl(descriptor, SetOffload, (void*)Basic) != 0)
        {
            throw new NicException($"{name}: the kernel refuses TAP offloads: {Errno.Text(Errno.Last)}");
        }
    }
}
